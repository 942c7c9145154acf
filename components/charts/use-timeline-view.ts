'use client';
import { useState } from 'react';
import { type Bounds, fit, follow, pan, type Scale, zoom } from '@/lib/view/timelinescale';

/** `fit` shows everything, `follow` keeps now in sight, `free` stays where it was put. */
type Mode = 'fit' | 'follow' | 'free';

/** Which stretch of time is shown, and how to change it. */
export interface TimelineView {
  scale: Scale;
  mode: Mode;
  fit: () => void;
  toggleFollow: () => void;
  /** `x` in pixels from the left of the plot; the middle (or now, while following) when left out. */
  zoom: (factor: number, x?: number) => void;
  pan: (byPx: number) => void;
}

/** Keeps the stretch of time a chart shows, within `bounds`, which may grow with time. */
export function useTimelineView(bounds: Bounds, width: number, nowMs: number, live: boolean): TimelineView {
  const [mode, setMode] = useState<Mode>('fit');
  const [kept, setKept] = useState<Scale>();
  const whole = fit(bounds, width);
  const scale = shown(mode, kept, whole, nowMs, width);
  const keep = (next: Scale, nextMode: Mode) => {
    const all = next.toMs - next.fromMs >= (whole.toMs - whole.fromMs) * 0.999;
    setKept(next);
    setMode(all ? 'fit' : nextMode);
  };
  return {
    scale,
    mode,
    fit: () => setMode('fit'),
    toggleFollow: () => {
      if (mode === 'follow') return keep(scale, 'free');
      setKept(scale);
      setMode(live ? 'follow' : 'fit');
    },
    zoom: (factor, x) => {
      const stay = mode === 'follow' && x === undefined;
      keep(zoom(scale, factor, x ?? (stay ? width : width / 2), bounds), stay ? 'follow' : 'free');
    },
    pan: (byPx) => keep(pan(scale, byPx, bounds), 'free'),
  };
}

function shown(mode: Mode, kept: Scale | undefined, whole: Scale, nowMs: number, width: number): Scale {
  if (mode === 'fit' || !kept) return whole;
  const scale = { ...kept, width };
  return mode === 'follow' ? follow(scale, nowMs) : scale;
}
