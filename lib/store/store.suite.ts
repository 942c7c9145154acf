import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../meta/object';
import type { Clock } from '../time/clock';
import { createStore } from './memory';
import { type Change, CompactedError, ConflictError, ExistsError, type Journal, type Store } from './store';

interface Item extends KubeObject {
  data?: string;
}

export interface StoreWorld {
  clock: Clock;
  /** Opens the journal; called again after the one before was closed, it finds what that one was given. */
  openJournal: () => Journal;
  /** Throws away what the journal keeps. */
  dispose: () => Promise<void>;
}

function item(name: string, data = '', namespace = 'n'): Item {
  return { apiVersion: 'v1', kind: 'Item', metadata: { namespace, name }, data };
}

const keyOf = ({ metadata }: Item) => `items/${metadata.namespace}/${metadata.name}`;

function texts(changes: readonly Change[]): string[] {
  return changes.map(
    ({ type, key, object, previous }) =>
      `${type} ${key} ${(previous as Item)?.data ?? ''}>${(object as Item).data}`,
  );
}

/** What every store promises, whatever its journal. `open` makes a world in which nothing is stored yet. */
export function describeStore(name: string, open: () => Promise<StoreWorld>): void {
  describe(name, () => {
    let world: StoreWorld;
    let store: Store;

    beforeEach(async () => {
      world = await open();
      store = createStore({ clock: world.clock, journal: world.openJournal() });
    });
    afterEach(async () => {
      expect(store.check()).toEqual([]);
      await store.close();
      await world.dispose();
    });

    async function reopen(): Promise<void> {
      await store.close();
      store = createStore({ clock: world.clock, journal: world.openJournal() });
    }

    it('stamps the revision and hands out frozen objects', async () => {
      const given = item('a');
      const stored = await store.create('items/n/a', given);
      expect(stored.object.metadata.resourceVersion).toBe(String(stored.revision));
      expect(given.metadata.resourceVersion).toBeUndefined();
      expect(Object.isFrozen(stored.object) && Object.isFrozen(stored.object.metadata)).toBe(true);
      expect(store.get('items/n/a')).toBe(stored);
    });

    it('refuses a key that is taken', async () => {
      await store.create('items/n/a', item('a'));
      await expect(store.create('items/n/a', item('a'))).rejects.toBeInstanceOf(ExistsError);
    });

    it('guards updates and deletions by the revision', async () => {
      const first = await store.create('items/n/a', item('a', '1'));
      const second = await store.update('items/n/a', first.revision, item('a', '2'));
      await expect(store.update('items/n/a', first.revision, item('a', '3'))).rejects.toMatchObject({
        current: second,
      });
      await expect(store.delete('items/n/a', first.revision)).rejects.toBeInstanceOf(ConflictError);
      const gone = await store.delete('items/n/a', second.revision);
      expect(gone.object.metadata.resourceVersion).toBe(String(gone.revision));
      expect(gone.revision).toBeGreaterThan(second.revision);
      expect(store.get('items/n/a')).toBeUndefined();
      await expect(store.delete('items/n/a', gone.revision)).rejects.toMatchObject({ current: undefined });
    });

    it('lets one of two writes at the same revision win', async () => {
      const first = await store.create('items/n/a', item('a', '1'));
      const results = await Promise.allSettled(
        ['2', '3'].map((data) => store.update('items/n/a', first.revision, item('a', data))),
      );
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
      expect(store.get<Item>('items/n/a')!.object.data).toBe('2');
    });

    it('keeps the revision when nothing changes but versions and times', async () => {
      const managed = (time: string, manager = 'm') => ({
        metadata: { ...item('a').metadata, managedFields: [{ manager, time, fieldsV1: { f: {} } }] },
      });
      const first = await store.create('items/n/a', managed('1'));
      const same = await store.update('items/n/a', first.revision, managed('2'));
      expect(same).toBe(first);
      expect(store.revision).toBe(first.revision);
      const other = await store.update('items/n/a', first.revision, managed('2', 'x'));
      expect(other.revision).toBe(first.revision + 1);
    });

    it('lists in the order of keys, a page at a time', async () => {
      for (const name of ['c', 'a', 'b']) await store.create(`items/n/${name}`, item(name));
      await store.create('items/n-2/a', item('a', '', 'n-2'));
      await store.create('itemsets/n/a', item('a'));
      const all = store.list('items/');
      expect(all.items.map(({ key }) => key)).toEqual(['items/n-2/a', 'items/n/a', 'items/n/b', 'items/n/c']);
      expect([all.next, all.remaining, all.revision]).toEqual([undefined, 0, store.revision]);
      const page = store.list('items/n/', { limit: 2 });
      expect(page.items.map(({ key }) => key)).toEqual(['items/n/a', 'items/n/b']);
      expect(page.remaining).toBe(1);
      const rest = store.list('items/n/', { start: page.next, limit: 1, at: page.revision });
      expect(rest.items.map(({ key }) => key)).toEqual(['items/n/c']);
      expect(rest.next).toBeUndefined();
    });

    it('reads the past', async () => {
      const a = await store.create('items/n/a', item('a', '1'));
      const b = await store.create('items/n/b', item('b', '1'));
      await store.update('items/n/a', a.revision, item('a', '2'));
      await store.delete('items/n/b', b.revision);
      await store.create('items/n/c', item('c'));
      const listed = store.list('items/', { at: b.revision });
      expect(listed.items).toEqual([a, b]);
      expect(listed.revision).toBe(b.revision);
    });

    it('tells watchers of durable changes from any remembered revision', async () => {
      const first = await store.create('items/n/a', item('a', '1'));
      await store.create('items/m/b', item('b', '1', 'm'));
      const seen: Change[] = [];
      let upTo = 0;
      const stop = store.watch('items/n/', first.revision - 1, (changes, revision) => {
        seen.push(...changes);
        upTo = revision;
      });
      expect(texts(seen)).toEqual(['ADDED items/n/a >1']);
      const second = await store.update('items/n/a', first.revision, item('a', '2'));
      expect(upTo).toBeGreaterThanOrEqual(second.revision);
      await store.delete('items/n/a', second.revision);
      expect(texts(seen)).toEqual(['ADDED items/n/a >1', 'MODIFIED items/n/a 1>2', 'DELETED items/n/a 2>2']);
      stop();
      await store.create('items/n/c', item('c'));
      expect(seen.length).toBe(3);
    });

    it('tells of nothing before it is durable', async () => {
      const seen: Change[] = [];
      store.watch('', store.revision, (changes) => seen.push(...changes));
      const writing = store.create('items/n/a', item('a', '1'));
      expect([seen.length, store.get('items/n/a') !== undefined]).toEqual([0, true]);
      const atDurable = store.durable(store.revision).then(() => seen.length);
      await writing;
      expect([seen.length, await atDurable]).toEqual([1, 1]);
      expect(store.durableRevision).toBe(store.revision);
    });

    it('writes what arrives during a write together', async () => {
      const batches: number[] = [];
      store.watch('items/', store.revision, (changes) => batches.push(changes.length));
      const names = Array.from({ length: 100 }, (_, at) => `a${at}`);
      await Promise.all(names.map((one) => store.create(`items/n/${one}`, item(one))));
      expect(batches.reduce((sum, size) => sum + size)).toBe(100);
      expect(batches.length).toBeLessThan(10);
    });

    it('finds everything again, and counts on', async () => {
      const a = await store.create('items/n/a', item('a', 'ä€😀'));
      const b = await store.create('items/n/b', item('b'));
      const gone = await store.delete('items/n/b', b.revision);
      await reopen();
      expect(store.revision).toBe(gone.revision);
      expect(store.list('items/').items).toEqual([a]);
      expect(() => store.watch('items/', gone.revision - 1, () => {})).toThrow(CompactedError);
      expect(() => store.list('items/', { at: gone.revision - 1 })).toThrow(CompactedError);
      const next = await store.create('items/n/c', item('c'));
      expect(next.revision).toBe(gone.revision + 1);
    });

    it('finishes what is under way when it closes, and takes no more', async () => {
      const writing = store.create('items/n/a', item('a'));
      await store.close();
      await writing;
      await expect(store.create('items/n/b', item('b'))).rejects.toThrow('closed');
      store = createStore({ clock: world.clock, journal: world.openJournal() });
      expect(store.get('items/n/a')).toEqual(await writing);
    });

    it('behaves like a plain map with a log', async () => {
      const step = fc.record({
        act: fc.constantFrom('put', 'put', 'put', 'delete', 'reopen'),
        namespace: fc.constantFrom('n', 'n-2', 'm'),
        name: fc.constantFrom('a', 'b', 'c', 'd'),
        data: fc.constantFrom('1', '2', '3'),
      });
      const query = fc.record({
        prefix: fc.constantFrom('items/', 'items/n/', 'items/m/'),
        limit: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
        ago: fc.nat(8),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 40 }),
          fc.array(query, { maxLength: 10 }),
          async (steps, queries) => {
            const model = new Model();
            for (const { act, namespace, name, data } of steps) {
              const given = item(name, data, namespace);
              const current = store.get<Item>(keyOf(given));
              if (act === 'reopen') {
                await reopen();
                model.states = new Map([...model.states].slice(-1));
              } else if (act === 'delete') {
                if (current) await store.delete(keyOf(given), current.revision);
                model.current.delete(keyOf(given));
              } else if (current) await store.update(keyOf(given), current.revision, given);
              else await store.create(keyOf(given), given);
              if (act === 'put') model.current.set(keyOf(given), data);
              model.note(store.revision);
            }
            for (const one of queries) model.compare(store, one);
            expect(store.check()).toEqual([]);
            for (const { key, revision } of store.list('items/').items) await store.delete(key, revision);
          },
        ),
        { numRuns: 25 },
      );
    });

    it('tells each watch what was changed after its start, as far back as it remembers', async () => {
      const step = fc.record({
        act: fc.constantFrom('put', 'put', 'put', 'delete', 'watch', 'watch', 'stop', 'reopen'),
        namespace: fc.constantFrom('n', 'n-2'),
        name: fc.constantFrom('a', 'b', 'c'),
        data: fc.constantFrom('1', '2', '3'),
        ago: fc.nat(12),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
          const log = new WatchLog();
          await log.open(store, world);
          try {
            for (const one of steps) await log.perform(one);
            log.compare();
          } finally {
            store = log.store;
          }
          for (const { key, revision } of store.list('items/').items) await store.delete(key, revision);
        }),
        { numRuns: 40 },
      );
    });
  });
}

/** A store that remembers little, those who watch it, and what they should have been told. */
class WatchLog {
  store!: Store;
  private world!: StoreWorld;
  private readonly made: { revision: number; text: string; key: string }[] = [];
  private watches: { prefix: string; from: number; until: number; told: string[]; stop: () => void }[] = [];
  private lifeStart = 0;
  static readonly remembered = 8;

  async open(present: Store, world: StoreWorld): Promise<void> {
    this.world = world;
    await present.close();
    this.store = createStore({
      clock: world.clock,
      journal: world.openJournal(),
      watchWindow: WatchLog.remembered,
    });
    this.lifeStart = this.store.revision;
  }

  async perform(one: {
    act: string;
    namespace: string;
    name: string;
    data: string;
    ago: number;
  }): Promise<void> {
    const { store } = this;
    const given = item(one.name, one.data, one.namespace);
    const key = keyOf(given);
    const current = store.get<Item>(key);
    if (one.act === 'watch')
      this.watch(one.ago % 3 === 0 ? 'items/' : `items/${one.namespace}/`, store.revision - one.ago);
    else if (one.act === 'stop') this.stop(this.watches[one.ago % Math.max(1, this.watches.length)]);
    else if (one.act === 'reopen') {
      for (const watch of this.watches) this.stop(watch);
      await this.open(store, this.world);
    } else if (one.act === 'delete') {
      const gone = current && (await store.delete(key, current.revision));
      if (gone) this.note(gone.revision, key, `DELETED ${key} ${current.object.data}>${current.object.data}`);
    } else {
      const stored = current
        ? await store.update(key, current.revision, given)
        : await store.create(key, given);
      const type = current ? 'MODIFIED' : 'ADDED';
      if (stored !== current)
        this.note(stored.revision, key, `${type} ${key} ${current?.object.data ?? ''}>${one.data}`);
    }
  }

  private note(revision: number, key: string, text: string): void {
    this.made.push({ revision, key, text });
  }

  private watch(prefix: string, from: number): void {
    const told: string[] = [];
    const oldest = Math.max(this.lifeStart, this.store.revision - WatchLog.remembered);
    expect(this.store.compacted).toBe(oldest);
    const start = () => this.store.watch(prefix, from, (changes) => told.push(...texts(changes)));
    if (from < oldest) expect(start).toThrow(CompactedError);
    else this.watches.push({ prefix, from, until: Number.POSITIVE_INFINITY, told, stop: start() });
  }

  private stop(watch: (typeof this.watches)[number] | undefined): void {
    if (!watch) return;
    watch.stop();
    watch.until = Math.min(watch.until, this.store.revision);
  }

  compare(): void {
    for (const { prefix, from, until, told } of this.watches) {
      const wanted = this.made.filter(
        ({ revision, key }) => revision > from && revision <= until && key.startsWith(prefix),
      );
      expect(told).toEqual(wanted.map(({ text }) => text));
    }
  }
}

/** The whole contents at each revision, as a naive store would keep them. */
class Model {
  current = new Map<string, string>();
  states = new Map<number, Map<string, string>>();

  note(revision: number): void {
    this.states.set(revision, new Map(this.current));
  }

  compare(
    store: Store,
    { prefix, limit, ago }: { prefix: string; limit: number | undefined; ago: number },
  ): void {
    const [at, state] = [...this.states].at(-1 - Math.min(ago, this.states.size - 1))!;
    const wanted = [...state].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
    const found: [string, string][] = [];
    let start: string | undefined;
    do {
      const page = store.list<Item>(prefix, { at, limit, start });
      for (const { key, object } of page.items) found.push([key, object.data ?? '']);
      expect(page.remaining).toBe(wanted.length - found.length);
      start = page.next;
    } while (start !== undefined);
    expect(found).toEqual(wanted);
  }
}
