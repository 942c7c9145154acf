import { describe, expect, it } from 'vitest';
import type { StreamLine } from '@/lib/client/stream';
import type { KubeObject } from '@/lib/meta/object';
import { failure } from '@/lib/meta/status';
import { emptyCollection, markStale, merged, snapshotOf, takeLine } from './collection';

function job(name: string, resourceVersion: string): KubeObject {
  return { metadata: { name, namespace: 'default', uid: `uid-${name}`, resourceVersion } };
}

type Line = Omit<StreamLine, 'id'>;

function after(...lines: Line[]) {
  const collection = emptyCollection();
  for (const line of lines) takeLine(collection, { id: '1', ...line }, 1000);
  return collection;
}

const listed: Line[] = [
  { type: 'RESET' },
  { type: 'ADDED', object: job('a', '1') },
  { type: 'ADDED', object: job('b', '2') },
  { type: 'SYNCED', resourceVersion: '5' },
];

function shown(collection: ReturnType<typeof emptyCollection>) {
  const { phase, items } = snapshotOf(collection);
  return [phase, ...items.map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`)].join(' ');
}

describe('what is known of a watch', () => {
  it('is nothing at first', () => {
    expect(snapshotOf(emptyCollection())).toEqual({ items: [], phase: 'loading' });
  });

  it('appears while the first list comes, and is whole at its end', () => {
    expect(shown(after(...listed.slice(0, 2)))).toBe('loading a@1');
    expect(shown(after(...listed))).toBe('live a@1 b@2');
    expect(after(...listed)).toMatchObject({ resourceVersion: '5', currentAtMs: 1000 });
  });

  it('follows changes, and knows from where to go on', () => {
    const collection = after(
      ...listed,
      { type: 'MODIFIED', object: job('a', '6') },
      { type: 'DELETED', object: job('b', '7') },
      { type: 'ADDED', object: job('c', '8') },
    );
    expect(shown(collection)).toBe('live a@6 c@8');
    expect(collection.resourceVersion).toBe('8');
    takeLine(collection, { id: '1', type: 'BOOKMARK', resourceVersion: '20' }, 1000);
    expect(collection.resourceVersion).toBe('20');
  });

  it('keeps the old objects until a new list is whole, and the very same objects where nothing changed', () => {
    const collection = after(...listed);
    const before = snapshotOf(collection).items[0];
    for (const line of [{ type: 'RESET' }, { type: 'ADDED', object: job('a', '1') }] as Line[]) {
      expect(takeLine(collection, { id: '1', ...line }, 2000)).toBe(false);
    }
    expect(shown(collection)).toBe('live a@1 b@2');
    expect(collection.resourceVersion).toBeUndefined();
    takeLine(collection, { id: '1', type: 'SYNCED', resourceVersion: '9' }, 2000);
    expect(shown(collection)).toBe('live a@1');
    expect(snapshotOf(collection).items[0]).toBe(before);
  });

  it('does not take a namesake for the same object', () => {
    const collection = after(...listed);
    const namesake = { metadata: { ...job('a', '1').metadata, uid: 'another' } };
    for (const line of [
      { type: 'RESET' },
      { type: 'ADDED', object: namesake },
      { type: 'SYNCED' },
    ] as Line[]) {
      takeLine(collection, { id: '1', ...line }, 2000);
    }
    expect(snapshotOf(collection).items).toEqual([namesake]);
  });

  it('starts the first list over when it is cut off', () => {
    expect(shown(after(...listed.slice(0, 3), ...listed.slice(0, 2)))).toBe('loading a@1');
  });
});

describe('a stream that is down', () => {
  it('leaves the last good data, and says of when it is', () => {
    const collection = after(...listed);
    expect(markStale(collection, 7000)).toBe(true);
    expect(shown(collection)).toBe('stale a@1 b@2');
    expect(snapshotOf(collection).currentAtMs).toBe(7000);
    expect(markStale(collection, 9000)).toBe(false);
    takeLine(collection, { id: '1', type: 'SYNCED', resourceVersion: '5' }, 9000);
    expect(shown(collection)).toBe('live a@1 b@2');
  });

  it('forgets the half of a list that was to replace the data', () => {
    const collection = after(...listed, { type: 'RESET' }, { type: 'ADDED', object: job('z', '9') });
    markStale(collection, 7000);
    takeLine(collection, { id: '1', type: 'RESET' }, 8000);
    takeLine(collection, { id: '1', type: 'SYNCED', resourceVersion: '10' }, 8000);
    expect(shown(collection)).toBe('live');
  });

  it('changes nothing while nothing has come yet', () => {
    expect(markStale(emptyCollection(), 1)).toBe(false);
  });
});

describe('a watch that is not followed', () => {
  const down = failure(503, 'ServiceUnavailable', 'does not answer');
  const forbidden = failure(403, 'Forbidden', 'jobs is forbidden');

  it('is merely old when the fault will pass', () => {
    const collection = after(...listed, { type: 'ERROR', status: down });
    expect(shown(collection)).toBe('stale a@1 b@2');
    expect(snapshotOf(collection).error).toBe(down);
  });

  it('is refused when the cluster says no, or before anything has come', () => {
    expect(snapshotOf(after(...listed, { type: 'ERROR', status: forbidden })).phase).toBe('refused');
    expect(shown(after(...listed.slice(0, 2), { type: 'ERROR', status: down }))).toBe('refused');
  });

  it('is well again after the next list', () => {
    const collection = after({ type: 'RESET' }, { type: 'ERROR', status: down }, ...listed);
    expect(shown(collection)).toBe('live a@1 b@2');
    expect(snapshotOf(collection).error).toBeUndefined();
  });
});

describe('several watches shown as one', () => {
  const live = snapshotOf(after(...listed));
  it.each([
    [['live', 'stale'], 'stale'],
    [['live', 'loading'], 'loading'],
    [['loading', 'refused'], 'refused'],
    [['live', 'live'], 'live'],
  ] as const)('are, with %s, %s', (phases, expected) => {
    expect(merged(phases.map((phase) => ({ ...live, phase }))).phase).toBe(expected);
  });

  it('hold the objects of all, as current as the oldest', () => {
    const union = merged([
      { ...live, currentAtMs: 5 },
      { ...live, currentAtMs: 3 },
    ]);
    expect([union.items.length, union.currentAtMs]).toEqual([4, 3]);
  });
});
