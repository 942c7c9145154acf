/** How a stretch of a bar is painted. */
export type Tone =
  | 'waiting'
  | 'starting'
  | 'running'
  | 'done'
  | 'failed'
  | 'stopped'
  | 'retrying'
  | 'terminating';

/** The shape at the end of a bar. */
export type EndShape = 'tick' | 'cross' | 'square';

/** A stretch of time; without an end it reaches to now. */
export interface Stretch {
  fromMs: number;
  toMs?: number;
}

/** Something that took time, made of stretches that follow each other. */
export interface Bar extends Stretch {
  key: string;
  stretches: readonly (Stretch & { tone: Tone })[];
  end?: EndShape;
  /** Stands behind the end where there is room: `exit 137`. */
  endText?: string;
  /** Instants within the bar at which something ended and began anew. */
  breaks: readonly number[];
  /** What the bar is, in one sentence, for screen readers. */
  text: string;
  /** It is gone and only remembered. */
  faded: boolean;
}

/** One line of the chart. Its bars follow each other in time without overlap. */
export interface Row {
  key: string;
  label: string;
  /** The label where there is little room. */
  short: string;
  bars: readonly Bar[];
  gaps: readonly Stretch[];
}

/** A line across all rows. */
export interface Rule {
  atMs: number;
  label: string;
  tone: 'done' | 'failed' | 'retrying' | 'suspended';
}

/** Where a bar stands. */
export interface Place {
  row: number;
  bar: number;
}

/** The last bar of a row that begins at or before an instant; -1 when all begin later. Bars are in order of time. */
export function lastBarAt(bars: readonly Bar[], atMs: number): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bars[middle]!.fromMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The bar under an instant, or the nearest within `slackMs`. */
export function barAt(
  row: Row | undefined,
  atMs: number,
  nowMs: number,
  slackMs: number,
): number | undefined {
  if (!row) return undefined;
  const last = lastBarAt(row.bars, atMs + slackMs);
  const distance = (at: number) => {
    const bar = row.bars[at]!;
    return Math.max(0, bar.fromMs - atMs, atMs - (bar.toMs ?? nowMs));
  };
  let best: number | undefined;
  for (const at of [last - 1, last]) {
    if (at < 0 || distance(at) > slackMs) continue;
    if (best === undefined || distance(at) < distance(best)) best = at;
  }
  return best;
}

/** Where an arrow key leads from a place: along the row, or to the bar of the next filled row that is nearest in time. */
export function step(rows: readonly Row[], from: Place | undefined, key: string): Place | undefined {
  const firstRow = rows.findIndex((row) => row.bars.length > 0);
  if (firstRow < 0) return undefined;
  const bar = from && rows[from.row]?.bars[from.bar];
  if (!from || !bar) return { row: firstRow, bar: 0 };
  const count = rows[from.row]!.bars.length;
  if (key === 'ArrowLeft') return { ...from, bar: Math.max(0, from.bar - 1) };
  if (key === 'ArrowRight') return { ...from, bar: Math.min(count - 1, from.bar + 1) };
  if (key === 'Home') return { ...from, bar: 0 };
  if (key === 'End') return { ...from, bar: count - 1 };
  const by = key === 'ArrowUp' ? -1 : 1;
  for (let row = from.row + by; row >= 0 && row < rows.length; row += by) {
    const { bars } = rows[row]!;
    if (bars.length > 0) return { row, bar: Math.max(0, lastBarAt(bars, bar.fromMs)) };
  }
  return from;
}

/** Finds a bar by its key. */
export function placeOf(rows: readonly Row[], key: string | undefined): Place | undefined {
  if (key === undefined) return undefined;
  for (const [row, { bars }] of rows.entries()) {
    const bar = bars.findIndex((candidate) => candidate.key === key);
    if (bar >= 0) return { row, bar };
  }
  return undefined;
}
