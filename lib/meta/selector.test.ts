import { describe, expect, it } from 'vitest';
import { type LabelSelector, matches, type Requirement, selects } from './selector';

describe('matches', () => {
  const labels = { app: 'batch', tier: '3' };
  it.each<[Requirement['operator'], string, string[], boolean]>([
    ['=', 'app', ['batch'], true],
    ['==', 'app', ['web'], false],
    ['!=', 'app', ['batch'], false],
    ['!=', 'absent', ['x'], true],
    ['in', 'app', ['web', 'batch'], true],
    ['in', 'absent', ['x'], false],
    ['notin', 'absent', ['x'], true],
    ['notin', 'app', ['batch'], false],
    ['exists', 'app', [], true],
    ['exists', 'absent', [], false],
    ['!', 'absent', [], true],
    ['!', 'app', [], false],
    ['gt', 'tier', ['2'], true],
    ['gt', 'app', ['2'], false],
    ['lt', 'tier', ['3'], false],
    ['exists', 'constructor', [], false],
  ])('%s %s %j is %s', (operator, key, values, expected) => {
    expect(matches([{ operator, key, values }], labels)).toBe(expected);
  });

  it('wants every requirement to hold, and is content with none', () => {
    expect(matches([], undefined)).toBe(true);
    expect(
      matches(
        [
          { operator: 'exists', key: 'app', values: [] },
          { operator: 'exists', key: 'no', values: [] },
        ],
        labels,
      ),
    ).toBe(false);
  });
});

describe('selects', () => {
  it.each<[LabelSelector | undefined, boolean]>([
    [undefined, false],
    [{}, true],
    [{ matchLabels: { a: '1' } }, true],
    [{ matchLabels: { a: '2' } }, false],
    [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['1'] }] }, false],
    [{ matchLabels: { a: '1' }, matchExpressions: [{ key: 'b', operator: 'DoesNotExist' }] }, true],
  ])('%j', (selector, expected) => {
    expect(selects(selector, { a: '1' })).toBe(expected);
  });
});
