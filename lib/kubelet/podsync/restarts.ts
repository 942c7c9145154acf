import type { Container, PodSpec } from '../../resources/pod/types';
import type { Backoff } from './facts';

const restartAll = 'RestartAllContainers';
const firstBackoffMs = 10_000;
const longestBackoffMs = 300_000;

/**
 * Whether a container that ended with this code is started again: the first matching rule of the container,
 * then its own policy, then the pod's (`podutil.ContainerShouldRestart`).
 */
export function shouldRestart(container: Container, spec: PodSpec, exitCode: number): boolean {
  if (container.restartPolicy) {
    const action = matchingRule(container, exitCode)?.action;
    if (action === 'Restart' || action === restartAll) return true;
    return byPolicy(container.restartPolicy, exitCode);
  }
  return byPolicy(spec.restartPolicy ?? 'Always', exitCode);
}

/** Whether the end of a container with this code has all containers of its pod start anew. */
export function restartsAll(container: Container, exitCode: number): boolean {
  return container.restartPolicy !== undefined && matchingRule(container, exitCode)?.action === restartAll;
}

/** Whether a pod may ever have all its containers start anew (`AllContainersCouldRestart`). */
export function couldRestartAll({ containers, initContainers = [] }: PodSpec): boolean {
  return [...initContainers, ...containers].some(({ restartPolicyRules }) =>
    restartPolicyRules?.some(({ action }) => action === restartAll),
  );
}

function byPolicy(policy: string, exitCode: number): boolean {
  if (policy === 'Never') return false;
  return policy === 'Always' || exitCode !== 0;
}

function matchingRule(container: Container, exitCode: number) {
  return container.restartPolicyRules?.find(({ exitCodes }) => {
    if (!exitCodes) return false;
    const isNamed = exitCodes.values?.includes(exitCode) ?? false;
    return exitCodes.operator === 'In' ? isNamed : !isNamed;
  });
}

/**
 * When a container that ended at `finishedAtMs` may be started again: at once the first time, then after a
 * delay that doubles from 10 s to 5 min at every restart and is forgotten after ten quiet minutes
 * (`flowcontrol.Backoff`).
 */
export function restartAtMs(backoff: Backoff | undefined, finishedAtMs: number, nowMs: number): number {
  if (!backoff || isForgotten(backoff, finishedAtMs)) return nowMs;
  return finishedAtMs + backoff.delayMs;
}

/** The back-off after a restart at `nowMs` of a container that had ended at `finishedAtMs`. */
export function lengthenBackoff(backoff: Backoff | undefined, finishedAtMs: number, nowMs: number): Backoff {
  if (!backoff || isForgotten(backoff, finishedAtMs)) return { delayMs: firstBackoffMs, sinceMs: nowMs };
  return { delayMs: Math.min(backoff.delayMs * 2, longestBackoffMs), sinceMs: nowMs };
}

function isForgotten({ sinceMs }: Backoff, finishedAtMs: number): boolean {
  return finishedAtMs - sinceMs > 2 * longestBackoffMs;
}

/** A whole number of seconds as Go prints a duration: `10s`, `1m20s`, `5m0s`. */
export function formatSeconds(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
