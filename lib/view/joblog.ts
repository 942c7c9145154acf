/** One line of a pod's log. `time` is the kubelet's RFC 3339 stamp with up to nine decimals. */
export interface LogLine {
  /** The run of the container it comes from; the lines of a run keep their order. */
  run: string;
  pod: string;
  container: string;
  time: string;
  text: string;
}

/** A line in the merged log. `number` counts from 0 in the order of arrival and never changes. */
export interface MergedLine extends LogLine {
  readonly number: number;
  /** What lines are ordered by; texts compare as instants do. */
  readonly key: string;
}

/** The merged log of several pods, in memory and bounded. */
export interface JobLog {
  /** The lines, by time. Replaced, never changed, by each `append`. */
  readonly lines: readonly MergedLine[];
  /** How many of the oldest lines had to go. */
  readonly dropped: number;
  /** How many lines came in all. */
  readonly received: number;
  /** How many characters the lines hold. */
  readonly size: number;
}

/** How much of a log is kept. */
export interface LogLimit {
  lines: number;
  characters: number;
}

export const emptyLog: JobLog = { lines: [], dropped: 0, received: 0, size: 0 };

/** RFC 3339 in UTC made comparable as text: the fraction of the second is filled up to nine digits. */
export function timeKey(time: string): string {
  const [, whole = '', fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?/.exec(time) ?? [];
  return whole === '' ? '' : `${whole}.${fraction.padEnd(9, '0')}`;
}

/** Longer lines are cut: one line of megabytes must not take the memory of all. */
const longestText = 16_384;

/** Remembers, per run of a container, the last key given out. */
export type LogKeys = Map<string, string>;

/**
 * Merges newly arrived lines into the log by time. Lines of one run keep their order, even where its clock stepped back;
 * lines of the same instant keep the order of arrival. Beyond `limit` the oldest are dropped. Costs what arrives plus the
 * stretch it reaches back into. `keys` is the log's own memory of each run and is updated.
 */
export function appendLines(
  log: JobLog,
  keys: LogKeys,
  arrived: readonly LogLine[],
  limit: LogLimit,
): JobLog {
  if (arrived.length === 0) return log;
  let number = log.received;
  const fresh = arrived.map((line): MergedLine => {
    const own = timeKey(line.time);
    const last = keys.get(line.run) ?? '';
    const key = own > last ? own : last;
    keys.set(line.run, key);
    const text = line.text.length > longestText ? `${line.text.slice(0, longestText)}…` : line.text;
    return { ...line, text, number: number++, key };
  });
  fresh.sort(byKey);
  const from = firstAfter(log.lines, fresh[0]!.key);
  const tail = mergeSorted(log.lines.slice(from), fresh);
  const lines = log.lines.slice(0, from).concat(tail);
  let size = fresh.reduce((sum, { text }) => sum + text.length, log.size);
  let over = 0;
  while (lines.length - over > limit.lines || size > limit.characters) size -= lines[over++]!.text.length;
  const kept = over > 0 ? lines.slice(over) : lines;
  return { lines: kept, dropped: log.dropped + over, received: number, size };
}

function byKey(a: MergedLine, b: MergedLine): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.number - b.number;
}

/** The first position whose line is later than `key`. */
function firstAfter(lines: readonly MergedLine[], key: string): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]!.key <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mergeSorted(a: readonly MergedLine[], b: readonly MergedLine[]): MergedLine[] {
  if (a.length === 0) return [...b];
  const merged: MergedLine[] = [];
  let left = 0;
  let right = 0;
  while (left < a.length || right < b.length) {
    const takeLeft = right >= b.length || (left < a.length && byKey(a[left]!, b[right]!) <= 0);
    merged.push(takeLeft ? a[left++]! : b[right++]!);
  }
  return merged;
}

/** What of a log is shown. */
export interface LogFilter {
  /** Pods to show; all when empty. */
  pods: ReadonlySet<string>;
  containers: ReadonlySet<string>;
  /** Kept when the line holds this text, whatever its case. */
  text: string;
}

/** The lines that pass the filter; the same array when it filters nothing. */
export function filterLines(
  lines: readonly MergedLine[],
  filter: LogFilter,
  plain: (text: string) => string,
): readonly MergedLine[] {
  const wanted = filter.text.toLowerCase();
  const { pods, containers } = filter;
  if (wanted === '' && pods.size === 0 && containers.size === 0) return lines;
  return lines.filter(
    (line) =>
      (pods.size === 0 || pods.has(line.pod)) &&
      (containers.size === 0 || containers.has(line.container)) &&
      (wanted === '' || plain(line.text).toLowerCase().includes(wanted)),
  );
}

/** The log as a text file: with several pods, each line says whose it is. */
export function logText(lines: readonly LogLine[], options: { times: boolean; sources: boolean }): string {
  return lines
    .map(({ time, pod, container, text }) =>
      [options.times ? time : '', options.sources ? `${pod}/${container}` : '', text]
        .filter((part, at) => at === 2 || part !== '')
        .join(' '),
    )
    .map((line) => `${line}\n`)
    .join('');
}
