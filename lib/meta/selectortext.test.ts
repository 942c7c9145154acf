import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches, type Requirement } from './selector';
import { parseLabelSelector } from './selectortext';

describe('parseLabelSelector', () => {
  it.each([
    ['', []],
    ['app=x', [{ key: 'app', operator: '=', values: ['x'] }]],
    ['app == x', [{ key: 'app', operator: '==', values: ['x'] }]],
    [
      'b!=,a',
      [
        { key: 'a', operator: 'exists', values: [] },
        { key: 'b', operator: '!=', values: [''] },
      ],
    ],
    [
      'tier in (front, back),!gone',
      [
        { key: 'gone', operator: '!', values: [] },
        { key: 'tier', operator: 'in', values: ['back', 'front'] },
      ],
    ],
    ['in notin (in,,)', [{ key: 'in', operator: 'notin', values: ['', 'in'] }]],
    ['x in ()', [{ key: 'x', operator: 'in', values: [''] }]],
    ['n>9', [{ key: 'n', operator: 'gt', values: ['9'] }]],
    ['example.com/n < 3', [{ key: 'example.com/n', operator: 'lt', values: ['3'] }]],
  ])('reads %j', (text, requirements) => {
    expect(parseLabelSelector(text)).toEqual(requirements);
  });

  it.each([
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['a==b==c', "found '==', expected: ',' or 'end of string'"],
    ['a=has space', "found 'space', expected: ',' or 'end of string'"],
    [
      'a>9223372036854775808',
      `unable to parse requirement: values[0]: Invalid value: "9223372036854775808": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    ['bad key=x', "unable to parse requirement: found 'key', expected: in, notin, =, ==, !=, gt, lt"],
    ['a in', "unable to parse requirement: found '' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a,', "found '', expected: identifier after ','"],
    ['=a', "found '=', expected: !, identifier, or 'end of string'"],
    [
      'a>b',
      'unable to parse requirement: values[0]: Invalid value: "b": ' +
        "for 'Gt', 'Lt' operators, the value must be an integer",
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(message);
  });

  it('gives what matches labels', () => {
    const selector = parseLabelSelector('app in (a,b),!old,n>3');
    expect(matches(selector, { app: 'b', n: '4' })).toBe(true);
    expect(matches(selector, { app: 'b', n: '3' })).toBe(false);
    expect(matches(selector, { app: 'b', n: '4', old: '' })).toBe(false);
    expect(matches(selector, { n: '4' })).toBe(false);
  });
});

describe('any label selector', () => {
  const key = fc.constantFrom('a', 'b', 'app', 'in', 'notin', 'example.com/tier', 'x.y-z/a_b.c', 'A');
  const text = fc.constantFrom('x', 'y', '3', '10', '007', 'in', 'notin', 'a.b_c-d');
  const value = fc.oneof(text, fc.constant(''));
  const requirement: fc.Arbitrary<Requirement> = fc.oneof(
    fc.record({
      key,
      operator: fc.constantFrom('exists' as const, '!' as const),
      values: fc.constant<string[]>([]),
    }),
    fc.record({
      key,
      operator: fc.constantFrom('=' as const, '==' as const, '!=' as const),
      values: value.map((one) => [one]),
    }),
    fc.record({
      key,
      operator: fc.constantFrom('in' as const, 'notin' as const),
      values: fc.uniqueArray(value, { minLength: 1, maxLength: 4 }),
    }),
    fc.record({
      key,
      operator: fc.constantFrom('gt' as const, 'lt' as const),
      values: fc.constantFrom('0', '3', '10').map((one) => [one]),
    }),
  );
  const selector = fc.array(requirement, { maxLength: 4 });
  const space = fc.constantFrom('', ' ', '  ', '\t');

  /** A requirement as people write it, with more or less space between. */
  function print({ key: name, operator, values }: Requirement, gap: string): string {
    const signs: Partial<Record<Requirement['operator'], string>> = { gt: '>', lt: '<' };
    if (operator === 'exists') return gap + name + gap;
    if (operator === '!') return `${gap}!${gap}${name}`;
    if (operator === 'in' || operator === 'notin')
      return `${name} ${gap}${operator}${gap}(${values.join(`${gap},${gap}`)})${gap}`;
    return `${name}${gap}${signs[operator] ?? operator}${gap}${values[0]}`;
  }

  const normal = (requirements: readonly Requirement[]) =>
    requirements.map((one) => JSON.stringify({ ...one, values: [...one.values].sort() })).sort();

  it('is read as it was written', () => {
    fc.assert(
      fc.property(selector, space, (requirements, gap) => {
        const written = requirements.map((one) => print(one, gap)).join(',');
        const read = parseLabelSelector(written);
        expect(normal(read)).toEqual(normal(requirements));
        expect(read.map((one) => one.key)).toEqual(requirements.map((one) => one.key).sort());
      }),
      { numRuns: 1000 },
    );
  });

  function holds({ key: name, operator, values }: Requirement, labels: Record<string, string>): boolean {
    const found = new Map(Object.entries(labels)).get(name);
    switch (operator) {
      case 'exists':
        return found !== undefined;
      case '!':
        return found === undefined;
      case '=':
      case '==':
      case 'in':
        return found !== undefined && values.includes(found);
      case '!=':
      case 'notin':
        return found === undefined || !values.includes(found);
      default: {
        if (found === undefined || !/^[+-]?\d+$/.test(found)) return false;
        return operator === 'gt' ? Number(found) > Number(values[0]) : Number(found) < Number(values[0]);
      }
    }
  }

  it('selects what each of its requirements selects', () => {
    const labels = fc.dictionary(key, value, { maxKeys: 5 });
    fc.assert(
      fc.property(selector, labels, (requirements, given) => {
        expect(matches(requirements, given)).toBe(requirements.every((one) => holds(one, given)));
      }),
      { numRuns: 1000 },
    );
  });
});
