const escapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** A text in quotes, as Go's `strconv.Quote` and `%q` write it: what cannot be printed is escaped. */
export function quoteText(text: string): string {
  const inner = text.replace(/["\\]|(?! )[\p{C}\p{Z}]/gu, (character) => {
    const hex = character.codePointAt(0)!.toString(16);
    if (escapes[character]) return escapes[character];
    if (hex.length <= 2 && character <= '\u007f') return `\\x${hex.padStart(2, '0')}`;
    return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
  });
  return `"${inner}"`;
}
