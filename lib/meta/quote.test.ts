import { expect, it } from 'vitest';
import { errorText, FieldPath, invalid, notSupported, printedAsJson } from './field';
import { quoteText } from './quote';

it.each([
  ['a "b" \\', '"a \\"b\\" \\\\"'],
  ['\n\t\r\b\f\v\u0007', '"\\n\\t\\r\\b\\f\\v\\a"'],
  ['\u0001\u007f', '"\\x01\\x7f"'],
  ['\u00a0\u200b\ufeff', '"\\u00a0\\u200b\\ufeff"'],
  ['\u{e0001}', '"\\U000e0001"'],
  ['ü 漢 😀 <&>', '"ü 漢 😀 <&>"'],
])('%j is quoted as Go quotes it', (text, quoted) => {
  expect(quoteText(text)).toBe(quoted);
});

it('tells texts from what Go prints as JSON', () => {
  const path = FieldPath.of('f');
  expect(errorText(invalid(path, '<\u0001>', 'd'))).toBe('f: Invalid value: "<\\x01>": d');
  expect(errorText(invalid(path, printedAsJson('<b>'), 'd'))).toBe('f: Invalid value: "\\u003cb\\u003e": d');
  expect(errorText(notSupported(path, '<b>', ['a']))).toBe(
    'f: Unsupported value: "\\u003cb\\u003e": supported values: "a"',
  );
  expect(errorText(notSupported(path, true, ['nil', 'false']))).toBe(
    'f: Unsupported value: true: supported values: "nil", "false"',
  );
});
