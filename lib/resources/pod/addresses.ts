import { type FieldPath, invalid } from '../../meta/field';
import { quoteText } from '../../meta/quote';
import type { Errors } from '../metadata';

/** `IsValidIPForLegacyField` as it is since 1.36: no leading zeros, no IPv4 written as IPv6. */
export function* validateAddress(text: string, path: FieldPath): Errors {
  if (isIPv4(text, true) || isIPv6(text)) {
    if (!text.includes(':') && !isIPv4(text, false)) yield invalid(path, text, 'must not have leading 0s');
    if (/^(0{0,4}:){2,}[fF]{4}:/.test(text)) {
      yield invalid(path, text, 'must not be an IPv4-mapped IPv6 address');
    }
  } else yield invalid(path, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)');
}

/** `GetWarningsForIP`: of an address that is valid, but not written as RFC 5952 has it. */
export function* addressWarnings(text: string, path: FieldPath): Generator<string, void> {
  if (!isIPv6(text)) return;
  const canonical = canonicalIPv6(text);
  if (canonical === text) return;
  const advice = `should be in RFC 5952 canonical format (${quoteText(canonical)})`;
  yield `${path}: IPv6 address ${quoteText(text)} ${advice}`;
}

/** Lower case, no leading zeros, the first of the longest runs of two or more zeros left out. */
function canonicalIPv6(text: string): string {
  const groups = groupsOf(text);
  let [start, length] = [0, 1];
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (groups[end] === 0) end++;
    if (end - at > length) [start, length] = [at, end - at];
  }
  const texts = groups.map((group) => group.toString(16));
  if (length < 2) return texts.join(':');
  return `${texts.slice(0, start).join(':')}::${texts.slice(start + length).join(':')}`;
}

function groupsOf(text: string): number[] {
  const hex = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes) => {
    const [a, b, c, d] = bytes.slice(0, 4).map(Number) as [number, number, number, number];
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail] = hex.split('::');
  const read = (half: string) => (half ? half.split(':').map((group) => Number.parseInt(group, 16)) : []);
  const [before, after] = [read(head), read(tail ?? '')];
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...new Array<number>(missing).fill(0), ...after];
}

function isIPv4(text: string, withLeadingZeros: boolean): boolean {
  const parts = text.split('.');
  const form = withLeadingZeros ? /^\d+$/ : /^(0|[1-9]\d*)$/;
  return parts.length === 4 && parts.every((part) => form.test(part) && Number(part) <= 255);
}

function isIPv6(text: string): boolean {
  const halves = text.split('::');
  if (!text.includes(':') || halves.length > 2) return false;
  const counts = halves.map((half, at) => countGroups(half, at === halves.length - 1));
  if (counts.includes(-1)) return false;
  const groups = counts.reduce((sum, count) => sum + count, 0);
  return halves.length === 2 ? groups < 8 : groups === 8;
}

/** How many groups of sixteen bits are there; -1 for what are none. The last two may be written as IPv4. */
function countGroups(half: string, mayEndInIPv4: boolean): number {
  if (half === '') return 0;
  const parts = half.split(':');
  const embedded = mayEndInIPv4 && isIPv4(parts.at(-1)!, false);
  const plain = embedded ? parts.slice(0, -1) : parts;
  if (!plain.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return -1;
  return plain.length + (embedded ? 2 : 0);
}
