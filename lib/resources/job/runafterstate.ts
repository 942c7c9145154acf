import { isTrue } from '../../meta/object';
import type { Ending } from './runafter';
import type { Job, JobConditionType } from './types';

/** The annotation in which the order controller keeps what it must not forget about a Job. */
export const runAfterStateKey = 'batch.gantry.dev/run-after-state';

/** The condition that tells whether a Job waits for others, and for which or why in vain. */
export const waitingType = 'batch.gantry.dev/Waiting' satisfies JobConditionType;

/** The reason of that condition where others have not ended and nothing is wrong. */
export const waitingReason = 'WaitingForJobs';

/** What must not be forgotten about the order of a Job. */
export interface OrderState {
  /** How Jobs it runs after have ended, for when they are deleted before the others end. */
  ended: Readonly<Record<string, Ending>>;
  /** The controller has started the Job, and will not again. */
  started: boolean;
}

const nothing: OrderState = { ended: {}, started: false };

/**
 * What is kept on the Job. It holds for the Job of that uid alone: a copy of the Job, which has its
 * annotations too, begins anew. So does one whose annotation was broken by somebody.
 */
export function stateOf({ metadata }: Job): OrderState {
  try {
    const { uid, ended, started } = JSON.parse(metadata.annotations?.[runAfterStateKey] ?? '{}') ?? {};
    if (uid !== metadata.uid) return nothing;
    return { ended: endingsIn(ended), started: started === true };
  } catch {
    return nothing;
  }
}

/** The text the state is kept as in the annotation of the Job. */
export function stateText({ metadata }: Job, { ended, started }: OrderState): string {
  return JSON.stringify({ uid: metadata.uid, ended, ...(started ? { started } : {}) });
}

/** How the Job has ended, if it has. */
export function endingOf({ status }: Job): Ending | undefined {
  return (['Complete', 'Failed'] as const).find((type) => isTrue(status?.conditions, type));
}

function endingsIn(value: unknown): Record<string, Ending> {
  const known = Object.entries(value ?? {}).filter(
    ([, ending]) => ending === 'Complete' || ending === 'Failed',
  );
  return Object.fromEntries(known) as Record<string, Ending>;
}
