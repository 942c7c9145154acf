/** A text that is no duration; the message is that of Go's `time.ParseDuration`. */
export class DurationError extends Error {}

const unitNs: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const longestNs = 2n ** 63n;

/**
 * Nanoseconds of a Go duration such as `1h30m`. Throws `DurationError` with the message of Go's
 * `time.ParseDuration`.
 */
export function parseDuration(text: string): bigint {
  const invalid = new DurationError(`time: invalid duration ${quoteText(text)}`);
  const negative = text.startsWith('-');
  let rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return 0n;
  if (rest === '') throw invalid;
  let totalNs = 0n;
  while (rest !== '') {
    const [number, whole = '', fraction = ''] = /^(\d*)(?:\.(\d*))?/.exec(rest)!;
    if (whole === '' && fraction === '') throw invalid;
    if (BigInt(whole || '0') > longestNs) throw invalid;
    rest = rest.slice(number.length);
    const unit = /^[^.\d]*/.exec(rest)![0];
    if (unit === '') throw new DurationError(`time: missing unit in duration ${quoteText(text)}`);
    rest = rest.slice(unit.length);
    const scale = Object.hasOwn(unitNs, unit) ? unitNs[unit]! : undefined;
    if (scale === undefined) {
      throw new DurationError(`time: unknown unit ${quoteText(unit)} in duration ${quoteText(text)}`);
    }
    totalNs += BigInt(whole || '0') * scale;
    totalNs += fractionOf(fraction, Number(scale));
    if (totalNs > longestNs) throw invalid;
  }
  if (negative) return -totalNs;
  if (totalNs === longestNs) throw invalid;
  return totalNs;
}

/** The part behind the point, counted as Go does it: in floating point, from as many digits as 63 bits hold. */
function fractionOf(digits: string, scale: number): bigint {
  let value = 0n;
  let places = 1;
  for (const digit of digits) {
    if (value > (longestNs - 1n) / 10n) break;
    const longer = value * 10n + BigInt(digit);
    if (longer > longestNs) break;
    value = longer;
    places *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (scale / places)));
}

/** A text in quotes as Go's `time` package writes it: bytes outside printable ASCII in hexadecimal. */
function quoteText(text: string): string {
  const inner = text
    .replace(/["\\]/g, (character) => `\\${character}`)
    .replace(/[^ -\u007f]/gu, (character) =>
      [...new TextEncoder().encode(character)]
        .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
        .join(''),
    );
  return `"${inner}"`;
}
