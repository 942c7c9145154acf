import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  difference,
  type FieldSet,
  type GrowingFieldSet,
  hasPath,
  inOrder,
  insertPath,
  intersection,
  isEmptySet,
  pathsOf,
  readFieldSet,
  union,
  withoutTrees,
} from './fieldset';

const element = fc.constantFrom('f:a', 'f:b', 'k:{"name":"a"}', 'v:"x"', 'i:1');
const paths = fc.array(fc.array(element, { minLength: 1, maxLength: 4 }), { maxLength: 12 });

function setOf(given: readonly (readonly string[])[]): FieldSet {
  const set: GrowingFieldSet = {};
  for (const path of given) insertPath(set, path);
  return set;
}

/** A set as a plain set of texts: the model. */
const texts = (given: Iterable<readonly string[]>) => new Set([...given].map((path) => path.join(' ')));
const modelOf = (set: FieldSet) => texts(pathsOf(set));
const keep = (set: Set<string>, test: (text: string) => boolean) => new Set([...set].filter(test));

describe('a set of fields', () => {
  it('holds just the paths that were put into it', () => {
    fc.assert(
      fc.property(paths, paths, (given, others) => {
        const set = setOf(given);
        expect(modelOf(set)).toEqual(texts(given));
        for (const path of others) expect(hasPath(set, path)).toBe(texts(given).has(path.join(' ')));
        expect(isEmptySet(set)).toBe(given.length === 0);
      }),
    );
  });

  it('joins, cuts and shares as plain sets do', () => {
    fc.assert(
      fc.property(paths, paths, (left, right) => {
        const [a, b] = [setOf(left), setOf(right)];
        const [modelA, modelB] = [texts(left), texts(right)];
        expect(modelOf(union(a, b))).toEqual(new Set([...modelA, ...modelB]));
        expect(modelOf(difference(a, b))).toEqual(keep(modelA, (text) => !modelB.has(text)));
        expect(modelOf(intersection(a, b))).toEqual(keep(modelA, (text) => modelB.has(text)));
        const isUnder = (text: string) => [...modelB].some((top) => `${text} `.startsWith(`${top} `));
        expect(modelOf(withoutTrees(a, b))).toEqual(keep(modelA, (text) => !isUnder(text)));
      }),
    );
  });

  it('keeps no node that leads nowhere', () => {
    const leadsSomewhere = (set: FieldSet): boolean =>
      Object.entries(set).every(
        ([name, node]) => name === '.' || (Object.keys(node).join() !== '.' && leadsSomewhere(node)),
      );
    fc.assert(
      fc.property(paths, paths, (left, right) => {
        const [a, b] = [setOf(left), setOf(right)];
        for (const set of [union(a, b), difference(a, b), intersection(a, b), withoutTrees(a, b)]) {
          expect(leadsSomewhere(set)).toBe(true);
          // Read again, it is the same: no node is taken for a member that was none.
          expect(modelOf(readFieldSet(JSON.parse(JSON.stringify(set))))).toEqual(modelOf(set));
        }
      }),
    );
  });

  it('is the very same set where nothing changes', () => {
    fc.assert(
      fc.property(paths, (given) => {
        const set = setOf(given);
        expect(union(set, setOf(given))).toBe(set);
        expect(difference(set, setOf([['f:other']]))).toBe(set);
        const ordered = inOrder(set);
        expect(inOrder(ordered)).toBe(ordered);
      }),
    );
  });

  it('is written in the order of FieldsV1', () => {
    const set = setOf([['f:b', 'f:y'], ['f:b'], ['f:a', 'k:{"port":80}'], ['f:a', 'k:{"port":9}']]);
    expect(JSON.stringify(inOrder(set))).toBe(
      '{"f:a":{"k:{\\"port\\":9}":{},"k:{\\"port\\":80}":{}},"f:b":{".":{},"f:y":{}}}',
    );
  });

  it.each([
    [{ x: {} }, 'key must be 2 characters long:'],
    [{ 'x-a': {} }, 'missing colon: x-a'],
    [{ 'x:a': {} }, 'unknown path element type'],
    [{ 'i:a': {} }, 'strconv.Atoi: parsing "a": invalid syntax'],
    [{ 'f:a': 1 }, 'expected an object'],
  ])('refuses %j', (given, message) => {
    expect(() => readFieldSet(given)).toThrow(message);
  });

  it('reads keys however they are written', () => {
    expect(readFieldSet({ 'k:{ "b": 1, "a": "x" }': {} })).toEqual({ 'k:{"a":"x","b":1}': {} });
  });
});
