import { ticksOf, xOf } from '@/lib/view/timelinescale';
import { paintBars } from './timeline-bars';
import { axisHeight, type Brush, barHeightOf, line, type Picture } from './timeline-brush';
import type { Palette } from './timeline-palette';

/** Paints the whole picture. The context is already scaled so that a unit is a CSS pixel. */
export function paint(ctx: CanvasRenderingContext2D, picture: Picture, palette: Palette): void {
  const { width, height, gutter, rowHeight, scrollTop } = picture;
  const brush: Brush = { ctx, picture, palette, barHeight: barHeightOf(rowHeight) };
  ctx.fillStyle = palette.surface;
  ctx.fillRect(0, 0, width, height);
  ctx.textBaseline = 'middle';
  paintTicks(brush);
  ctx.save();
  ctx.beginPath();
  ctx.rect(gutter, axisHeight, width - gutter, height - axisHeight);
  ctx.clip();
  const first = Math.max(0, Math.floor(scrollTop / rowHeight));
  const last = Math.min(picture.rows.length, Math.ceil((scrollTop + height - axisHeight) / rowHeight));
  for (let at = first; at < last; at++) paintRow(brush, at);
  paintRules(brush);
  ctx.restore();
  paintGutter(brush, first, last);
  paintFlags(brush);
}

function middleOf({ rowHeight, scrollTop }: Picture, row: number): number {
  return axisHeight + row * rowHeight - scrollTop + rowHeight / 2;
}

function paintTicks({ ctx, picture, palette }: Brush): void {
  const { scale, gutter, height, width } = picture;
  ctx.font = `11px ${palette.font}`;
  ctx.textAlign = 'left';
  ctx.strokeStyle = palette.line;
  ctx.fillStyle = palette.muted;
  ctx.lineWidth = 1;
  for (const { atMs, stepMs } of ticksOf(scale, picture.originMs)) {
    const x = Math.round(gutter + xOf(scale, atMs)) + 0.5;
    if (x < gutter) continue;
    line(ctx, x, axisHeight - 6, x, height);
    const label = picture.timeLabel(atMs, stepMs);
    if (x + 4 + ctx.measureText(label).width < width) ctx.fillText(label, x + 4, axisHeight / 2);
  }
  line(ctx, 0, axisHeight - 0.5, width, axisHeight - 0.5);
}

function paintRow(brush: Brush, at: number): void {
  const { ctx, picture, palette } = brush;
  const y = middleOf(picture, at);
  const below = Math.round(y + picture.rowHeight / 2) - 0.5;
  ctx.strokeStyle = palette.line;
  ctx.globalAlpha = 0.5;
  ctx.lineWidth = 1;
  line(ctx, picture.gutter, below, picture.width, below);
  ctx.globalAlpha = 1;
  paintBars(brush, at, y);
}

function paintRules({ ctx, picture, palette }: Brush): void {
  const { scale, gutter, height } = picture;
  ctx.lineWidth = 1;
  for (const rule of picture.rules) {
    const x = Math.round(gutter + xOf(scale, rule.atMs)) + 0.5;
    ctx.strokeStyle = palette.rules[rule.tone];
    line(ctx, x, axisHeight, x, height);
  }
  if (!picture.live) return;
  const x = Math.round(gutter + xOf(scale, picture.nowMs)) + 0.5;
  ctx.strokeStyle = palette.text;
  ctx.setLineDash([2, 3]);
  line(ctx, x, axisHeight, x, height);
  ctx.setLineDash([]);
}

function paintGutter({ ctx, picture, palette }: Brush, first: number, last: number): void {
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
function paintFlags({ ctx, picture, palette }: Brush): void {
  const { scale, gutter, width } = picture;
  ctx.font = `600 11px ${palette.font}`;
  ctx.textAlign = 'left';
  const flags = picture.rules.map(({ atMs, label, tone }) => ({ atMs, label, colour: palette.rules[tone] }));
  if (picture.live) flags.push({ atMs: picture.nowMs, label: picture.nowLabel, colour: palette.text });
  let takenTo = gutter;
  for (const { atMs, label, colour } of flags.sort((a, b) => a.atMs - b.atMs)) {
    const x = gutter + xOf(scale, atMs);
    if (x < gutter || x > width) continue;
    const wide = ctx.measureText(label).width + 10;
    const left = Math.round(Math.min(x, width - wide - 4));
    if (left < takenTo) continue;
    takenTo = left + wide + 2;
    ctx.fillStyle = palette.surface;
    ctx.fillRect(left - 3, 4, wide + 6, axisHeight - 8);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1;
    ctx.strokeRect(left + 0.5, 5.5, wide - 1, axisHeight - 11);
    ctx.fillStyle = colour;
    ctx.fillText(label, left + 5, axisHeight / 2 + 0.5);
  }
}
