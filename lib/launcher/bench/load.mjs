// Ways of putting load on a server, and what comes of the times.
import { connections } from './client.mjs';

/** Calls `act` with 0 to `count - 1`, one after the other; answers how long each took, in ms, sorted. */
export async function timeEach(count, act) {
  const times = [];
  for (let at = 0; at < count; at++) {
    const startedMs = performance.now();
    await act(at);
    times.push(performance.now() - startedMs);
  }
  return sorted(times);
}

/** Calls `act` with 0 to `count - 1`, as many at a time as there are connections; answers how many were done a second. */
export async function rateOf(count, act) {
  const startedMs = performance.now();
  let next = 0;
  const work = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: connections }, work));
  return count / ((performance.now() - startedMs) / 1000);
}

/** The value below which a share of sorted values lies: `0.5` is the median. */
export function quantile(values, share) {
  return values[Math.floor(values.length * share)];
}

export function sorted(values) {
  return [...values].sort((a, b) => a - b);
}
