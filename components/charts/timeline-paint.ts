import { type Scale, ticksOf, xOf } from '@/lib/view/timelinescale';
import { type Bar, lastBarAt, type Row, type Rule, type Tone } from './timeline-model';
import type { Palette } from './timeline-palette';

/** Heights and insets in CSS pixels. */
export const axisHeight = 30;
export const rowHeight = 26;
const barHeight = 12;

/** What one painting shows. */
export interface Picture {
  rows: readonly Row[];
  rules: readonly Rule[];
  scale: Scale;
  /** Width of the column of labels. */
  gutter: number;
  width: number;
  height: number;
  scrollTop: number;
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

/** Paints the whole picture. The context is already scaled so that a unit is a CSS pixel. */
export function paint(ctx: CanvasRenderingContext2D, picture: Picture, palette: Palette): void {
  const { width, height, gutter } = picture;
  ctx.clearRect(0, 0, width, height);
  ctx.fillStyle = palette.surface;
  ctx.fillRect(0, 0, width, height);
  ctx.textBaseline = 'middle';
  paintTicks(ctx, picture, palette);
  ctx.save();
  ctx.beginPath();
  ctx.rect(gutter, axisHeight, width - gutter, height - axisHeight);
  ctx.clip();
  const first = Math.max(0, Math.floor(picture.scrollTop / rowHeight));
  const last = Math.min(
    picture.rows.length,
    Math.ceil((picture.scrollTop + height - axisHeight) / rowHeight),
  );
  for (let at = first; at < last; at++) paintRow(ctx, picture, palette, at);
  paintRules(ctx, picture, palette);
  ctx.restore();
  paintGutter(ctx, picture, palette, first, last);
  paintRuleFlags(ctx, picture, palette);
}

function middleOf(picture: Picture, row: number): number {
  return axisHeight + row * rowHeight - picture.scrollTop + rowHeight / 2;
}

function paintTicks(ctx: CanvasRenderingContext2D, picture: Picture, palette: Palette): void {
  const { scale, gutter, height, width } = picture;
  ctx.font = `11px ${palette.font}`;
  ctx.textAlign = 'left';
  for (const { atMs, stepMs } of ticksOf(scale, picture.originMs)) {
    const x = Math.round(gutter + xOf(scale, atMs)) + 0.5;
    if (x < gutter) continue;
    ctx.strokeStyle = palette.line;
    ctx.lineWidth = 1;
    line(ctx, x, axisHeight - 6, x, height);
    ctx.fillStyle = palette.muted;
    const label = picture.timeLabel(atMs, stepMs);
    if (x + 4 + ctx.measureText(label).width < width) ctx.fillText(label, x + 4, axisHeight / 2);
  }
  ctx.strokeStyle = palette.line;
  line(ctx, 0, axisHeight - 0.5, width, axisHeight - 0.5);
}

function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

function paintRow(ctx: CanvasRenderingContext2D, picture: Picture, palette: Palette, at: number): void {
  const row = picture.rows[at]!;
  const { scale, gutter } = picture;
  const y = middleOf(picture, at);
  ctx.strokeStyle = palette.line;
  ctx.globalAlpha = 0.5;
  ctx.lineWidth = 1;
  line(ctx, gutter, Math.round(y + rowHeight / 2) - 0.5, picture.width, Math.round(y + rowHeight / 2) - 0.5);
  ctx.globalAlpha = 1;
  for (const gap of row.gaps) paintGap(ctx, picture, palette, gap.fromMs, gap.toMs, y);
  const first = Math.max(0, lastBarAt(row.bars, scale.fromMs));
  let paintedTo = Number.NEGATIVE_INFINITY;
  for (let bar = first; bar < row.bars.length; bar++) {
    const one = row.bars[bar]!;
    if (one.fromMs > scale.toMs) break;
    const endX = gutter + xOf(scale, one.toMs ?? picture.nowMs);
    // Many bars in one pixel: the first stands for them, but one that failed is never hidden.
    if (endX < paintedTo + 0.5 && one.end !== 'cross') continue;
    const next = row.bars[bar + 1];
    const roomX = next ? gutter + xOf(scale, next.fromMs) : picture.width;
    paintBar(ctx, picture, palette, one, y, roomX);
    paintedTo = endX;
  }
}

function paintGap(
  ctx: CanvasRenderingContext2D,
  picture: Picture,
  palette: Palette,
  fromMs: number,
  toMs: number | undefined,
  y: number,
): void {
  const { scale, gutter, width } = picture;
  const from = Math.max(gutter, gutter + xOf(scale, fromMs));
  const to = Math.min(width, gutter + xOf(scale, toMs ?? picture.nowMs));
  if (to - from < 2) return;
  ctx.strokeStyle = palette.tones.retrying;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([3, 3]);
  line(ctx, from, y, to, y);
  ctx.setLineDash([]);
}

const solid: ReadonlySet<Tone> = new Set(['running', 'done', 'failed', 'stopped', 'terminating']);

function paintBar(
  ctx: CanvasRenderingContext2D,
  picture: Picture,
  palette: Palette,
  bar: Bar,
  y: number,
  roomX: number,
): void {
  const { scale, gutter, nowMs } = picture;
  const left = gutter + xOf(scale, bar.fromMs);
  const right = Math.max(left + 2, gutter + xOf(scale, bar.toMs ?? nowMs));
  const marked = bar.key === picture.hovered || bar.key === picture.chosen || bar.key === picture.focused;
  if (marked) {
    ctx.fillStyle = palette.hover;
    ctx.fillRect(left - 3, y - rowHeight / 2 + 1, right - left + 6, rowHeight - 2);
  }
  ctx.globalAlpha = bar.faded ? 0.55 : 1;
  for (const { tone, fromMs, toMs } of bar.stretches) {
    const x1 = Math.max(gutter - 10, gutter + xOf(scale, fromMs));
    const x2 = Math.min(picture.width + 10, Math.max(x1 + 1, gutter + xOf(scale, toMs ?? nowMs)));
    paintStretch(ctx, palette, tone, x1, x2, y);
  }
  if (bar.end === 'cross' && right - left < 10) paintThinFailure(ctx, palette, left, right, y);
  ctx.strokeStyle = palette.surface;
  ctx.lineWidth = 1.5;
  for (const atMs of bar.breaks) {
    const x = gutter + xOf(scale, atMs);
    line(ctx, x, y - barHeight / 2, x, y + barHeight / 2);
  }
  if (bar.end && roomX - right > 18) paintEnd(ctx, palette, bar, right + 9, y, roomX);
  ctx.globalAlpha = 1;
  if (marked) {
    ctx.strokeStyle = bar.key === picture.hovered ? palette.muted : palette.focus;
    ctx.lineWidth = bar.key === picture.focused ? 2 : 1;
    ctx.strokeRect(left - 2.5, y - barHeight / 2 - 3.5, right - left + 5, barHeight + 7);
  }
}

function paintStretch(
  ctx: CanvasRenderingContext2D,
  palette: Palette,
  tone: Tone,
  x1: number,
  x2: number,
  y: number,
): void {
  const top = y - barHeight / 2;
  const colour = palette.tones[tone];
  ctx.fillStyle = colour;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  if (tone === 'retrying') {
    ctx.setLineDash([2, 2]);
    line(ctx, x1, y, x2, y);
    ctx.setLineDash([]);
    return;
  }
  if (solid.has(tone)) {
    ctx.fillRect(x1, top, x2 - x1, barHeight);
    if (tone === 'terminating' || tone === 'stopped') paintStripes(ctx, palette.surface, x1, x2, top);
    return;
  }
  const before = ctx.globalAlpha;
  ctx.globalAlpha = before * (tone === 'starting' ? 0.35 : 0.14);
  ctx.fillRect(x1, top, x2 - x1, barHeight);
  ctx.globalAlpha = before;
  if (x2 - x1 > 3) ctx.strokeRect(x1 + 0.5, top + 0.5, x2 - x1 - 1, barHeight - 1);
}

/** Slanted stripes tell what was being stopped from what ran. */
function paintStripes(
  ctx: CanvasRenderingContext2D,
  colour: string,
  x1: number,
  x2: number,
  top: number,
): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x1, top, x2 - x1, barHeight);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  for (let x = x1 - barHeight; x < x2; x += 6) line(ctx, x, top + barHeight, x + barHeight, top);
  ctx.restore();
}

/** A failure too short for its cross stands out by height. */
function paintThinFailure(
  ctx: CanvasRenderingContext2D,
  palette: Palette,
  left: number,
  right: number,
  y: number,
): void {
  ctx.fillStyle = palette.tones.failed;
  ctx.fillRect(left, y - barHeight / 2 - 3, Math.max(2, right - left), barHeight + 6);
}

function paintEnd(
  ctx: CanvasRenderingContext2D,
  palette: Palette,
  bar: Bar,
  x: number,
  y: number,
  roomX: number,
): void {
  const tone: Tone = bar.end === 'tick' ? 'done' : bar.end === 'cross' ? 'failed' : 'stopped';
  ctx.strokeStyle = palette.tones[tone];
  ctx.lineWidth = 1.8;
  ctx.lineCap = 'round';
  ctx.beginPath();
  if (bar.end === 'tick') {
    ctx.moveTo(x - 4, y);
    ctx.lineTo(x - 1, y + 3);
    ctx.lineTo(x + 4, y - 3.5);
  } else if (bar.end === 'cross') {
    ctx.moveTo(x - 3.5, y - 3.5);
    ctx.lineTo(x + 3.5, y + 3.5);
    ctx.moveTo(x + 3.5, y - 3.5);
    ctx.lineTo(x - 3.5, y + 3.5);
  } else ctx.rect(x - 3, y - 3, 6, 6);
  ctx.stroke();
  ctx.lineCap = 'butt';
  if (!bar.endText) return;
  ctx.font = `11px ${palette.font}`;
  ctx.textAlign = 'left';
  if (x + 8 + ctx.measureText(bar.endText).width > roomX - 4) return;
  ctx.fillStyle = palette.tones[tone];
  ctx.fillText(bar.endText, x + 8, y + 0.5);
}

function paintRules(ctx: CanvasRenderingContext2D, picture: Picture, palette: Palette): void {
  const { scale, gutter, height } = picture;
  for (const rule of picture.rules) {
    const x = Math.round(gutter + xOf(scale, rule.atMs)) + 0.5;
    ctx.strokeStyle = palette.rules[rule.tone];
    ctx.lineWidth = 1;
    line(ctx, x, axisHeight, x, height);
  }
  if (!picture.live) return;
  const x = Math.round(gutter + xOf(scale, picture.nowMs)) + 0.5;
  ctx.strokeStyle = palette.text;
  ctx.lineWidth = 1;
  ctx.setLineDash([2, 3]);
  line(ctx, x, axisHeight, x, height);
  ctx.setLineDash([]);
}

function paintGutter(
  ctx: CanvasRenderingContext2D,
  picture: Picture,
  palette: Palette,
  first: number,
  last: number,
): void {
  const { gutter, height } = picture;
  ctx.fillStyle = palette.surface;
  ctx.fillRect(0, axisHeight, gutter, height - axisHeight);
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, axisHeight, gutter, height - axisHeight);
  ctx.clip();
  ctx.font = `12px ${palette.font}`;
  ctx.textAlign = 'right';
  ctx.fillStyle = palette.muted;
  for (let at = first; at < last; at++) {
    const { label, short } = picture.rows[at]!;
    ctx.fillText(gutter < 70 ? short : label, gutter - 10, middleOf(picture, at) + 0.5, gutter - 14);
  }
  ctx.restore();
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  line(ctx, gutter - 0.5, 0, gutter - 0.5, height);
}

/** The names of the rules, in the axis over them; a name that would cover the one before is left out. */
function paintRuleFlags(ctx: CanvasRenderingContext2D, picture: Picture, palette: Palette): void {
  const { scale, gutter, width } = picture;
  ctx.font = `600 11px ${palette.font}`;
  ctx.textAlign = 'left';
  const flags = picture.rules.map((rule) => ({ ...rule, colour: palette.rules[rule.tone] }));
  if (picture.live) {
    flags.push({ atMs: picture.nowMs, label: picture.nowLabel, tone: 'done', colour: palette.text });
  }
  let takenTo = gutter;
  for (const { atMs, label, colour } of flags.sort((a, b) => a.atMs - b.atMs)) {
    const x = gutter + xOf(scale, atMs);
    if (x < gutter || x > width) continue;
    const wide = ctx.measureText(label).width + 10;
    const left = Math.min(x, width - wide);
    if (left < takenTo) continue;
    takenTo = left + wide + 2;
    ctx.fillStyle = palette.surface;
    ctx.fillRect(left, 5, wide, axisHeight - 10);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1;
    ctx.strokeRect(left + 0.5, 5.5, wide - 1, axisHeight - 11);
    ctx.fillStyle = colour;
    ctx.fillText(label, left + 5, axisHeight / 2 + 0.5);
  }
}
