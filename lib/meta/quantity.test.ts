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

/** A number of nanos, as a fraction: what a quantity is worth, before and after it is rounded to whole nanos. */
interface Worth {
  numerator: bigint;
  denominator: bigint;
}

const powersOfTen: Record<string, number> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const powersOfTwo: Record<string, number> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
/** Units with which no number of these tests reaches the limit of quantities, which is that of 64 bits. */
const isSmall = (unit: string) => !['E', 'Pi', 'Ei'].includes(unit);
const nano = 1_000_000_000n;

function worthOf(text: string): Worth {
  const [, sign, whole = '', fraction = '', suffix = ''] = /^([+-]?)(\d*)\.?(\d*)(.*)$/.exec(text)!;
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  const exponent = /^e(.+)$/.exec(suffix)?.[1];
  const two = powersOfTwo[suffix];
  const ten = (exponent !== undefined ? Number(exponent) : (powersOfTen[suffix] ?? 0)) - fraction.length;
  const scale = 10n ** BigInt(Math.abs(ten));
  const numerator = digits * nano * (two === undefined ? 1n : 2n ** BigInt(two)) * (ten > 0 ? scale : 1n);
  return { numerator, denominator: ten > 0 ? 1n : scale };
}

/** Away from zero to whole ones. */
function roundOut({ numerator, denominator }: Worth): bigint {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (magnitude + denominator - 1n) / denominator;
  return numerator < 0n ? -rounded : rounded;
}

const nanos = (text: string) => roundOut(worthOf(text));
const signOf = (value: bigint) => (value > 0n ? 1 : value < 0n ? -1 : 0);

describe('any quantity', () => {
  const suffix = fc.oneof(
    fc.constantFrom(...[...Object.keys(powersOfTen), ...Object.keys(powersOfTwo)].filter(isSmall)),
    fc.integer({ min: -12, max: 12 }).map((exponent) => `e${exponent}`),
  );
  const number = fc.oneof(
    fc.integer({ min: 0, max: 100_000 }).map(String),
    fc
      .tuple(fc.nat(2000), fc.stringMatching(/^\d{1,11}$/))
      .map(([whole, fraction]) => `${whole}.${fraction}`),
    fc.stringMatching(/^0?\.\d{1,4}$/),
  );
  const quantity = fc.tuple(fc.constantFrom('', '', '-', '+'), number, suffix).map((parts) => parts.join(''));

  it('keeps its value and its form when written again', () => {
    fc.assert(
      fc.property(quantity, (text) => {
        const once = canonicalQuantity(text);
        expect(canonicalQuantity(once)).toBe(once);
        expect(nanos(once)).toBe(nanos(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('is ordered as its number', () => {
    fc.assert(
      fc.property(quantity, quantity, (a, b) => {
        expect(Math.sign(compareQuantities(a, b))).toBe(signOf(nanos(a) - nanos(b)));
        expect(Math.sign(compareQuantities(a, canonicalQuantity(a)))).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('is added and rounded as its number', () => {
    fc.assert(
      fc.property(quantity, quantity, (a, b) => {
        expect(nanos(addQuantities(a, b))).toBe(nanos(a) + nanos(b));
        const inMillis = roundOut({ numerator: nanos(a), denominator: 1_000_000n });
        expect(milliValue(a)).toBe(Number(inMillis));
        expect(nanos(roundToMilli(a))).toBe(inMillis * 1_000_000n);
        expect(unitValue(a)).toBe(Number(roundOut({ numerator: nanos(a), denominator: nano })));
      }),
      { numRuns: 2000 },
    );
  });
});
