const mostCharacters = 4096;
const mostOfEach = 256;

/**
 * The `Warning` headers of texts, as Kubernetes' recorder writes them: each text once, and what a header cannot carry
 * not at all. As soon as they are too long together, each is cut, and what still does not fit is left out.
 */
export function warningHeaders(texts: readonly string[]): string[] {
  const characters = [...new Set(texts)].filter(isWritable).map((text) => [...text]);
  const total = characters.reduce((sum, { length }) => sum + length, 0);
  if (total <= mostCharacters) return characters.map(header);
  let written = 0;
  const fitting: string[] = [];
  for (const text of characters) {
    if (written >= mostCharacters) break;
    const cut = text.slice(0, mostOfEach);
    written += cut.length;
    fitting.push(header(cut));
  }
  return fitting;
}

function isWritable(text: string): boolean {
  return text !== '' && !/[\p{Cc}]/u.test(text);
}

/** `299 - "text"`, a quoted string as HTTP has it. Headers are bytes: what is not ASCII goes as UTF-8. */
function header(characters: readonly string[]): string {
  const quoted = characters.join('').replace(/["\\]/g, '\\$&');
  return String.fromCharCode(...new TextEncoder().encode(`299 - "${quoted}"`));
}
