import { describe, expect, it } from 'vitest';
import type { Informer } from '../../client/informer';
import type { KubeObject } from '../../meta/object';
import { virtualClock } from '../../time/virtual';
import { createEchoes } from './echo';

/** A cache that shows what it is told to. */
function cacheOf() {
  const objects = new Map<string, KubeObject>();
  const listeners: ((next: KubeObject | undefined, previous: KubeObject | undefined) => void)[] = [];
  const informer = {
    get: (_: string | undefined, name: string) => objects.get(name),
    subscribe: (listener: (typeof listeners)[number]) => void listeners.push(listener),
  } as unknown as Informer<KubeObject>;
  return {
    informer,
    show(object: KubeObject) {
      const previous = objects.get(object.metadata.name!);
      objects.set(object.metadata.name!, object);
      for (const listener of listeners) listener(object, previous);
    },
    drop(name: string) {
      const previous = objects.get(name);
      objects.delete(name);
      for (const listener of listeners) listener(undefined, previous);
    },
  };
}

const object = (name: string, resourceVersion: number, finalizers: string[] = []): KubeObject => ({
  metadata: { name, uid: `uid-${name}`, resourceVersion: String(resourceVersion), finalizers },
});

describe('echoes', () => {
  it('are awaited until the cache has come to the version written', () => {
    const cache = cacheOf();
    const echoes = createEchoes(virtualClock(), cache.informer);
    echoes.wrote('job', object('a', 12));
    cache.show(object('b', 11));
    expect([echoes.isBehind('job'), echoes.isBehind('other')]).toEqual([true, false]);
    cache.show(object('a', 12));
    expect(echoes.isBehind('job')).toBe(false);
  });

  it('are not awaited for what the cache has shown before the answer came', () => {
    const cache = cacheOf();
    const echoes = createEchoes(virtualClock(), cache.informer);
    cache.show(object('a', 12));
    echoes.wrote('job', object('a', 12));
    expect(echoes.isBehind('job')).toBe(false);
  });

  it('are awaited until a change is shown, or the object gone or replaced', () => {
    const cache = cacheOf();
    const echoes = createEchoes(virtualClock(), cache.informer);
    const isFree = ({ metadata }: KubeObject) => metadata.finalizers?.length === 0;
    for (const name of ['changed', 'gone', 'replaced']) {
      cache.show(object(name, 1, ['held']));
      echoes.changed(name, object(name, 1, ['held']), isFree);
      expect(echoes.isBehind(name)).toBe(true);
    }
    cache.show(object('changed', 2));
    cache.drop('gone');
    cache.show({
      metadata: { name: 'replaced', uid: 'another', resourceVersion: '3', finalizers: ['held'] },
    });
    expect(['changed', 'gone', 'replaced'].map((name) => echoes.isBehind(name))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('are given up after a while, so that a lost event stops nobody', async () => {
    const clock = virtualClock();
    const echoes = createEchoes(clock, cacheOf().informer);
    echoes.wrote('job', object('a', 12));
    await clock.advance(29_000);
    expect(echoes.isBehind('job')).toBe(true);
    await clock.advance(2000);
    expect(echoes.isBehind('job')).toBe(false);
  });
});
