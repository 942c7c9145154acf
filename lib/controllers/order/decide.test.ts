import { describe, expect, it } from 'vitest';
import { runAfterKey } from '../../resources/job/runafter';
import { type OrderState, runAfterStateKey, stateText, waitingType } from '../../resources/job/runafterstate';
import type { Job, JobCondition } from '../../resources/job/types';
import { decide, isConcerned, isWaiting } from './decide';
import type { Standing } from './tellings';

interface Subject {
  runAfter?: string;
  state?: Partial<OrderState>;
  suspend?: boolean;
  conditions?: JobCondition[];
  managedBy?: string;
  deleted?: boolean;
}

function job({ runAfter, state, suspend = true, conditions, managedBy, deleted }: Subject): Job {
  const metadata = { name: 'work', namespace: 'team', uid: 'u' };
  const text = state && stateText({ metadata } as Job, { ended: {}, started: false, ...state });
  return {
    metadata: {
      ...metadata,
      ...(deleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
      annotations: {
        ...(runAfter === undefined ? {} : { [runAfterKey]: runAfter }),
        ...(text === undefined ? {} : { [runAfterStateKey]: text }),
      },
    },
    spec: { suspend, ...(managedBy ? { managedBy } : {}), template: { spec: { containers: [] } } },
    status: { conditions },
  };
}

const waiting = (status: 'True' | 'False', reason: string, message = ''): JobCondition => ({
  type: waitingType,
  status,
  reason,
  message,
});
const complete: JobCondition = { type: 'Complete', status: 'True' };

function decided(subject: Subject, standings: Record<string, Standing> = {}, circle?: string[]) {
  const decision = decide(job(subject), {
    standingOf: (name) => standings[name] ?? 'missing',
    circle: () => circle,
  });
  if (decision.kind === 'tell') return `${decision.telling.status} ${decision.telling.reason}`;
  if (decision.kind === 'leave') return 'leave';
  const { ended = {}, started } = decision.state ?? {};
  const kept = decision.state ? Object.entries(ended).map((entry) => entry.join(':')) : ['nothing'];
  return `${decision.kind} ${kept}${decision.kind === 'start' && !started ? ' unmarked' : ''}`;
}

describe('decide', () => {
  it.each<[string, Subject, Record<string, Standing>, string]>([
    ['no annotation', {}, {}, 'leave'],
    ['one that goes', { runAfter: 'a' }, { a: 'going' }, 'True WaitingForJobs'],
    ['one that is missing', { runAfter: 'a, b' }, { a: 'going' }, 'True JobsMissing'],
    ['one that ended as asked', { runAfter: 'a' }, { a: 'Complete' }, 'start a:Complete'],
    [
      'all ended as asked',
      { runAfter: 'a,b=Failed' },
      { a: 'Complete', b: 'Failed' },
      'start a:Complete,b:Failed',
    ],
    ['either end', { runAfter: 'a=Complete|Failed' }, { a: 'Failed' }, 'start a:Failed'],
    ['some ended', { runAfter: 'a, b' }, { a: 'Complete', b: 'going' }, 'keep a:Complete'],
    [
      'some ended, which is kept',
      { runAfter: 'a, b', state: { ended: { a: 'Complete' } } },
      { a: 'Complete', b: 'going' },
      'True WaitingForJobs',
    ],
    [
      'kept of one that goes again',
      { runAfter: 'a', state: { ended: { a: 'Failed' } } },
      { a: 'going' },
      'keep ',
    ],
    [
      'ended otherwise',
      { runAfter: 'a', state: { ended: { a: 'Failed' } } },
      { a: 'Failed' },
      'True JobsEndedOtherwise',
    ],
    ['a text that cannot be read', { runAfter: 'a b' }, {}, 'True InvalidRunAfter'],
    ['not suspended', { runAfter: 'a', suspend: false }, { a: 'Complete' }, 'False NotSuspended'],
    [
      'resumed while it waited',
      { runAfter: 'a', suspend: false, conditions: [waiting('True', 'WaitingForJobs')] },
      { a: 'going' },
      'False ResumedBefore',
    ],
    ['started', { runAfter: 'a', suspend: false, state: { started: true } }, {}, 'False JobsEnded'],
    [
      'started and suspended',
      { runAfter: 'a', state: { started: true } },
      { a: 'Complete' },
      'False JobsEnded',
    ],
    [
      'told and suspended',
      { runAfter: 'a', conditions: [waiting('False', 'NotSuspended')] },
      { a: 'Complete' },
      'leave',
    ],
    [
      'ended before it was told',
      {
        runAfter: 'a',
        suspend: false,
        conditions: [waiting('True', 'WaitingForJobs'), complete],
        state: { started: true },
      },
      {},
      'False JobsEnded',
    ],
    ['ended', { runAfter: 'a', suspend: false, conditions: [complete] }, {}, 'leave'],
    ['suspended and ended', { runAfter: 'a', conditions: [complete] }, { a: 'Complete' }, 'leave'],
    [
      'the annotation taken away',
      { conditions: [waiting('True', 'WaitingForJobs')] },
      {},
      'False RunAfterRemoved',
    ],
    [
      'the annotation taken away with something kept',
      { state: { started: true }, conditions: [waiting('False', 'JobsEnded')] },
      {},
      'keep nothing',
    ],
    [
      'the annotation put back',
      { runAfter: 'a', conditions: [waiting('False', 'RunAfterRemoved')] },
      { a: 'Complete' },
      'start a:Complete',
    ],
    ['managed elsewhere', { runAfter: 'a', managedBy: 'example.com/mine' }, { a: 'Complete' }, 'leave'],
    ['deleted', { runAfter: 'a', deleted: true }, { a: 'Complete' }, 'leave'],
  ])('%s', (_, subject, standings, expected) => {
    expect(decided(subject, standings)).toBe(expected);
  });

  it('tells of a circle before anything else, and nothing twice', () => {
    const way = ['work', 'a', 'work'];
    expect(decided({ runAfter: 'a, b' }, { a: 'going' }, way)).toBe('True JobsInCircle');
    const told = waiting(
      'True',
      'JobsInCircle',
      'Jobs wait for one another: work → a → work; there is no Job b',
    );
    expect(decided({ runAfter: 'a, b', conditions: [told] }, { a: 'going' }, way)).toBe('leave');
  });

  it('names ten Jobs and counts the rest', () => {
    const names = Array.from({ length: 12 }, (_, at) => `j${at}`);
    const subject = job({ runAfter: names.join(',') });
    const decision = decide(subject, { standingOf: () => 'going', circle: () => undefined });
    expect(decision).toHaveProperty(
      'telling.message',
      `Waiting for Jobs ${names.slice(0, 10).join(', ')} and 2 more`,
    );
  });
});

describe('isWaiting', () => {
  it.each<[boolean, Subject]>([
    [true, { runAfter: 'a' }],
    [true, { runAfter: 'a', conditions: [waiting('False', 'RunAfterRemoved')] }],
    [false, {}],
    [false, { runAfter: 'a b' }],
    [false, { runAfter: 'a', suspend: false }],
    [false, { runAfter: 'a', state: { started: true } }],
    [false, { runAfter: 'a', conditions: [waiting('False', 'ResumedBefore')] }],
    [false, { runAfter: 'a', conditions: [complete] }],
    [false, { runAfter: 'a', deleted: true }],
    [false, { runAfter: 'a', managedBy: 'example.com/mine' }],
  ])('%s of %j', (expected, subject) => {
    expect(isWaiting(job(subject))).toBe(expected);
  });
});

it('Jobs without the annotation and its condition are of no concern', () => {
  expect(isConcerned(job({ conditions: [complete] }))).toBe(false);
  expect(isConcerned(job({ runAfter: '' }))).toBe(true);
  expect(isConcerned(job({ conditions: [waiting('False', 'JobsEnded')] }))).toBe(true);
});
