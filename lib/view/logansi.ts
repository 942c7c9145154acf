/** A stretch of a log line in one style. Colours are 0–15 of the terminal's palette, or a CSS colour for the others. */
export interface LogSpan {
  text: string;
  colour?: number | string;
  background?: number | string;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
}

type Style = Omit<LogSpan, 'text'>;

/** Escape sequences: CSI (`ESC [ … letter`), OSC (`ESC ] … BEL` or `ESC \`), and two-character ones. */
const escapes =
  /\u001b(?:\[([0-9;:?<=>]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~]?)/g;

/** Characters that would disturb the page or hide what stands there: controls, and marks that turn the writing direction. */
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Splits a log line into styled stretches. Colours and weights of `SGR` sequences are kept, every other escape sequence is left
 * out, a carriage return starts the line anew as on a terminal, and control characters are shown as visible signs.
 */
export function ansiSpans(line: string): LogSpan[] {
  const text = lastWritten(line);
  if (!text.includes('\u001b')) return text === '' ? [] : [{ text: visible(text) }];
  const spans: LogSpan[] = [];
  let style: Style = {};
  let from = 0;
  const push = (part: string) => {
    if (part !== '') spans.push({ text: visible(part), ...style });
  };
  for (const match of text.matchAll(escapes)) {
    push(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === 'm') style = styled(style, match[1] ?? '');
  }
  push(text.slice(from));
  return spans;
}

/** The text of a log line without styles, as it is searched and copied. */
export function ansiText(line: string): string {
  if (!line.includes('\u001b') && !line.includes('\r')) return line;
  return lastWritten(line).replace(escapes, '');
}

/** Progress bars return the carriage and write over themselves: what stands at the end is the last writing. */
function lastWritten(line: string): string {
  const trimmed = line.replace(/\r+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1);
}

function visible(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

/** The style after one `SGR` sequence with these parameters. */
function styled(before: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map((code) => Number(code || 0));
  let style: Style = { ...before };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    if (code === 38 || code === 48) {
      const [colour, taken] = extendedColour(codes, at + 1);
      if (colour !== undefined) style[code === 38 ? 'colour' : 'background'] = colour;
      at += taken;
    } else style = afterCode(style, code);
  }
  return style;
}

function afterCode(style: Style, code: number): Style {
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 3) return { ...style, italic: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 22) return { ...style, bold: undefined, dim: undefined };
  if (code === 23) return { ...style, italic: undefined };
  if (code === 24) return { ...style, underline: undefined };
  if (code === 39) return { ...style, colour: undefined };
  if (code === 49) return { ...style, background: undefined };
  if (code >= 30 && code <= 37) return { ...style, colour: code - 30 };
  if (code >= 40 && code <= 47) return { ...style, background: code - 40 };
  if (code >= 90 && code <= 97) return { ...style, colour: code - 82 };
  if (code >= 100 && code <= 107) return { ...style, background: code - 92 };
  return style;
}

/** A colour of the 256-colour table or of 24 bits, and how many parameters it took. */
function extendedColour(codes: readonly number[], at: number): [number | string | undefined, number] {
  if (codes[at] === 5) {
    const entry = codes[at + 1] ?? 0;
    if (entry < 16) return [entry, 2];
    if (entry >= 232) return [rgb(8 + (entry - 232) * 10, 8 + (entry - 232) * 10, 8 + (entry - 232) * 10), 2];
    const level = (n: number) => (n === 0 ? 0 : 55 + n * 40);
    const cube = entry - 16;
    return [rgb(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)), 2];
  }
  if (codes[at] === 2) return [rgb(codes[at + 1] ?? 0, codes[at + 2] ?? 0, codes[at + 3] ?? 0), 4];
  return [undefined, 0];
}

function rgb(red: number, green: number, blue: number): string {
  const part = (value: number) => Math.min(255, Math.max(0, Math.round(value)));
  return `rgb(${part(red)} ${part(green)} ${part(blue)})`;
}
