import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigMap } from '../resources/configmap/types';
import { cacheKey, IndexedCache } from './cache';

const byData = { data: (object: ConfigMap) => Object.keys(object.data ?? {}) };

function configMap(namespace: string, name: string, keys: string[] = []): ConfigMap {
  return { metadata: { namespace, name }, data: Object.fromEntries(keys.map((key) => [key, ''])) };
}

describe('IndexedCache', () => {
  it('leaves arrays it handed out as they were', () => {
    const cache = new IndexedCache<ConfigMap>();
    cache.set('n/a', configMap('n', 'a'));
    const before = cache.list();
    cache.set('n/b', configMap('n', 'b'));
    expect(before.length).toBe(1);
    expect(cache.list().length).toBe(2);
    expect(cache.list()).toBe(cache.list());
  });

  it('refuses an index that was not declared', () => {
    expect(() => new IndexedCache<ConfigMap>().by('data', 'x')).toThrow('there is no index "data"');
  });

  it('answers what a scan of a plain map would', () => {
    const operation = fc.record({
      isRemoval: fc.boolean(),
      namespace: fc.constantFrom('n', 'm'),
      name: fc.constantFrom('a', 'b', 'c'),
      keys: fc.uniqueArray(fc.constantFrom('x', 'y', 'z')),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 50 }), (operations) => {
        const cache = new IndexedCache<ConfigMap>(byData);
        const model = new Map<string, ConfigMap>();
        for (const { isRemoval, namespace, name, keys } of operations) {
          const key = cacheKey(namespace, name);
          if (isRemoval) {
            expect(cache.delete(key)).toBe(model.get(key));
            model.delete(key);
          } else {
            const object = configMap(namespace, name, keys);
            expect(cache.set(key, object)).toBe(model.get(key));
            model.set(key, object);
          }
        }
        const all = [...model.values()];
        expect(new Set(cache.list())).toEqual(new Set(all));
        expect(cache.list().length).toBe(all.length);
        for (const namespace of ['n', 'm']) {
          const wanted = all.filter((object) => object.metadata.namespace === namespace);
          expect(new Set(cache.list(namespace))).toEqual(new Set(wanted));
        }
        for (const value of ['x', 'y', 'z']) {
          const wanted = all.filter((object) => value in object.data!);
          expect(new Set(cache.by('data', value))).toEqual(new Set(wanted));
        }
      }),
    );
  });
});
