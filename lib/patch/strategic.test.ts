import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatusError } from '../meta/status';
import type { JsonObject } from './json';
import { applyMergePatch, diffMerge } from './mergepatch';
import { applyStrategicPatch, type PatchRule } from './strategic';
import { diffStrategic } from './strategicdiff.fixture';

const rules: Record<string, PatchRule> = {
  containers: { strategy: 'merge', mergeKey: 'name' },
  'containers/env': { strategy: 'merge', mergeKey: 'name' },
  'containers/ports': { strategy: 'merge', mergeKey: 'containerPort' },
  volumes: { strategy: 'merge,retainKeys', mergeKey: 'name' },
  finalizers: { strategy: 'merge' },
  source: { strategy: 'replace' },
  strategy: { strategy: 'retainKeys' },
};
const lookup = (path: readonly string[]) => rules[path.join('/')];
const apply = (document: unknown, patch: unknown) => applyStrategicPatch(document, patch, lookup);
const named = (...names: string[]) => names.map((name) => ({ name }));

describe('applyStrategicPatch', () => {
  it.each([
    ['maps are merged', { m: { a: 1, b: 2 } }, { m: { b: 3, c: 4 } }, { m: { a: 1, b: 3, c: 4 } }],
    ['null removes', { m: { a: 1, b: 2 } }, { m: { a: null } }, { m: { b: 2 } }],
    ['nulls are not added', {}, { m: { a: null, l: [{ b: null }] } }, { m: { l: [{}] } }],
    ['a change of type replaces', { m: { a: 1 } }, { m: [1] }, { m: [1] }],
    ['$patch replaces a map', { m: { a: 1 } }, { m: { $patch: 'replace', b: 2 } }, { m: { b: 2 } }],
    ['$patch empties a map', { m: { a: 1 } }, { m: { $patch: 'delete' } }, { m: {} }],
    ['$patch on what is not there', { a: 1 }, { m: { $patch: 'delete' } }, { a: 1 }],
    ['atomic lists are replaced', { command: ['a', 'b'] }, { command: ['c'] }, { command: ['c'] }],
    ['a map with strategy replace', { source: { a: 1 } }, { source: { b: 2 } }, { source: { b: 2 } }],
    [
      'scalars are merged as a set',
      { finalizers: ['a', 'b'] },
      { finalizers: ['b', 'c'] },
      { finalizers: ['a', 'b', 'c'] },
    ],
    [
      'scalars are deleted',
      { finalizers: ['a', 'b'] },
      { '$deleteFromPrimitiveList/finalizers': ['a', 'x'] },
      { finalizers: ['b'] },
    ],
    ['nothing to delete from', { a: 1 }, { '$deleteFromPrimitiveList/finalizers': ['a'] }, { a: 1 }],
    [
      'items are merged by key',
      {
        containers: [
          { name: 'a', image: '1' },
          { name: 'b', image: '1' },
        ],
      },
      { containers: [{ name: 'b', image: '2' }] },
      {
        containers: [
          { name: 'a', image: '1' },
          { name: 'b', image: '2' },
        ],
      },
    ],
    [
      'items are merged in depth',
      { containers: [{ name: 'a', env: [{ name: 'X', value: '1' }], ports: [{ containerPort: 80 }] }] },
      {
        containers: [
          { name: 'a', env: [{ name: 'Y', value: '2' }], ports: [{ containerPort: 80, name: 'web' }] },
        ],
      },
      {
        containers: [
          {
            name: 'a',
            env: [
              { name: 'Y', value: '2' },
              { name: 'X', value: '1' },
            ],
            ports: [{ containerPort: 80, name: 'web' }],
          },
        ],
      },
    ],
    [
      'new items come before the others',
      { containers: named('a') },
      { containers: named('b') },
      { containers: named('b', 'a') },
    ],
    [
      'a new list is without the items that only carry a directive',
      {},
      {
        containers: [
          { name: 'a', $patch: 'delete' },
          { name: 'b', $retainKeys: ['name'], image: null },
        ],
      },
      { containers: [{ name: 'b', $retainKeys: ['name'] }] },
    ],
    [
      'a new item is taken as it is',
      { containers: named('a') },
      { containers: [{ name: 'b', env: [{ name: 'X', $patch: 'delete' }], image: null }] },
      { containers: [{ name: 'b', env: [{ name: 'X', $patch: 'delete' }], image: null }, { name: 'a' }] },
    ],
    [
      'items are deleted',
      { containers: named('a', 'b') },
      { containers: [{ $patch: 'delete', name: 'a' }] },
      { containers: named('b') },
    ],
    [
      'a list is replaced',
      { containers: named('a', 'b') },
      { containers: [{ $patch: 'replace' }, { name: 'c' }] },
      { containers: named('c') },
    ],
    [
      '$retainKeys clears the others',
      { volumes: [{ name: 'v', emptyDir: {} }] },
      { volumes: [{ name: 'v', $retainKeys: ['name', 'configMap'], configMap: { name: 'c' } }] },
      { volumes: [{ name: 'v', configMap: { name: 'c' } }] },
    ],
    [
      '$retainKeys in a map',
      { strategy: { type: 'a', rolling: {} } },
      { strategy: { $retainKeys: ['type'], type: 'b' } },
      { strategy: { type: 'b' } },
    ],
    [
      '$setElementOrder orders without other changes',
      { containers: named('a', 'b', 'c') },
      { '$setElementOrder/containers': named('c', 'a', 'b') },
      { containers: named('c', 'a', 'b') },
    ],
    [
      '$setElementOrder orders what is merged',
      { containers: named('b', 'a') },
      { '$setElementOrder/containers': named('a', 'c', 'b'), containers: [{ name: 'c', image: '1' }] },
      { containers: [{ name: 'a' }, { name: 'c', image: '1' }, { name: 'b' }] },
    ],
    [
      '$setElementOrder leaves what the server added where it stood',
      { containers: named('side', 'a', 'b') },
      { '$setElementOrder/containers': named('b', 'a') },
      { containers: named('side', 'b', 'a') },
    ],
    [
      '$setElementOrder of scalars',
      { finalizers: ['a', 'b'] },
      {
        '$setElementOrder/finalizers': ['c', 'a'],
        finalizers: ['c'],
        '$deleteFromPrimitiveList/finalizers': ['b'],
      },
      { finalizers: ['c', 'a'] },
    ],
    [
      '$setElementOrder of what is nowhere',
      { a: 1 },
      { '$setElementOrder/containers': named('a') },
      { a: 1 },
    ],
  ])('%s', (_name, document, patch, wanted) => {
    const before = structuredClone({ document, patch });
    expect(apply(document, patch)).toEqual(wanted);
    expect({ document, patch }).toEqual(before);
  });

  it.each([
    [{ m: { a: 1 } }, { m: { $patch: 'frob' } }, 500, 'unknown patch type: frob in map: map[$patch:frob]'],
    [
      { containers: named('a') },
      { containers: [{ image: 'x' }] },
      500,
      'map: map[image:x] does not contain declared merge key: name',
    ],
    [
      { containers: named('a') },
      { containers: [{ $patch: 'merge', name: 'a' }] },
      500,
      'merging lists cannot yet be specified in the patch',
    ],
    [
      { containers: named('a') },
      { containers: ['a'] },
      500,
      'list element types are not identical: [[map[name:a]] [a]]',
    ],
    [
      { volumes: named('a') },
      { volumes: [{ name: 'a', $retainKeys: ['x'] }] },
      400,
      'invalid patch format of retainKeys',
    ],
    [
      { finalizers: [['a']] },
      { finalizers: ['b'] },
      422,
      'the server rejected our request due to an error in our request',
    ],
    [
      { containers: named('a') },
      { '$setElementOrder/containers': named('a'), containers: named('b') },
      500,
      "The order in patch list:\n[map[name:b]]\n doesn't match $setElementOrder list:\n[map[name:a]]\n",
    ],
    [{}, [], 400, 'invalid JSON document'],
  ])('%j refuses %j', (document, patch, code, message) => {
    let refusal: unknown;
    try {
      apply(document, patch);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(StatusError);
    expect([(refusal as StatusError).code, (refusal as StatusError).message]).toEqual([code, message]);
  });

  it('turns a document into any other by the patch that says how they differ', () => {
    const text = fc.constantFrom('1', '2', '3');
    const byKey = (key: string, item: Record<string, fc.Arbitrary<unknown>>, keys: fc.Arbitrary<unknown>) =>
      fc.uniqueArray(fc.record({ [key]: keys, ...item }, { requiredKeys: [key] }), {
        maxLength: 4,
        selector: (one) => (one as Record<string, unknown>)[key],
      });
    const letter = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const map = fc.dictionary(letter, text, { maxKeys: 3 });
    const document = fc.record(
      {
        labels: map,
        command: fc.array(text, { maxLength: 3 }),
        finalizers: fc.uniqueArray(letter, { maxLength: 4 }),
        source: map,
        strategy: fc.record({ type: text, rolling: map }, { requiredKeys: [] }),
        volumes: byKey('name', { emptyDir: map, configMap: map }, letter),
        containers: byKey(
          'name',
          {
            image: text,
            env: byKey('name', { value: text }, letter),
            ports: byKey('containerPort', { name: text }, fc.integer({ min: 1, max: 4 })),
          },
          letter,
        ),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(document, document, (before, after) => {
        expect(apply(before, diffStrategic(before, after, lookup))).toEqual(after);
      }),
      { numRuns: 2000 },
    );
  });

  it('is a merge patch where no list is merged and no directive stands', () => {
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.string(), fc.dictionary(fc.string(), tie('json'))),
    }));
    const object = fc.dictionary(fc.string({ maxLength: 3 }), json);
    fc.assert(
      fc.property(object, object, (before, after) => {
        const patch = diffMerge(before, after);
        const isPlain = !JSON.stringify(patch).includes('"$');
        fc.pre(isPlain);
        expect(applyStrategicPatch(before, patch, () => undefined)).toEqual(applyMergePatch(before, patch));
      }),
    );
  });
});
