/** A stretch of time laid over a width in pixels. */
export interface Scale {
  fromMs: number;
  toMs: number;
  width: number;
}

/** The whole of what can be shown. */
export interface Bounds {
  fromMs: number;
  toMs: number;
}

/** The shortest stretch that is shown: Kubernetes tells time in seconds. */
const leastSpanMs = 1000;

/** Where an instant lies, in pixels from the left. */
export function xOf({ fromMs, toMs, width }: Scale, atMs: number): number {
  return ((atMs - fromMs) / (toMs - fromMs)) * width;
}

/** The instant at so many pixels from the left. */
export function timeAt({ fromMs, toMs, width }: Scale, x: number): number {
  return width <= 0 ? fromMs : fromMs + (x / width) * (toMs - fromMs);
}

/** The scale that shows everything, with a little air on both sides so that what is at the edges can be seen. */
export function fit(bounds: Bounds, width: number): Scale {
  const spanMs = Math.max(leastSpanMs, bounds.toMs - bounds.fromMs);
  const airMs = spanMs * 0.02;
  return { fromMs: bounds.fromMs - airMs, toMs: bounds.fromMs + spanMs + airMs, width };
}

/** The scale of the same span that ends a little after `nowMs`. */
export function follow(scale: Scale, nowMs: number): Scale {
  const spanMs = scale.toMs - scale.fromMs;
  const toMs = nowMs + spanMs * 0.05;
  return { ...scale, fromMs: toMs - spanMs, toMs };
}

/** Moves by pixels (to the right: later); stops where half of the view would be outside the bounds. */
export function pan(scale: Scale, byPx: number, bounds: Bounds): Scale {
  const spanMs = scale.toMs - scale.fromMs;
  const wantedMs = scale.fromMs + (byPx / Math.max(1, scale.width)) * spanMs;
  const fromMs = Math.min(Math.max(wantedMs, bounds.fromMs - spanMs / 2), bounds.toMs - spanMs / 2);
  return { ...scale, fromMs, toMs: fromMs + spanMs };
}

/**
 * Shows less (`factor` above 1) or more, keeping the instant at pixel `x` where it is as far as the bounds allow. Never less than
 * a second, never much more than everything.
 */
export function zoom(scale: Scale, factor: number, x: number, bounds: Bounds): Scale {
  const whole = fit(bounds, scale.width);
  const mostMs = whole.toMs - whole.fromMs;
  const spanMs = Math.min(mostMs, Math.max(leastSpanMs, (scale.toMs - scale.fromMs) / factor));
  const heldMs = timeAt(scale, x);
  const fromMs = heldMs - (scale.width <= 0 ? 0 : x / scale.width) * spanMs;
  return pan({ ...scale, fromMs, toMs: fromMs + spanMs }, 0, bounds);
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * day),
];

/** Ticks of the time axis: round distances from `originMs`, at least `apartPx` from each other. */
export function ticksOf(scale: Scale, originMs: number, apartPx = 90): { atMs: number; stepMs: number }[] {
  const msPerPx = (scale.toMs - scale.fromMs) / Math.max(1, scale.width);
  const stepMs = steps.find((step) => step / msPerPx >= apartPx) ?? steps[steps.length - 1]!;
  const ticks: { atMs: number; stepMs: number }[] = [];
  const first = Math.ceil((scale.fromMs - originMs) / stepMs);
  for (let at = first; originMs + at * stepMs <= scale.toMs && ticks.length < 200; at++) {
    ticks.push({ atMs: originMs + at * stepMs, stepMs });
  }
  return ticks;
}
