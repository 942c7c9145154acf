/**
 * Sets of completion indexes as Kubernetes writes them in a Job's status: `1,3-5,7`. In memory they are
 * ordered, disjoint, never adjacent intervals, so that a Job of 100,000 indexes that finished in order is
 * one of them.
 */

/** The indexes `first` to `last`, both included. */
export interface Interval {
  readonly first: number;
  readonly last: number;
}

/** Ordered, disjoint and never adjacent. */
export type Intervals = readonly Interval[];

/**
 * The indexes a text names. What cannot be read, or is `limit` (the Job's completions) or more, is left
 * out, as the Job controller does with a status that somebody else wrote. The text is expected in
 * ascending order.
 */
export function parseIntervals(text: string, limit = Number.POSITIVE_INFINITY): Intervals {
  const parsed: Interval[] = [];
  if (text === '') return parsed;
  for (const part of text.split(',')) {
    const interval = parsePart(part, limit);
    if (interval) append(parsed, interval);
  }
  return parsed;
}

function parsePart(part: string, limit: number): Interval | undefined {
  const dash = part.indexOf('-');
  const first = parseIndex(dash < 0 ? part : part.slice(0, dash));
  const last = dash < 0 ? first : parseIndex(part.slice(dash + 1));
  if (!(first < limit) || !(last >= first)) return undefined;
  return { first, last: Math.min(last, limit - 1) };
}

function parseIndex(text: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
}

/** Adds an interval that starts no earlier than the last one; touching ones become one. */
function append(intervals: Interval[], next: Interval): void {
  const previous = intervals.at(-1);
  if (previous && next.first <= previous.last + 1) {
    const last = Math.max(previous.last, next.last);
    intervals[intervals.length - 1] = { first: previous.first, last };
  } else intervals.push(next);
}

/** The text of intervals: two neighbours are written `3,4`, three or more `3-5`. */
export function formatIntervals(intervals: Intervals): string {
  return intervals
    .map(({ first, last }) => {
      if (first === last) return `${first}`;
      return last === first + 1 ? `${first},${last}` : `${first}-${last}`;
    })
    .join(',');
}

/** The intervals of indexes, which may come in any order and more than once. */
export function intervalsOf(indexes: Iterable<number>): Intervals {
  const sorted = Float64Array.from(indexes).sort();
  const intervals: Interval[] = [];
  for (const index of sorted) append(intervals, { first: index, last: index });
  return intervals;
}

/** What is in one or the other. */
export function unionIntervals(left: Intervals, right: Intervals): Intervals {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const union: Interval[] = [];
  for (let [l, r] = [0, 0]; l < left.length || r < right.length; ) {
    const fromLeft = r >= right.length || (l < left.length && left[l]!.first <= right[r]!.first);
    append(union, fromLeft ? left[l++]! : right[r++]!);
  }
  return union;
}

/** What is in the first but not in the second. */
export function subtractIntervals(from: Intervals, taken: Intervals): Intervals {
  const rest: Interval[] = [];
  let at = 0;
  for (const { first, last } of from) {
    let start = first;
    while (at < taken.length && taken[at]!.last < start) at++;
    for (let next = at; next < taken.length && taken[next]!.first <= last; next++) {
      if (taken[next]!.first > start) rest.push({ first: start, last: taken[next]!.first - 1 });
      start = taken[next]!.last + 1;
    }
    if (start <= last) rest.push({ first: start, last });
  }
  return rest;
}

/** How many indexes there are. */
export function countIndexes(intervals: Intervals): number {
  let count = 0;
  for (const { first, last } of intervals) count += last - first + 1;
  return count;
}

/** Whether the index is in one of the intervals. */
export function containsIndex(intervals: Intervals, index: number): boolean {
  let [low, high] = [0, intervals.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { first, last } = intervals[middle]!;
    if (index < first) high = middle - 1;
    else if (index > last) low = middle + 1;
    else return true;
  }
  return false;
}
