import type { Chance } from './chance';

/** Texts that have broken parsers, validators or writers before. */
export const oddTexts: readonly string[] = [
  ...['', ' ', 'x', '0', '-1', '1e3', 'null', 'true', 'NaN', '~', '.', '..', '-', '_', '*', '%', '/', '\\'],
  ...['a/b', '../x', 'A', 'a.b', 'a b', 'a\tb', 'a\nb', 'a\u0000b', '\u007f', '\u0085', 'ß', 'İ', '名', '😀'],
  ...['e\u0301', '\u202e', '\ufeff', '\ud800', '\uffff', '"', "'", '`', '<b>', '{{x}}', '$(X)'],
  ...['x'.repeat(63), 'x'.repeat(64), 'x'.repeat(254), 'y'.repeat(5000), 'a-'.repeat(130)],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '$patch', '$retainKeys', '...'],
  ...['1Gi', '1e999999', '-5m', '0.0000000001', '9'.repeat(40), '1.5.5', '0x10', '1_000', '+5'],
  ...['2026-01-01T00:00:00Z', '2026-02-30T25:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59+23:59'],
  ...['@every 1h', '* * * * *', '0 0 30 2 *', 'TZ=UTC * * * * *', '60 * * * *', 'Europe/Berlin', 'Local'],
  ...['Never', 'Always', 'OnFailure', 'Indexed', 'NonIndexed', 'Failed', 'Terminating', 'Orphan'],
  ...['batch/v1', 'v1', 'Job', 'Pod', 'List', 'Status', 'DeleteOptions', 'kubernetes.io/x', 'a.b/c/d'],
  ...['1,3-5', '0-2147483647', '5-1', 'foregroundDeletion', 'orphan', 'example.com/finalizer'],
];

/** Numbers at the edges of the types that APIs have. */
const oddNumbers: readonly number[] = [
  ...[0, -0, 1, -1, 2, 6, 7, 63, 64, 100, 255, 256, 1000, 65535, 65536, 100_000, 100_001],
  ...[2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53, 2 ** 53 + 2, 2 ** 63, -(2 ** 63), 2 ** 64],
  ...[0.5, 1.5, -0.1, 1e-7, 1e21, 1e308, 5e-324],
];

/** A value of any JSON type, seldom one that is wanted. */
export function oddValue(chance: Chance): unknown {
  switch (chance.below(9)) {
    case 0:
      return null;
    case 1:
      return chance.odds(0.5);
    case 2:
    case 3:
      return chance.pick(oddNumbers);
    case 4:
      return chance.pick([
        {},
        [],
        [[]],
        [null],
        { '': null },
        [{}],
        [{}, {}],
        { name: 'x' },
        [{ name: 'x' }],
      ]);
    case 5:
      return nested(chance, 1 + chance.below(40));
    default:
      return chance.pick(oddTexts);
  }
}

function nested(chance: Chance, depth: number): unknown {
  let value: unknown = chance.pick(oddTexts);
  for (let level = 0; level < depth; level++)
    value = chance.odds(0.5) ? [value] : { [chance.pick(oddTexts)]: value };
  return value;
}
