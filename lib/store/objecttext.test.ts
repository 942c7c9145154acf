import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../meta/object';
import { objectText } from './objecttext';

const members = fc.dictionary(fc.constantFrom('a', 'metadata', 'spec', '{}', '"'), fc.jsonValue());
const objects = fc.record(
  { kind: fc.string(), metadata: members, spec: fc.oneof(members, fc.jsonValue()), status: members },
  { requiredKeys: ['metadata'] },
);
const managed = fc.array(members, { maxLength: 3 });

describe('objectText', () => {
  it('is the JSON of the object, the second time as the first', () => {
    fc.assert(
      fc.property(objects, fc.option(managed), ({ metadata, ...rest }, managedFields) => {
        const object = { ...rest, metadata: { ...metadata, ...(managedFields && { managedFields }) } };
        for (let times = 0; times < 2; times++) {
          expect(JSON.parse(objectText(object as unknown as KubeObject))).toEqual(
            JSON.parse(JSON.stringify(object)),
          );
        }
      }),
    );
  });
});
