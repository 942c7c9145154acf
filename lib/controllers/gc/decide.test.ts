import { describe, expect, it } from 'vitest';
import type { KubeObject, ObjectMeta } from '../../meta/object';
import {
  addedOwners,
  beginsToWait,
  blocking,
  freedOwners,
  invalidNamespace,
  judge,
  type OwnerState,
} from './decide';

const object = (metadata: ObjectMeta = {}): KubeObject => ({ metadata });
const reference = (uid: string, blockOwnerDeletion = false) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  name: uid,
  uid,
  blockOwnerDeletion,
});
const owners = (...states: OwnerState[]) => states.map((state, at) => ({ uid: `o${at}`, state }));
const waiting = object({ deletionTimestamp: 'x', finalizers: ['foregroundDeletion'] });

describe('judge', () => {
  it.each<[string, KubeObject, OwnerState[], KubeObject[], ReturnType<typeof judge>]>([
    ['nobody owns it', object(), [], [], { kind: 'keep' }],
    ['its owner is there', object(), ['there'], [], { kind: 'keep' }],
    [
      'its owner is gone',
      object(),
      ['gone'],
      [],
      { kind: 'delete', propagation: 'Background', unblocks: false },
    ],
    ['one of two is gone', object(), ['gone', 'there'], [], { kind: 'detach', uids: ['o0'] }],
    ['one of two waits', object(), ['there', 'waiting'], [], { kind: 'detach', uids: ['o1'] }],
    ['nothing is known of one', object(), ['gone', 'unknown'], [], { kind: 'keep' }],
    ['it is going already', object({ deletionTimestamp: 'x' }), ['gone'], [], { kind: 'keep' }],
    [
      'its owner waits',
      object(),
      ['waiting'],
      [],
      { kind: 'delete', propagation: 'Background', unblocks: false },
    ],
    [
      'its owner waits, and it owns something',
      object(),
      ['waiting', 'gone'],
      [object()],
      { kind: 'delete', propagation: 'Foreground', unblocks: false },
    ],
    [
      'it and what it owns wait for each other',
      object(),
      ['waiting'],
      [object(), waiting],
      { kind: 'delete', propagation: 'Foreground', unblocks: true },
    ],
    [
      'what it owns shall stay',
      object({ finalizers: ['orphan'] }),
      ['gone'],
      [object()],
      { kind: 'delete', propagation: 'Orphan', unblocks: false },
    ],
  ])('%s', (_, subject, states, dependents, verdict) => {
    expect(judge(subject, owners(...states), dependents)).toEqual(verdict);
  });
});

describe('blocking', () => {
  it('are those that say so of this owner', () => {
    const first = object({ ownerReferences: [reference('a', true)] });
    const second = object({ ownerReferences: [reference('a'), reference('b', true)] });
    expect(blocking('a', [first, second])).toEqual([first]);
  });
});

describe('freedOwners', () => {
  const before = object({ ownerReferences: [reference('a', true), reference('b', true)] });
  it('are all when the dependent is gone, else those it lets go', () => {
    expect(freedOwners(undefined, before).map(({ uid }) => uid)).toEqual(['a', 'b']);
    const after = object({ ownerReferences: [reference('a', true), reference('b')] });
    expect(freedOwners(after, before).map(({ uid }) => uid)).toEqual(['b']);
  });
});

describe('addedOwners', () => {
  it('answers the references that are new', () => {
    const next = object({ ownerReferences: [reference('a'), reference('b')] });
    expect(addedOwners(next, undefined).map(({ uid }) => uid)).toEqual(['a', 'b']);
    const previous = object({ ownerReferences: [reference('a', true)] });
    expect(addedOwners(next, previous).map(({ uid }) => uid)).toEqual(['b']);
  });
});

describe('invalidNamespace', () => {
  it('says where the owner was looked for', () => {
    expect(invalidNamespace(reference('a'), 'team')).toBe(
      'ownerRef [batch/v1/Job, namespace: team, name: a, uid: a] does not exist in namespace "team"',
    );
  });
});

describe('beginsToWait', () => {
  it('is the change to a deletion in the foreground', () => {
    const orphaning = object({ deletionTimestamp: 'x', finalizers: ['orphan', 'foregroundDeletion'] });
    expect(beginsToWait(waiting, object({ finalizers: ['foregroundDeletion'] }))).toBe(true);
    expect(beginsToWait(waiting, undefined)).toBe(true);
    expect(beginsToWait(waiting, waiting)).toBe(false);
    expect(beginsToWait(orphaning, undefined)).toBe(false);
    expect(beginsToWait(object({ deletionTimestamp: 'x' }), undefined)).toBe(false);
  });
});
