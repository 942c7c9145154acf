import { xOf } from '@/lib/view/timelinescale';
import { type Brush, line } from './timeline-brush';
import { type Bar, type EndShape, lastBarAt, type Stretch, type Tone } from './timeline-model';

const solid: ReadonlySet<Tone> = new Set(['running', 'done', 'failed', 'stopped', 'terminating']);
/** A bar this wide has its end's shape inside. */
const roomyBar = 26;

/** Paints the gaps and bars of one row around the height `y`: those in sight, found by bisection. */
export function paintBars(brush: Brush, at: number, y: number): void {
  const { picture } = brush;
  const { scale, gutter, width } = picture;
  const row = picture.rows[at]!;
  for (const gap of row.gaps) paintGap(brush, gap, y);
  const first = Math.max(0, lastBarAt(row.bars, scale.fromMs));
  let paintedTo = Number.NEGATIVE_INFINITY;
  for (let place = first; place < row.bars.length; place++) {
    const bar = row.bars[place]!;
    if (bar.fromMs > scale.toMs) break;
    const endX = gutter + xOf(scale, bar.toMs ?? picture.nowMs);
    // Many bars in one pixel: the first stands for them, but one that failed is never hidden.
    if (endX < paintedTo + 0.5 && bar.end !== 'cross') continue;
    const next = row.bars[place + 1];
    paintBar(brush, bar, y, next ? gutter + xOf(scale, next.fromMs) : width);
    paintedTo = endX;
  }
}

function paintGap({ ctx, picture, palette }: Brush, { fromMs, toMs }: Stretch, y: number): void {
  const { scale, gutter, width, nowMs } = picture;
  const from = Math.max(gutter, gutter + xOf(scale, fromMs));
  const to = Math.min(width, gutter + xOf(scale, toMs ?? nowMs));
  if (to - from < 2) return;
  ctx.strokeStyle = palette.tones.retrying;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([3, 3]);
  line(ctx, from, y, to, y);
  ctx.setLineDash([]);
}

/** `roomX` is where the next bar begins. */
function paintBar(brush: Brush, bar: Bar, y: number, roomX: number): void {
  const { ctx, picture, palette, barHeight } = brush;
  const { scale, gutter, nowMs, width } = picture;
  const left = Math.round(gutter + xOf(scale, bar.fromMs));
  const end = Math.round(gutter + xOf(scale, bar.toMs ?? nowMs));
  // A hair of ground between bars that touch; one that goes on reaches to now.
  const right = Math.max(left + 2, bar.toMs !== undefined && end - left > 5 ? end - 1 : end);
  const isMarked = bar.key === picture.hovered || bar.key === picture.chosen || bar.key === picture.focused;
  if (isMarked) paintGround(brush, left, right, y);
  ctx.globalAlpha = bar.faded ? 0.55 : 1;
  for (const { tone, fromMs, toMs } of bar.stretches) {
    const x1 = Math.max(gutter - 10, Math.round(gutter + xOf(scale, fromMs)));
    const x2 = toMs === undefined ? end : Math.round(gutter + xOf(scale, toMs));
    paintStretch(brush, tone, x1, Math.min(width + 10, Math.max(x1 + 1, Math.min(x2, right))), y);
  }
  const isWide = right - left >= roomyBar;
  if (bar.end === 'cross' && !isWide) {
    ctx.fillStyle = palette.tones.failed;
    ctx.fillRect(left, y - barHeight / 2 - 3, Math.max(2, right - left), barHeight + 6);
  }
  ctx.strokeStyle = palette.surface;
  ctx.lineWidth = 2;
  for (const atMs of bar.breaks) {
    const x = Math.round(gutter + xOf(scale, atMs));
    line(ctx, x, y - barHeight / 2, x, y + barHeight / 2);
  }
  if (bar.end) paintEnd(brush, bar.end, bar.endText, { left, right, y, roomX });
  ctx.globalAlpha = 1;
  if (isMarked) paintFrame(brush, bar.key, left, right, y);
}

function paintGround({ ctx, picture, palette }: Brush, left: number, right: number, y: number): void {
  ctx.fillStyle = palette.hover;
  ctx.fillRect(left - 3, y - picture.rowHeight / 2 + 1, right - left + 6, picture.rowHeight - 2);
}

function paintFrame(brush: Brush, key: string, left: number, right: number, y: number): void {
  const { ctx, picture, palette, barHeight } = brush;
  ctx.strokeStyle = key === picture.hovered ? palette.muted : palette.focus;
  ctx.lineWidth = key === picture.focused ? 2 : 1;
  ctx.strokeRect(left - 2.5, y - barHeight / 2 - 2.5, right - left + 5, barHeight + 5);
}

function paintStretch(brush: Brush, tone: Tone, x1: number, x2: number, y: number): void {
  const { ctx, palette, barHeight } = brush;
  const top = y - barHeight / 2;
  ctx.fillStyle = palette.tones[tone];
  ctx.strokeStyle = palette.tones[tone];
  ctx.lineWidth = 1;
  if (tone === 'retrying') {
    ctx.setLineDash([2, 2]);
    line(ctx, x1, y, x2, y);
    ctx.setLineDash([]);
    return;
  }
  if (solid.has(tone)) {
    ctx.fillRect(x1, top, x2 - x1, barHeight);
    if (tone === 'terminating' || tone === 'stopped') paintStripes(brush, x1, x2, top);
    return;
  }
  const before = ctx.globalAlpha;
  ctx.globalAlpha = before * (tone === 'starting' ? 0.35 : 0.14);
  ctx.fillRect(x1, top, x2 - x1, barHeight);
  ctx.globalAlpha = before;
  if (x2 - x1 > 3) ctx.strokeRect(x1 + 0.5, top + 0.5, x2 - x1 - 1, barHeight - 1);
}

/** Slanted stripes tell what was being stopped from what ran. */
function paintStripes({ ctx, palette, barHeight }: Brush, x1: number, x2: number, top: number): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x1, top, x2 - x1, barHeight);
  ctx.clip();
  ctx.strokeStyle = palette.surface;
  ctx.lineWidth = 2;
  for (let x = x1 - barHeight; x < x2; x += 6) line(ctx, x, top + barHeight, x + barHeight, top);
  ctx.restore();
}

interface EndPlace {
  left: number;
  right: number;
  y: number;
  roomX: number;
}

const toneOfEnd: Readonly<Record<EndShape, Tone>> = { tick: 'done', cross: 'failed', square: 'stopped' };

/** The shape of the end: inside a wide bar, else behind it; and behind it the words, as far as there is room. */
function paintEnd(brush: Brush, end: EndShape, text: string | undefined, place: EndPlace): void {
  const { ctx, palette } = brush;
  const { left, right, y, roomX } = place;
  const isInside = right - left >= roomyBar;
  const colour = palette.tones[toneOfEnd[end]];
  if (!isInside && roomX - right < 18) return;
  ctx.strokeStyle = isInside ? palette.surface : colour;
  ctx.lineWidth = 1.8;
  ctx.lineCap = 'round';
  tracePath(ctx, end, isInside ? right - 10 : right + 9, y);
  // A stopped bar is striped: its square needs a ground of its own.
  ctx.fillStyle = isInside ? palette.tones.stopped : palette.surface;
  if (end === 'square') ctx.fill();
  ctx.stroke();
  ctx.lineCap = 'butt';
  if (!text) return;
  ctx.font = `11px ${palette.font}`;
  ctx.textAlign = 'left';
  const x = isInside ? right + 6 : right + 17;
  const wide = ctx.measureText(text).width;
  if (x + wide > roomX - 4) return;
  ctx.fillStyle = palette.surface;
  ctx.fillRect(x - 3, y - 7, wide + 6, 14);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y + 0.5);
}

function tracePath(ctx: CanvasRenderingContext2D, end: EndShape, x: number, y: number): void {
  ctx.beginPath();
  if (end === 'tick') {
    ctx.moveTo(x - 4, y);
    ctx.lineTo(x - 1, y + 3);
    ctx.lineTo(x + 4, y - 3.5);
  } else if (end === 'cross') {
    ctx.moveTo(x - 3.5, y - 3.5);
    ctx.lineTo(x + 3.5, y + 3.5);
    ctx.moveTo(x + 3.5, y - 3.5);
    ctx.lineTo(x - 3.5, y + 3.5);
  } else ctx.rect(x - 3, y - 3, 6, 6);
}
