import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../meta/object';
import { strategies } from '../resources/strategies';
import { matchesFields, parseFieldSelector } from './fieldselector';
import { kindsOf } from './kinds';

const kinds = kindsOf(strategies);
const pods = kinds.find('', 'v1', 'pods')!;
const configMaps = kinds.find('', 'v1', 'configmaps')!;

const fields: Record<string, (value: string) => Record<string, Record<string, string>>> = {
  'metadata.name': (value) => ({ metadata: { name: value } }),
  'metadata.namespace': (value) => ({ metadata: { namespace: value } }),
  'spec.nodeName': (value) => ({ spec: { nodeName: value } }),
  'spec.schedulerName': (value) => ({ spec: { schedulerName: value } }),
  'status.phase': (value) => ({ status: { phase: value } }),
};

const value = fc.oneof(
  fc.constantFrom('', 'a', 'b'),
  fc.string({ unit: fc.constantFrom(...'a=,\\! ö'), maxLength: 6 }),
);
const term = fc.record({ field: fc.constantFrom(...Object.keys(fields)), equals: fc.boolean(), value });
type Term = typeof term extends fc.Arbitrary<infer T> ? T : never;

const print = ({ field, equals, value: text }: Term) =>
  `${field}${equals ? '=' : '!='}${text.replace(/[\\,=]/g, '\\$&')}`;

function podOf(values: Record<string, string>): KubeObject {
  const pod: Record<string, Record<string, string>> = { metadata: {}, spec: {}, status: {} };
  for (const [field, text] of Object.entries(values)) {
    for (const [part, members] of Object.entries(fields[field]!(text))) Object.assign(pod[part]!, members);
  }
  return pod as unknown as KubeObject;
}

describe('any field selector', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 4 }), (terms) => {
        const read = parseFieldSelector(terms.map(print).join(','), pods);
        const normal = read.terms.map(({ field, equals, value: text }) =>
          print({ field, equals, value: text }),
        );
        expect(normal.sort()).toEqual(terms.map(print).sort());
      }),
      { numRuns: 1000 },
    );
  });

  it('selects what each of its terms selects', () => {
    const values = fc.record(Object.fromEntries(Object.keys(fields).map((field) => [field, value])));
    fc.assert(
      fc.property(fc.array(term, { maxLength: 3 }), values, (terms, given) => {
        const selector = parseFieldSelector(terms.map(print).join(','), pods);
        const wanted = terms.every(({ field, equals, value: text }) => (given[field] === text) === equals);
        expect(matchesFields(selector, podOf(given as Record<string, string>))).toBe(wanted);
      }),
      { numRuns: 1000 },
    );
  });

  it('tells the only name it can match', () => {
    const names = fc.array(fc.constantFrom('metadata.name=a', 'metadata.name!=b', 'status.phase=x'), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(names, (terms) => {
        const { name } = parseFieldSelector(terms.join(','), pods);
        expect(name).toBe(terms.includes('metadata.name=a') ? 'a' : undefined);
      }),
    );
  });
});

describe('parseFieldSelector', () => {
  it.each([
    ['a', "invalid selector: 'a'; can't understand 'a'"],
    ['spec.image=x', 'field label not supported: spec.image'],
    ['status.phase=a\\b', 'invalid field selector: invalid escape sequence: \\b'],
    ['status.phase=a=b', 'invalid field selector: unescaped character in value: 61'],
  ])('refuses %j', (text, message) => {
    expect(() => parseFieldSelector(text, pods)).toThrow(message);
  });

  it('names what a kind without fields of its own is selected by', () => {
    expect(() => parseFieldSelector('data.x=1', configMaps)).toThrow(
      '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
  });
});
