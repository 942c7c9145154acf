import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  milliValue,
  roundToMilli,
  unitValue,
} from './quantity';

describe('canonicalQuantity', () => {
  it.each([
    ['0', '0'],
    ['0Mi', '0'],
    ['1000m', '1'],
    ['0.5', '500m'],
    ['1.5', '1500m'],
    ['1.5Gi', '1536Mi'],
    ['1024Mi', '1Gi'],
    ['1500Mi', '1500Mi'],
    ['1000000', '1M'],
    ['100Ki', '100Ki'],
    ['1e3', '1e3'],
    ['12000e3', '12e6'],
    ['0.1Mi', '104857600m'],
    ['0.0000000001', '1n'],
    ['-1500m', '-1500m'],
    ['+1', '+1'],
    ['1.500', '1.500'],
    ['2Ti', '2Ti'],
  ])('writes %s as %s', (given, expected) => {
    expect(canonicalQuantity(given)).toBe(expected);
  });

  it('takes numbers', () => {
    expect(canonicalQuantity(2)).toBe('2');
    expect(canonicalQuantity(0.25)).toBe('250m');
  });

  it.each([
    ['lots', /^quantities must match the regular expression/],
    ['', /^quantities must match the regular expression/],
    ['1KB', /^quantities must match the regular expression/],
    ['1e', /^unable to parse quantity's suffix$/],
    ['1mm', /^unable to parse quantity's suffix$/],
  ])('refuses %j', (text, message) => {
    expect(() => canonicalQuantity(text)).toThrow(message);
  });
});

describe('arithmetic', () => {
  it('rounds lists up to thousandths', () => {
    expect(roundToMilli('0.0001')).toBe('1m');
    expect(roundToMilli('1u')).toBe('1m');
    expect(roundToMilli('250m')).toBe('250m');
  });

  it('adds in the format of the first and rounds values up', () => {
    expect(addQuantities('1Gi', '512Mi')).toBe('1536Mi');
    expect(addQuantities('0', '200m')).toBe('200m');
    expect([milliValue('1.5'), unitValue('1.5'), unitValue('1Ki')]).toEqual([1500, 2, 1024]);
  });

  it('compares what is far apart without writing it out', () => {
    expect(compareQuantities('1e999999', '1')).toBeGreaterThan(0);
    expect(compareQuantities('-1e999999', '1n')).toBeLessThan(0);
  });
});

describe('any quantity', () => {
  const suffix = fc.constantFrom('', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'u');
  const quantity = fc
    .tuple(fc.integer({ min: -100_000, max: 100_000 }), suffix)
    .map(([number, unit]) => ({ text: `${number}${unit}`, number, unit }));
  const factors: Record<string, number> = {
    '': 1e6,
    m: 1e3,
    k: 1e9,
    M: 1e12,
    G: 1e15,
    Ki: 1024e6,
    Mi: 1024 ** 2 * 1e6,
    Gi: 1024 ** 3 * 1e6,
    u: 1,
  };
  const micros = ({ number, unit }: { number: number; unit: string }) =>
    BigInt(number) * BigInt(factors[unit]!);

  it('keeps its value and its form when written again', () => {
    fc.assert(
      fc.property(quantity, ({ text }) => {
        const once = canonicalQuantity(text);
        expect(canonicalQuantity(once)).toBe(once);
        expect(compareQuantities(once, text)).toBe(0);
      }),
    );
  });

  it('is ordered as its number', () => {
    fc.assert(
      fc.property(quantity, quantity, (a, b) => {
        const difference = micros(a) - micros(b);
        const expected = difference > 0n ? 1 : difference < 0n ? -1 : 0;
        expect(Math.sign(compareQuantities(a.text, b.text))).toBe(expected);
      }),
    );
  });
});
