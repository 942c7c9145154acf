import { expect, it } from 'vitest';
import { sameValue } from './equality';

it.each([
  [{ limits: { memory: '1Gi' } }, { limits: { memory: '1073741824' } }, true],
  [{ limits: { memory: '1Gi' } }, { limits: { memory: '1G' } }, false],
  [{ limits: { memory: '1Gi' } }, { limits: {} }, false],
  [{ overhead: { cpu: '1' } }, { overhead: { cpu: '1000m' } }, true],
  [{ limits: '1' }, { limits: '1000m' }, false],
  [{ nodeSelector: { a: '1' } }, { nodeSelector: { a: '1000m' } }, false],
  [{ a: [] }, {}, true],
  [{ a: {} }, {}, false],
  [{ a: [1, { b: 'c' }] }, { a: [1, { b: 'c' }] }, true],
  [{ a: [1] }, { a: { 0: 1 } }, false],
])('%j and %j: %s', (left, right, same) => {
  expect(sameValue(left, right)).toBe(same);
  expect(sameValue(right, left)).toBe(same);
});
