import { expect, it } from 'vitest';
import { goQuote } from './goquote';

it.each([
  ['plain', '"plain"'],
  ['"a\\b"', '"\\"a\\\\b\\""'],
  ['a\nb\tc\x07', '"a\\nb\\tc\\a"'],
  ['\x00\x1f\x7f', '"\\x00\\x1f\\x7f"'],
  ['é 日 <&>', '"é 日 <&>"'],
  ['\u200b\u00a0', '"\\u200b\\u00a0"'],
  ['\u{e0001}', '"\\U000e0001"'],
])('quotes %j as Go does', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});
