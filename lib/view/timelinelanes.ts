import { popHeap, pushHeap } from '../time/heap';
import type { Attempt } from './timelineattempt';

type Lane = Attempt[];

/**
 * Puts attempts (in order of their start) into as few lanes as their overlaps allow. Kubernetes tells whole seconds, so whether
 * two pods that touch within one second overlapped is unknown: while fewer than `width` lanes are open they are taken as side by
 * side. A free lane whose last pod failed is taken first, since the new pod makes good for that one; else the longest free.
 */
export function placeInLanes(attempts: readonly Attempt[], width: number): Attempt[][] {
  const lanes: Lane[] = [];
  const busy: Lane[] = [];
  const free: Lane[] = [];
  for (const attempt of attempts) {
    const untilMs = lanes.length < width ? attempt.startMs - 1 : attempt.startMs;
    while (busy[0] && endOf(busy[0]) <= untilMs) pushHeap(free, popHeap(busy, endsBefore)!, takenBefore);
    const lane = popHeap(free, takenBefore);
    if (lane) lane.push(attempt);
    else lanes.push([attempt]);
    const placed = lane ?? lanes[lanes.length - 1]!;
    // One that goes on is free for nobody.
    if (attempt.endMs !== undefined) pushHeap(busy, placed, endsBefore);
  }
  return lanes;
}

function lastOf(lane: Lane): Attempt {
  return lane[lane.length - 1]!;
}

function endOf(lane: Lane): number {
  return lastOf(lane).endMs ?? Number.POSITIVE_INFINITY;
}

function endsBefore(a: Lane, b: Lane): boolean {
  return endOf(a) < endOf(b);
}

function takenBefore(one: Lane, other: Lane): boolean {
  const a = lastOf(one);
  const b = lastOf(other);
  const failed = Number(b.outcome === 'failed') - Number(a.outcome === 'failed');
  return (failed || endOf(one) - endOf(other) || a.startMs - b.startMs || a.order - b.order) < 0;
}
