import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../meta/object';
import { virtualClock } from '../time/virtual';
import { createStore } from './memory';
import { type Change, CompactedError, type Journal } from './store';
import { describeStore } from './store.suite';

type Entry = { key: string; revision: number; object: KubeObject };

/** What a journal in memory keeps. */
interface Kept {
  revision: number;
  entries: Map<string, Entry>;
}

const nothing = (): Kept => ({ revision: 0, entries: new Map() });

/** A journal that keeps what it is given in memory; `gate`, where set, holds each append back or fails it. */
function memoryJournal(kept: Kept, gate?: () => Promise<void>): Journal {
  return {
    load: () => ({ revision: kept.revision, entries: [...kept.entries.values()] }),
    async append(revision, changes) {
      await gate?.();
      for (const { key, object, ...rest } of changes) {
        if (object) kept.entries.set(key, { key, object, ...rest });
        else kept.entries.delete(key);
      }
      kept.revision = revision;
    },
    close: () => Promise.resolve(),
  };
}

const thing = (name: string): KubeObject => ({ metadata: { name } });

describeStore('a store with a journal in memory', async () => {
  const kept = nothing();
  return { clock: virtualClock(), openJournal: () => memoryJournal(kept), dispose: async () => {} };
});

describe('createStore', () => {
  it('works without a journal', async () => {
    const store = createStore({ clock: virtualClock() });
    const stored = await store.create('things/a', thing('a'));
    expect(store.list('things/').items).toEqual([stored]);
    await store.close();
  });

  it('forgets the oldest changes, and says so', async () => {
    const store = createStore({ clock: virtualClock(), watchWindow: 3 });
    const start = store.revision;
    for (const name of ['a', 'b', 'c', 'd', 'e']) await store.create(`things/${name}`, thing(name));
    expect(store.compacted).toBe(start + 2);
    expect(() => store.watch('', start + 1, () => {})).toThrow(CompactedError);
    expect(() => store.list('things/', { at: start + 1 })).toThrow(CompactedError);
    const seen: Change[] = [];
    store.watch('', start + 2, (changes) => seen.push(...changes));
    expect(seen.map(({ key }) => key)).toEqual(['things/c', 'things/d', 'things/e']);
    expect(store.check()).toEqual([]);
  });

  it('forgets by age too, but never the last thousand', async () => {
    const clock = virtualClock();
    const store = createStore({ clock, watchWindowMs: 1000 });
    const start = store.revision;
    for (let at = 0; at < 1500; at++) store.create(`things/a${at}`, thing(`a${at}`));
    await clock.settle();
    expect(store.compacted).toBe(start);
    await clock.advance(2000);
    await store.create('things/b', thing('b'));
    expect(store.compacted).toBe(start + 501);
    expect(store.check()).toEqual([]);
  });

  it('sends one append after the other', async () => {
    let open = 0;
    let most = 0;
    const releases: (() => void)[] = [];
    const gate = async () => {
      most = Math.max(most, ++open);
      await new Promise<void>((resolve) => releases.push(resolve));
      open--;
    };
    const clock = virtualClock();
    const store = createStore({ clock, journal: memoryJournal(nothing(), gate) });
    const first = store.create('things/a', thing('a'));
    await clock.settle();
    const rest = ['b', 'c', 'd'].map((name) => store.create(`things/${name}`, thing(name)));
    await clock.settle();
    expect([releases.length, store.durableRevision < store.revision]).toEqual([1, true]);
    releases[0]!();
    await first;
    await clock.settle();
    expect(store.durableRevision).toBe(store.revision - 3);
    releases[1]!();
    await Promise.all(rest);
    expect([releases.length, most]).toEqual([2, 1]);
  });

  it('rejects writes and reports it when the journal fails', async () => {
    const clock = virtualClock();
    const gate = () => Promise.reject(new Error('no space left'));
    const store = createStore({ clock, journal: memoryJournal(nothing(), gate) });
    const seen: Change[] = [];
    store.watch('', store.revision, (changes) => seen.push(...changes));
    await expect(store.create('things/a', thing('a'))).rejects.toThrow('no space left');
    await expect(store.create('things/b', thing('b'))).rejects.toThrow('no space left');
    await expect(clock.settle()).rejects.toThrow('no space left');
    expect(seen).toEqual([]);
  });

  it('goes on when a watcher throws', async () => {
    const clock = virtualClock();
    const store = createStore({ clock });
    const seen: Change[] = [];
    store.watch('', store.revision, () => {
      throw new Error('broken watcher');
    });
    store.watch('', store.revision, (changes) => seen.push(...changes));
    await store.create('things/a', thing('a'));
    expect(seen.length).toBe(1);
    await expect(clock.settle()).rejects.toThrow('broken watcher');
  });
});
