import { describe, expect, it } from 'vitest';
import { integerProblem } from './gointeger';

describe('integerProblem', () => {
  it.each([
    ['ParseInt', '0', undefined],
    ['ParseInt', '+3', undefined],
    ['ParseInt', '-9223372036854775808', undefined],
    ['ParseInt', '9223372036854775807', undefined],
    [
      'ParseInt',
      '9223372036854775808',
      'strconv.ParseInt: parsing "9223372036854775808": value out of range',
    ],
    [
      'ParseInt',
      '-9223372036854775809',
      'strconv.ParseInt: parsing "-9223372036854775809": value out of range',
    ],
    ['ParseInt', '1.5', 'strconv.ParseInt: parsing "1.5": invalid syntax'],
    ['ParseInt', '', 'strconv.ParseInt: parsing "": invalid syntax'],
    ['ParseUint', '18446744073709551615', undefined],
    [
      'ParseUint',
      '18446744073709551616',
      'strconv.ParseUint: parsing "18446744073709551616": value out of range',
    ],
    ['ParseUint', '-1', 'strconv.ParseUint: parsing "-1": invalid syntax'],
  ] as const)('%s %j: %s', (parser, text, problem) => {
    expect(integerProblem(parser, text)).toBe(problem);
  });
});
