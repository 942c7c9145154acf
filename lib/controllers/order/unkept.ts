import type { Ending } from '../../resources/job/runafter';
import type { Job } from '../../resources/job/types';
import { isWaiting } from './decide';

/** How Jobs ended that were deleted, perhaps before that could be kept on the Jobs that wait for them. */
export interface Unkept {
  endingOf(waiting: Job, name: string): Ending | undefined;
  /** A Job that is waited for has come or gone: what is known of an earlier one of its name is replaced. */
  note(waiting: Job, name: string, ending: Ending | undefined): void;
  /** The Job is gone that waited. */
  forget(waiting: Job): void;
}

/** Knows of nothing at first. */
export function createUnkept(): Unkept {
  const endings = new Map<string, Map<string, Ending>>();
  return {
    endingOf: ({ metadata }, name) => endings.get(metadata.uid!)?.get(name),
    note(waiting, name, ending) {
      const uid = waiting.metadata.uid!;
      const noted = new Map(endings.get(uid));
      if (ending && isWaiting(waiting)) noted.set(name, ending);
      else noted.delete(name);
      if (noted.size > 0) endings.set(uid, noted);
      else endings.delete(uid);
    },
    forget: ({ metadata }) => void endings.delete(metadata.uid!),
  };
}
