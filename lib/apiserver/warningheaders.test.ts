import { expect, it } from 'vitest';
import { warningHeaders } from './warningheaders';

const long = (letter: string) => letter.repeat(1500);

it.each([
  [['a "b" \\c'], ['299 - "a \\"b\\" \\\\c"']],
  [
    ['a', 'a', '', 'b'],
    ['299 - "a"', '299 - "b"'],
  ],
  [['a\nb', 'c'], ['299 - "c"']],
  [['ü'], ['299 - "Ã¼"']],
  [
    [long('a'), long('b')],
    [`299 - "${long('a')}"`, `299 - "${long('b')}"`],
  ],
])('%j', (texts, headers) => {
  expect(warningHeaders(texts)).toEqual(headers);
});

it('cuts all of them when they are too long together, and leaves out what is too much even so', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const headers = warningHeaders(letters.map(long));
  expect(headers).toHaveLength(16);
  expect(headers[1]).toBe(`299 - "${'b'.repeat(256)}"`);
});
