import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../meta/object';
import { failure, StatusError } from '../meta/status';
import { type ConfigMap, configMaps } from '../resources/configmap/types';
import { type VirtualClock, virtualClock } from '../time/virtual';
import type { ApiClient, WatchEvent } from './client';
import { type Informer, type InformerOptions, startInformer } from './informer';

type Event = WatchEvent<ConfigMap>;

/** One open watch: events are pushed into it, and it can be ended or broken. */
function openStream() {
  const queue: Event[] = [];
  let wake = () => {};
  let over: { error?: unknown } | undefined;
  return {
    push(event: Event) {
      queue.push(event);
      wake();
    },
    end(error?: unknown) {
      over ??= { error };
      wake();
    },
    async *events(): AsyncGenerator<Event> {
      for (;;) {
        while (queue.length > 0) yield queue.shift()!;
        if (over?.error) throw over.error;
        if (over) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** A collection of config maps behind the two verbs an informer uses, with the faults of a real server. */
class Collection {
  revision = 1;
  compacted = 0;
  lists = 0;
  watches: (string | undefined)[] = [];
  failures: unknown[] = [];
  private objects = new Map<string, ConfigMap>();
  private log: { revision: number; event: Event }[] = [];
  private streams = new Set<ReturnType<typeof openStream>>();

  put(name: string, data: string, uid = `uid-${name}`): void {
    const previous = this.objects.get(name);
    const resourceVersion = String(++this.revision);
    const object = { metadata: { namespace: 'n', name, uid, resourceVersion }, data: { data } };
    this.objects.set(name, object);
    this.emit({ type: previous ? 'MODIFIED' : 'ADDED', object });
  }

  remove(name: string): void {
    const previous = this.objects.get(name);
    if (!previous) return;
    this.objects.delete(name);
    const metadata = { ...previous.metadata, resourceVersion: String(++this.revision) };
    this.emit({ type: 'DELETED', object: { ...previous, metadata } });
  }

  bookmark(): void {
    const object: KubeObject = { metadata: { resourceVersion: String(this.revision) } };
    for (const stream of this.streams) stream.push({ type: 'BOOKMARK', object });
  }

  drop(error?: unknown): void {
    for (const stream of this.streams) stream.end(error);
    this.streams.clear();
  }

  compact(): void {
    this.compacted = this.revision;
  }

  state(): Record<string, string> {
    return Object.fromEntries([...this.objects].map(([name, object]) => [name, object.data!.data!]));
  }

  client(): ApiClient {
    const verbs: Partial<ApiClient> = {
      list: (async () => {
        this.lists++;
        if (this.failures.length > 0) throw this.failures.shift();
        const metadata = { resourceVersion: String(this.revision) };
        return { metadata, items: [...this.objects.values()] };
      }) as unknown as ApiClient['list'],
      watch: ((
        _resource: unknown,
        { resourceVersion, signal }: { resourceVersion?: string; signal: AbortSignal },
      ) => this.open(resourceVersion, signal)) as ApiClient['watch'],
    };
    return verbs as ApiClient;
  }

  private async *open(from: string | undefined, signal: AbortSignal): AsyncGenerator<Event> {
    this.watches.push(from);
    if (this.failures.length > 0) throw this.failures.shift();
    if (Number(from) < this.compacted) {
      throw new StatusError(failure(410, 'Expired', `too old resource version: ${from}`));
    }
    const stream = openStream();
    for (const { revision, event } of this.log) if (revision > Number(from)) stream.push(event);
    this.streams.add(stream);
    signal.addEventListener('abort', () => stream.end());
    yield* stream.events();
  }

  private emit(event: Event): void {
    this.log.push({ revision: this.revision, event });
    for (const stream of this.streams) stream.push(event);
  }
}

describe('startInformer', () => {
  let clock: VirtualClock;
  let server: Collection;
  let informer: Informer<ConfigMap> | undefined;
  let told: string[];

  beforeEach(() => {
    clock = virtualClock();
    server = new Collection();
    told = [];
  });
  afterEach(() => informer?.stop());

  async function start(options?: InformerOptions<ConfigMap>): Promise<Informer<ConfigMap>> {
    const started = startInformer(server.client(), clock, configMaps, options);
    informer = started;
    await clock.settle();
    started.subscribe((next, previous) => {
      const sign = next ? (previous ? '~' : '+') : '-';
      told.push(`${sign}${(next ?? previous)!.metadata.name}`);
    });
    return started;
  }

  it('tells of what is there and of every change after', async () => {
    server.put('a', '1');
    const { get, list, synced } = await start();
    await synced();
    server.put('b', '1');
    server.put('a', '2');
    server.remove('b');
    await clock.settle();
    expect(told).toEqual(['+a', '+b', '~a', '-b']);
    expect(get('n', 'a')?.data).toEqual({ data: '2' });
    expect(list('n').map((object) => object.metadata.name)).toEqual(['a']);
    expect(list('other')).toEqual([]);
  });

  it('resumes an ended stream where it was, without listing again', async () => {
    await start();
    server.put('a', '1');
    await clock.settle();
    server.drop();
    server.put('a', '2');
    await clock.advance(60_000);
    expect(told).toEqual(['+a', '~a']);
    expect(server.lists).toBe(1);
    expect(server.watches).toEqual(['1', '2']);
  });

  it('resumes from a bookmark after the history before it is gone', async () => {
    await start();
    server.revision = 50;
    server.bookmark();
    await clock.settle();
    server.compact();
    server.drop();
    await clock.advance(60_000);
    expect(server.watches.at(-1)).toBe('50');
    expect(server.lists).toBe(1);
  });

  it('tells only what differs when it must list again', async () => {
    for (const name of ['same', 'changed', 'gone', 'renewed']) server.put(name, '1');
    await start();
    await clock.settle();
    told.length = 0;
    server.drop();
    server.put('changed', '2');
    server.remove('gone');
    server.put('new', '1');
    server.put('renewed', '2', 'another uid');
    server.compact();
    await clock.advance(60_000);
    expect(told.sort()).toEqual(['+new', '+renewed', '-gone', '-renewed', '~changed']);
    expect(server.lists).toBe(2);
  });

  it('takes an ERROR event for the end of the history', async () => {
    const { list } = await start();
    server.put('a', '1');
    await clock.settle();
    server.drop(new StatusError(failure(410, 'Expired', 'gone')));
    server.put('b', '1');
    await clock.advance(60_000);
    expect(list().length).toBe(2);
    expect(server.lists).toBe(2);
  });

  it('waits longer after each error, tells of them, and recovers', async () => {
    const errors: unknown[] = [];
    const away = new Error('away');
    server.failures = [away, away, away];
    const { synced, list } = await start({ health: (error) => errors.push(error) });
    server.put('a', '1');
    await clock.advance(199);
    expect(server.lists).toBe(1);
    await clock.advance(1 + 400 + 800);
    await synced();
    expect(server.lists).toBe(4);
    expect(list().length).toBe(1);
    server.put('b', '1');
    await clock.settle();
    expect(errors).toEqual([away, away, away, undefined]);
  });

  it('does not reopen a stream that ends at once in a busy loop', async () => {
    await start();
    for (let turn = 0; turn < 50; turn++) {
      server.drop();
      await clock.advance(100);
    }
    expect(server.watches.length).toBeLessThan(10);
  });

  it('reports a listener that throws and goes on', async () => {
    const { subscribe } = await start();
    const stop = subscribe(() => {
      throw new Error('broken listener');
    });
    server.put('a', '1');
    await expect(clock.settle()).rejects.toThrow('broken listener');
    stop();
    server.put('b', '1');
    await clock.settle();
    expect(told).toEqual(['+a', '+b']);
  });

  it('is quiet after it was stopped', async () => {
    const { stop } = await start();
    stop();
    server.put('a', '1');
    await clock.advance(60_000);
    expect(told).toEqual([]);
    expect(server.watches.length).toBe(1);
  });

  it('keeps subscribers and indexes in step through any faults', async () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const step = fc.oneof(
      fc.record({ act: fc.constant('put' as const), name, data: fc.constantFrom('x', 'y', 'z') }),
      fc.record({ act: fc.constantFrom('remove' as const), name }),
      fc.record({ act: fc.constantFrom('drop' as const, 'compact' as const, 'bookmark' as const) }),
      fc.record({ act: fc.constant('wait' as const), byMs: fc.integer({ min: 0, max: 400 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const world = virtualClock();
        const collection = new Collection();
        const mirror = startInformer(collection.client(), world, configMaps, {
          indexes: { data: (object) => [object.data!.data!] },
        });
        const seen = new Map<string, string>();
        mirror.subscribe((next, previous) => {
          const key = (next ?? previous)!.metadata.name!;
          expect(seen.has(key)).toBe(previous !== undefined);
          if (next) seen.set(key, next.data!.data!);
          else seen.delete(key);
        });
        for (const one of steps) {
          if (one.act === 'put') collection.put(one.name, one.data);
          else if (one.act === 'remove') collection.remove(one.name);
          else if (one.act === 'wait') await world.advance(one.byMs);
          else collection[one.act]();
        }
        collection.bookmark();
        await world.advance(60_000);
        mirror.stop();
        const wanted = collection.state();
        expect(Object.fromEntries(seen)).toEqual(wanted);
        for (const data of ['x', 'y', 'z']) {
          const names = mirror.by('data', data).map((object) => object.metadata.name!);
          expect(names.sort()).toEqual(
            Object.keys(wanted)
              .filter((key) => wanted[key] === data)
              .sort(),
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});
