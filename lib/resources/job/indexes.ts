import { quoteText } from '../../meta/quote';

/** A text of indexes that is not in form, in the words of Kubernetes' validation. */
class IndexesError extends Error {}

interface Range {
  first: number;
  last: number;
}

/**
 * Checks a text like `1,3-5,7` and answers how many indexes it names (`validateIndexesFormat`).
 * @throws IndexesError for the first thing wrong
 */
export function countIndexesStrictly(text: string, completions: number): number {
  if (text === '') return 0;
  let total = 0;
  let previous: number | undefined;
  for (const part of text.split(',')) {
    const { first, last } = readRange(part, completions);
    if (previous !== undefined && previous >= first) {
      throw new IndexesError(`non-increasing order, previous: ${previous}, current: ${first}`);
    }
    total += last - first + 1;
    previous = last;
  }
  return total;
}

function readRange(text: string, completions: number): Range {
  const limits = text.split('-');
  if (limits.length > 2) {
    const rule =
      "violates the requirement that an index interval can have at most two parts separated by '-'";
    throw new IndexesError(`the fragment ${quoteText(text)} ${rule}`);
  }
  const first = readIndex(limits[0]!, completions);
  if (limits.length === 1) return { first, last: first };
  const last = readIndex(limits[1]!, completions);
  if (first >= last) throw new IndexesError(`non-increasing order, previous: ${first}, current: ${last}`);
  return { first, last };
}

function readIndex(text: string, completions: number): number {
  if (!/^[+-]?\d{1,18}$/.test(text)) {
    throw new IndexesError(`cannot convert string to integer for index: ${quoteText(text)}`);
  }
  const index = Number(text);
  if (index >= completions) throw new IndexesError(`too large index: ${quoteText(text)}`);
  return index;
}

/** The first index that both texts name, leaving out what cannot be read; nothing if there is none. */
export function overlappingIndex(left: string, right: string, completions: number): number | undefined {
  const [a, b] = [readable(left, completions), readable(right, completions)];
  for (let [l, r] = [0, 0]; l < a.length && r < b.length; ) {
    const [x, y] = [a[l]!, b[r]!];
    if (x.first <= y.last && y.first <= x.last) return Math.max(x.first, y.first);
    if (x.first <= y.first) l++;
    else r++;
  }
  return undefined;
}

function readable(text: string, completions: number): Range[] {
  if (text === '') return [];
  return text.split(',').flatMap((part) => {
    try {
      return [readRange(part, completions)];
    } catch {
      return [];
    }
  });
}
