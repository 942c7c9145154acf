import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatusError } from '../meta/status';
import { applyJsonPatch } from './jsonpatch';

const document = { a: { b: [1, 2, 3], 'c/d': 'x', 'e~f': 'y' }, z: null };

function refusal(patch: unknown): number {
  try {
    applyJsonPatch(document, patch);
  } catch (error) {
    if (error instanceof StatusError) return error.code;
    throw error;
  }
  return 200;
}

describe('applyJsonPatch', () => {
  it.each([
    ['add', [{ op: 'add', path: '/n', value: 1 }], { ...document, n: 1 }],
    ['add in place of', [{ op: 'add', path: '/z', value: 1 }], { ...document, z: 1 }],
    ['insert', [{ op: 'add', path: '/a/b/1', value: 9 }], { a: { ...document.a, b: [1, 9, 2, 3] }, z: null }],
    ['append', [{ op: 'add', path: '/a/b/-', value: 9 }], { a: { ...document.a, b: [1, 2, 3, 9] }, z: null }],
    [
      'append by index',
      [{ op: 'add', path: '/a/b/3', value: 9 }],
      { a: { ...document.a, b: [1, 2, 3, 9] }, z: null },
    ],
    ['remove', [{ op: 'remove', path: '/a' }], { z: null }],
    ['remove an item', [{ op: 'remove', path: '/a/b/0' }], { a: { ...document.a, b: [2, 3] }, z: null }],
    [
      'remove from the end',
      [{ op: 'remove', path: '/a/b/-1' }],
      { a: { ...document.a, b: [1, 2] }, z: null },
    ],
    ['replace', [{ op: 'replace', path: '/a', value: 1 }], { a: 1, z: null }],
    ['replace what is not there', [{ op: 'replace', path: '/n', value: 1 }], { ...document, n: 1 }],
    ['replace all', [{ op: 'replace', path: '', value: { n: 1 } }], { n: 1 }],
    ['move', [{ op: 'move', from: '/a', path: '/n' }], { z: null, n: document.a }],
    ['copy', [{ op: 'copy', from: '/a/b', path: '/z' }], { ...document, z: [1, 2, 3] }],
    ['copy what is not there', [{ op: 'copy', from: '/n', path: '/a' }], { a: null, z: null }],
    [
      'escapes',
      [
        { op: 'remove', path: '/a/c~1d' },
        { op: 'remove', path: '/a/e~0f' },
      ],
      { a: { b: [1, 2, 3] }, z: null },
    ],
    ['test', [{ op: 'test', path: '/a/b', value: [1, 2, 3] }], document],
    ['test for nothing', [{ op: 'test', path: '/n', value: null }], document],
    ['no operations', [], document],
  ])('%s', (_name, patch, wanted) => {
    const before = structuredClone(document);
    expect(applyJsonPatch(document, patch)).toEqual(wanted);
    expect(document).toEqual(before);
  });

  it.each([
    ['an unknown operation', [{ op: 'frob', path: '/a' }]],
    ['a path that is none', [{ op: 'remove', path: 'a' }]],
    ['no path', [{ op: 'remove' }]],
    ['removing what is not there', [{ op: 'remove', path: '/n' }]],
    ['removing an inherited member', [{ op: 'remove', path: '/constructor' }]],
    ['moving what is not there', [{ op: 'move', from: '/n', path: '/m' }]],
    ['no such container', [{ op: 'add', path: '/n/m', value: 1 }]],
    ['a container that is a scalar', [{ op: 'add', path: '/a/c~1d/m', value: 1 }]],
    ['an index beyond the end', [{ op: 'add', path: '/a/b/4', value: 1 }]],
    ['an index that is none', [{ op: 'replace', path: '/a/b/x', value: 1 }]],
    ['a failed test', [{ op: 'test', path: '/a/b/0', value: '1' }]],
    ['a scalar for the document', [{ op: 'replace', path: '', value: 1 }]],
  ])('refuses %s', (_name, patch) => {
    expect(refusal(patch)).toBe(422);
  });

  it('tells what is no patch from what does not apply', () => {
    expect(refusal({ op: 'add' })).toBe(400);
    expect(() => applyJsonPatch(document, {})).toThrow(
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    );
    expect(() => applyJsonPatch(document, [1])).toThrow('cannot unmarshal number into Go value');
    const many = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/z', value: null }));
    expect(refusal(many)).toBe(413);
  });

  it('does not let copies grow without bound', () => {
    const copies = Array.from({ length: 40 }, (_, at) => ({ op: 'copy', from: '', path: `/n${at}` }));
    expect(refusal(copies)).toBe(422);
    const doubling = Array.from({ length: 40 }, () => ({ op: 'copy', from: '/l', path: '/l/-' }));
    expect(() => applyJsonPatch({ l: ['x'.repeat(1000)] }, doubling)).toThrow(StatusError);
  });
});

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Operation = { op: string; path: string; from?: string; value?: Json };

/** A document that operations change in place, as the RFC describes them. */
class Model {
  constructor(public root: Json) {}

  /** The paths of everything in the document but itself. */
  paths(value: Json = this.root, path = ''): string[] {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, member]) => {
      const own = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      return [own, ...this.paths(member as Json, own)];
    });
  }

  at(path: string): Json {
    return tokens(path).reduce((value, token) => (value as Record<string, Json>)[token]!, this.root);
  }

  add(path: string, value: Json): void {
    const [holder, token] = this.holder(path);
    if (!Array.isArray(holder)) holder[token] = value;
    else holder.splice(token === '-' ? holder.length : Number(token), 0, value);
  }

  remove(path: string): void {
    const [holder, token] = this.holder(path);
    if (Array.isArray(holder)) holder.splice(Number(token), 1);
    else delete holder[token];
  }

  replace(path: string, value: Json): void {
    const [holder, token] = this.holder(path);
    (holder as Record<string, Json>)[token] = value;
  }

  private holder(path: string): [Json[] | Record<string, Json>, string] {
    const last = tokens(path).at(-1)!;
    return [this.at(path.slice(0, path.lastIndexOf('/'))) as Record<string, Json>, last];
  }
}

const tokens = (path: string) =>
  path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

describe('any list of operations', () => {
  const name = fc.constantFrom('a', 'b', 'a/b', 'm~n', '', '0');
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<Json>(null, true, 1, 'x', ''),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(name, tie('json'), { maxKeys: 3 }),
    ),
  }));
  const choice = fc.record({
    op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
    from: fc.nat(1000),
    to: fc.nat(1000),
    name,
    value: json,
  });

  /** Chooses an operation that can be carried out, and carries it out on the model. */
  function perform(
    model: Model,
    { op, from, to, name: key, value }: typeof choice extends fc.Arbitrary<infer T> ? T : never,
  ) {
    const present = model.paths();
    const chosen = present[from % present.length];
    /** A place where something can be put: in an object under a name, in a list at an index or the end. */
    const target = () => {
      const holders = ['', ...model.paths()].filter(
        (path) => typeof model.at(path) === 'object' && model.at(path) !== null,
      );
      const path = holders[to % holders.length]!;
      const holder = model.at(path);
      const token = Array.isArray(holder) ? (to % 3 === 0 ? '-' : to % (holder.length + 1)) : key;
      return `${path}/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    };
    if (op === 'add' || chosen === undefined) {
      const path = target();
      model.add(path, structuredClone(value));
      return { op: 'add', path, value };
    }
    if (op === 'remove') {
      model.remove(chosen);
      return { op, path: chosen };
    }
    if (op === 'replace') {
      model.replace(chosen, structuredClone(value));
      return { op, path: chosen, value };
    }
    const there = structuredClone(model.at(chosen));
    if (op === 'test') return { op, path: chosen, value: there };
    if (op === 'move') model.remove(chosen);
    const path = target();
    model.add(path, there);
    return { op, from: chosen, path };
  }

  it('does what the RFC says of each, one after the other', () => {
    const root = fc.dictionary(name, json, { minKeys: 1, maxKeys: 4 }) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(root, fc.array(choice, { maxLength: 8 }), (before, choices) => {
        const model = new Model(structuredClone(before));
        const operations: Operation[] = choices.map((one) => perform(model, one));
        expect(applyJsonPatch(before, operations)).toEqual(model.root);
      }),
      { numRuns: 2000 },
    );
  });

  it('does nothing when one of them fails', () => {
    const root = fc.dictionary(name, json, { minKeys: 1 }) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(root, fc.array(choice, { maxLength: 5 }), (before, choices) => {
        const model = new Model(structuredClone(before));
        const operations: Operation[] = choices.map((one) => perform(model, one));
        const given = structuredClone(before);
        expect(() =>
          applyJsonPatch(before, [...operations, { op: 'test', path: '/nowhere', value: 1 }]),
        ).toThrow(StatusError);
        expect(before).toEqual(given);
      }),
    );
  });
});
