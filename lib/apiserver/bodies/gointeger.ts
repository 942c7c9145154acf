import { quoteText } from '../../meta/quote';

const kinds = {
  ParseInt: { pattern: /^[+-]?\d+$/, least: -(2n ** 63n), most: 2n ** 63n - 1n },
  ParseUint: { pattern: /^\d+$/, least: 0n, most: 2n ** 64n - 1n },
};

/** What Go's `strconv` says of a text that is no integer of 64 bits, with or without a sign; `undefined` for one that is. */
export function integerProblem(parser: keyof typeof kinds, text: string): string | undefined {
  const { pattern, least, most } = kinds[parser];
  const parsing = `strconv.${parser}: parsing ${quoteText(text)}`;
  if (!pattern.test(text)) return `${parsing}: invalid syntax`;
  const value = BigInt(text.replace('+', ''));
  return value < least || value > most ? `${parsing}: value out of range` : undefined;
}
