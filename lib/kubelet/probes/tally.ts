import type { Probe } from '../../resources/pod/types';

export type ProbeKind = 'startup' | 'liveness' | 'readiness';
export type ProbeResult = 'unknown' | 'success' | 'failure';

/** What stands while nothing has been found: not started, alive, not ready. */
export const initialResults: Readonly<Record<ProbeKind, ProbeResult>> = {
  startup: 'unknown',
  liveness: 'success',
  readiness: 'failure',
};

/** How often in a row a probe has found the same. */
export interface Tally {
  last: ProbeResult;
  run: number;
}

/**
 * Takes a finding to the tally; answers what the probe says now, or `undefined` while the finding is below its
 * threshold and what it said before stands.
 */
export function count(tally: Tally, probe: Probe, found: 'success' | 'failure'): ProbeResult | undefined {
  tally.run = tally.last === found ? tally.run + 1 : 1;
  tally.last = found;
  const threshold = found === 'success' ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
  return tally.run < threshold ? undefined : found;
}

/** When a probe is due next: at its initial delay after the start, then every period. */
export function nextProbeMs(probe: Probe, startedAtMs: number, nowMs: number): number {
  const firstMs = startedAtMs + (probe.initialDelaySeconds ?? 0) * 1000;
  if (nowMs < firstMs) return firstMs;
  const periodMs = (probe.periodSeconds ?? 10) * 1000;
  return firstMs + (Math.floor((nowMs - firstMs) / periodMs) + 1) * periodMs;
}
