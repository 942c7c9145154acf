import type { Scale } from '@/lib/view/timelinescale';
import type { Row, Rule } from './timeline-model';
import type { Palette } from './timeline-palette';

/** What one painting shows. Lengths are CSS pixels. */
export interface Picture {
  rows: readonly Row[];
  rules: readonly Rule[];
  scale: Scale;
  /** Width of the column of labels. */
  gutter: number;
  width: number;
  height: number;
  scrollTop: number;
  rowHeight: number;
  nowMs: number;
  /** Whether now is worth a line: something may still happen. */
  live: boolean;
  /** The instant round times are counted from: a midnight of the viewer. */
  originMs: number;
  hovered?: string;
  chosen?: string;
  /** The bar the keyboard is at, while the chart has the focus. */
  focused?: string;
  timeLabel: (atMs: number, stepMs: number) => string;
  nowLabel: string;
}

/** What all painting needs at hand. */
export interface Brush {
  ctx: CanvasRenderingContext2D;
  picture: Picture;
  palette: Palette;
  barHeight: number;
}

/** Height of the time axis. */
export const axisHeight = 30;

const fullRow = 26;
const roomyRow = 36;
const fewRows = 12;

/** A few rows stand wider apart than many. */
export function rowHeightOf(count: number): number {
  return count <= fewRows ? roomyRow : fullRow;
}

/** How high bars are in rows of a height. */
export function barHeightOf(rowHeight: number): number {
  return rowHeight === roomyRow ? 18 : 12;
}

/** Strokes a straight line. */
export function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}
