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
