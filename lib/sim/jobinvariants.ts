import { expect } from 'vitest';
import { replacesOnlyFailed, trackingFinalizer } from '../controllers/job/podfacts';
import { isTrue } from '../meta/object';
import type { Job, JobStatus } from '../resources/job/types';
import type { Pod } from '../resources/pod/types';
import { countedFailures, type EndReason, failedIndexesOf, type JobHistory } from './jobmodel';
import { indexOf, isEnded, isOver } from './jobplay';

/** A Job and its pods at one instant. */
export interface JobSight {
  job: Job;
  pods: Pod[];
}

/** The pods that have neither ended nor been told to. */
export function activeOf({ pods }: JobSight): Pod[] {
  return pods.filter((pod) => !isEnded(pod) && !pod.metadata.deletionTimestamp);
}

function unendedOf({ pods }: JobSight): Pod[] {
  return pods.filter((pod) => !isEnded(pod));
}

function terminatingOf(sight: JobSight): Pod[] {
  return unendedOf(sight).filter(({ metadata }) => metadata.deletionTimestamp);
}

/** The reason of the condition that decided the Job's end. */
export function decisionOf({ status }: Job): EndReason | undefined {
  const decided = status?.conditions?.find(
    ({ type, status: is }) => is === 'True' && (type === 'FailureTarget' || type === 'SuccessCriteriaMet'),
  );
  return decided?.reason as EndReason | undefined;
}

/** What holds from one sight to the next, whatever goes wrong in between. */
export function checkStep(before: JobSight, after: JobSight): void {
  const { spec } = after.job;
  const active = activeOf(after);
  // Pods may have been in the making when the Job was made smaller.
  const wanted = Math.max(before.job.spec.parallelism ?? 1, spec.parallelism ?? 1);
  expect(active.length).toBeLessThanOrEqual(Math.max(wanted, activeOf(before).length));
  if (replacesOnlyFailed(after.job)) {
    expect(unendedOf(after).length).toBeLessThanOrEqual(Math.max(wanted, unendedOf(before).length));
  }
  const indexes = active.map(indexOf).filter((index) => index !== undefined);
  expect(new Set(indexes).size).toBe(indexes.length);
  const [was, is] = [before.job.status ?? {}, after.job.status ?? {}];
  for (const counter of ['succeeded', 'failed'] as const) {
    expect(is[counter] ?? 0).toBeGreaterThanOrEqual(was[counter] ?? 0);
  }
  if (isOver(before.job)) expect(is).toEqual(was);
  if (decisionOf(before.job)) {
    expect(decisionOf(after.job)).toBe(decisionOf(before.job));
    const known = new Set(before.pods.map(({ metadata }) => metadata.uid));
    expect(after.pods.filter(({ metadata }) => !known.has(metadata.uid))).toEqual([]);
  }
  checkConditions(is);
}

function checkConditions({ conditions = [] }: JobStatus): void {
  const types = conditions.filter(({ status }) => status === 'True').map(({ type }) => type);
  const ends = types.filter((type) => type !== 'Suspended').join();
  expect([
    '',
    'FailureTarget',
    'FailureTarget,Failed',
    'SuccessCriteriaMet',
    'SuccessCriteriaMet,Complete',
  ]).toContain(ends);
}

/** What holds of a Job that goes on and has had time to settle. */
export function checkSettled(sight: JobSight, history: JobHistory): void {
  const { job, pods } = sight;
  const { spec, status = {} } = job;
  const active = activeOf(sight);
  expect(status.active ?? 0).toBe(active.length);
  expect(status.ready).toBe(active.filter((pod) => isTrue(pod.status?.conditions, 'Ready')).length);
  expect(status.terminating).toBe(terminatingOf(sight).length);
  expect(status.uncountedTerminatedPods).toEqual({});
  expect(isTrue(status.conditions, 'Suspended')).toBe(spec.suspend === true);
  expect(status.startTime === undefined).toBe(spec.suspend === true);
  if (spec.suspend) expect(active).toEqual([]);
  checkSuccesses(job, history);
  const counted = countedFailures(spec, history).length;
  const waiting = pods.filter((pod) => pod.status?.phase === 'Failed' && isTracked(pod)).length;
  expect(status.failed ?? 0).toBeLessThanOrEqual(counted);
  expect(status.failed ?? 0).toBeGreaterThanOrEqual(counted - waiting - terminatingOf(sight).length);
  if (spec.backoffLimitPerIndex === undefined) expect(status.failed ?? 0).toBe(counted);
  else expect(status.failedIndexes).toBe(textOf(failedIndexesOf(spec, history)));
}

/** What holds of a Job that goes on when every wait after a failure is over: it has as many pods as it wants. */
export function checkFilled(sight: JobSight, history: JobHistory): void {
  const { spec } = sight.job;
  const { parallelism = 1, completions } = spec;
  const done = history.succeeded.length;
  const open =
    completions === undefined ? parallelism : completions - done - failedIndexesOf(spec, history).size;
  if (completions === undefined && done > 0) return;
  expect(activeOf(sight)).toHaveLength(Math.min(parallelism, open));
}

function checkSuccesses({ spec, status = {} }: Job, { succeeded }: JobHistory): void {
  if (spec.completionMode !== 'Indexed') {
    expect(status.succeeded ?? 0).toBe(succeeded.length);
    return;
  }
  expect(new Set(succeeded).size).toBe(succeeded.length);
  expect(status.succeeded ?? 0).toBe(succeeded.length);
  expect(status.completedIndexes ?? '').toBe(textOf(new Set(succeeded as number[])));
}

/** What holds of a Job that has ended; `last` is the sight before its end was decided. */
export function checkOver({ job, pods }: JobSight, history: JobHistory, last: JobSight): void {
  const { spec, status = {} } = job;
  expect([status.active ?? 0, status.ready, status.terminating]).toEqual([0, 0, 0]);
  expect(status.uncountedTerminatedPods).toEqual({});
  expect(pods.filter(isTracked)).toEqual([]);
  expect(pods.filter((pod) => !isEnded(pod))).toEqual([]);
  const counted = countedFailures(spec, history).length;
  const failed = status.failed ?? 0;
  expect(failed).toBeGreaterThanOrEqual(counted);
  const made = Math.max(spec.parallelism ?? 1, last.job.spec.parallelism ?? 1);
  const left = activeOf(last).length + terminatingOf(last).length + made;
  expect(failed).toBeLessThanOrEqual(counted + left);
  if (decisionOf(job) === 'CompletionsReached') expect(failed).toBe(counted);
  checkSuccesses(job, history);
}

function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(trackingFinalizer) ?? false;
}

/** The text of indexes, put together one by one. */
function textOf(indexes: ReadonlySet<number>): string {
  const parts: string[] = [];
  const sorted = [...indexes].sort((a, b) => a - b);
  for (let at = 0; at < sorted.length; ) {
    let end = at;
    while (sorted[end + 1] === sorted[end]! + 1) end++;
    parts.push(end - at > 1 ? `${sorted[at]}-${sorted[end]}` : sorted.slice(at, end + 1).join());
    at = end + 1;
  }
  return parts.join();
}
