import { type Ending, formatPredecessor, type Predecessor, runAfterKey } from '../../resources/job/runafter';
import { type OrderState, waitingReason } from '../../resources/job/runafterstate';

/** Where a Job that another waits for stands: it has ended so, has not ended, or is not there. */
export type Standing = Ending | 'going' | 'missing';

/** What the condition of a Job is to say; the event that goes with it says the same. */
export interface Telling {
  /** Whether the Job waits. */
  status: 'True' | 'False';
  reason: string;
  message: string;
}

/** A Job that is waited for and where it stands. */
interface Awaited {
  predecessor: Predecessor;
  standing: Standing;
}

/** The reason of a Job that waits for itself. */
export const circleReason = 'JobsInCircle';

/** Jobs named in one message; the rest are counted. */
const mostNamed = 10;

/** Everything the order controller says about a Job. */
export const tellings = {
  started: (ended: OrderState['ended']): Telling => ({
    status: 'False',
    reason: 'JobsEnded',
    message: `Started after ${jobsIn(
      Object.entries(ended).map(([name, ending]) => formatPredecessor({ name, endings: [ending] })),
    )}`,
  }),
  startedByHand: {
    status: 'False',
    reason: 'ResumedBefore',
    message: `Resumed by somebody else before the Jobs in ${runAfterKey} had ended`,
  },
  notSuspended: {
    status: 'False',
    reason: 'NotSuspended',
    message: `${runAfterKey} has no effect: only a Job that is created with spec.suspend waits for others`,
  },
  removed: {
    status: 'False',
    reason: 'RunAfterRemoved',
    message: `${runAfterKey} was removed: the Job is not started by itself any more`,
  },
  malformed: (problem: string): Telling => ({
    status: 'True',
    reason: 'InvalidRunAfter',
    message: `${runAfterKey}: ${problem}`,
  }),
  waiting,
} as const;

/** Whether a person should look at it: nothing will happen by itself. */
export function isTrouble({ reason }: Telling): boolean {
  return ![waitingReason, 'JobsEnded', 'ResumedBefore', 'RunAfterRemoved'].includes(reason);
}

/** All that stands in the way of the Job; the worst gives the reason. */
function waiting(awaited: readonly Awaited[], circle: readonly string[] | undefined): Telling {
  const otherwise = awaited.filter(({ predecessor, standing }) => isOtherwise(predecessor, standing));
  const missing = awaited.filter(({ standing }) => standing === 'missing');
  const going = awaited.filter(
    ({ predecessor, standing }) => standing === 'going' && !circle?.includes(predecessor.name),
  );
  const obstacles: [reason: string, clause: string][] = [];
  if (circle) obstacles.push([circleReason, `Jobs wait for one another: ${few(circle, ' → ')}`]);
  if (otherwise.length > 0) obstacles.push(['JobsEndedOtherwise', few(otherwise.map(otherwiseClause), '; ')]);
  if (missing.length > 0) obstacles.push(['JobsMissing', noneOf(missing)]);
  if (going.length > 0) {
    const texts = going.map(({ predecessor }) => formatPredecessor(predecessor));
    obstacles.push([waitingReason, `waiting for ${jobsIn(texts)}`]);
  }
  const [[reason] = [waitingReason]] = obstacles;
  const message = obstacles.map(([, clause]) => clause).join('; ');
  return { status: 'True', reason, message: message.charAt(0).toUpperCase() + message.slice(1) };
}

function isOtherwise({ endings }: Predecessor, standing: Standing): boolean {
  return (standing === 'Complete' || standing === 'Failed') && !endings.includes(standing);
}

function otherwiseClause({ predecessor: { name, endings }, standing }: Awaited): string {
  return `Job ${name} has ended as ${standing}, not as ${endings.join(' or ')}`;
}

function noneOf(missing: readonly Awaited[]): string {
  const names = missing.map(({ predecessor }) => predecessor.name);
  return `there ${names.length === 1 ? 'is' : 'are'} no ${jobsIn(names)}`;
}

function jobsIn(texts: readonly string[]): string {
  return `${texts.length === 1 ? 'Job' : 'Jobs'} ${few(texts, ', ')}`;
}

function few(texts: readonly string[], separator: string): string {
  const left = texts.length - mostNamed;
  const shown = texts.slice(0, mostNamed).join(separator);
  return left > 0 ? `${shown} and ${left} more` : shown;
}
