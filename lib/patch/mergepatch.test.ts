import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyMergePatch, diffMerge } from './mergepatch';

describe('applyMergePatch', () => {
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    [{ a: [1] }, { a: [{ b: null, c: 1 }] }, { a: [{ c: 1 }] }],
    [{}, { constructor: { a: 1 } }, { constructor: { a: 1 } }],
  ])('%j with %j', (document, patch, wanted) => {
    const before = structuredClone(document);
    expect(applyMergePatch(document, patch)).toEqual(wanted);
    expect(document).toEqual(before);
  });

  it('shares what the patch does not touch', () => {
    const document = { kept: { deep: [1] }, changed: 1 };
    expect((applyMergePatch(document, { changed: 2 }) as typeof document).kept).toBe(document.kept);
  });
});

describe('diffMerge', () => {
  const leaf = fc.oneof(fc.boolean(), fc.integer(), fc.string());
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.string()), tie('json'), { maxKeys: 4 }),
    ),
  }));

  it('makes a patch that turns one document into the other', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(applyMergePatch(before, diffMerge(before, after))).toEqual(after);
      }),
    );
  });

  it('is empty for equal documents', () => {
    const object = fc.dictionary(fc.string(), json);
    fc.assert(
      fc.property(object, (one) => {
        expect(diffMerge(one, structuredClone(one))).toEqual({});
      }),
    );
  });

  it('names only what differs', () => {
    const before = { spec: { suspend: false, parallelism: 1 }, list: [1, 2], gone: 'x' };
    const after = { spec: { suspend: true, parallelism: 1 }, list: [1], added: undefined };
    expect(diffMerge(before, after)).toEqual({ gone: null, spec: { suspend: true }, list: [1] });
  });
});
