import type { ReactNode } from 'react';
import { systemClock } from '@/lib/time/system';

/** What a tooltip says, and of what. */
export interface Tip {
  text: ReactNode;
  shortcut?: string;
  side: 'top' | 'right' | 'bottom' | 'left';
  anchor: DOMRect;
}

const delayMs = 400;
/** Time to move the pointer from the element into the tooltip. */
const graceMs = 120;
/** A second tooltip within this time shows at once. */
const warmMs = 300;

const clock = systemClock();
const listeners = new Set<() => void>();
let shown: Tip | undefined;
let cancel = () => {};
let hiddenAtMs = 0;

/** Shows a tooltip after a moment, if there still is one to show; at once when another was there just before, or when asked to. */
export function showTip(read: () => Tip | undefined, atOnce = false): void {
  cancel();
  const isWarm = atOnce || shown !== undefined || clock.now() - hiddenAtMs < warmMs;
  if (isWarm) change(read());
  else cancel = clock.after(delayMs, () => change(read()));
}

/** Takes the tooltip away unless the pointer comes into it (`keepTip`). */
export function leaveTip(): void {
  cancel();
  cancel = clock.after(graceMs, hideTip);
}

/** The pointer is in the tooltip: it stays. */
export function keepTip(): void {
  cancel();
}

/** Takes the tooltip away at once. */
export function hideTip(): void {
  cancel();
  if (!shown) return;
  hiddenAtMs = clock.now();
  change(undefined);
}

/** The tooltip that is shown, if any. */
export function shownTip(): Tip | undefined {
  return shown;
}

/** Tells of every change; answers a function that ends it. */
export function subscribeTip(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: Tip | undefined): void {
  shown = next;
  for (const listener of listeners) listener();
}
