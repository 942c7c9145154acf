import { type FieldPath, invalid } from '../../meta/field';
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
