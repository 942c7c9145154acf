import { duplicate, type FieldError, FieldPath, invalid, invalidState, required } from '../../meta/field';
import { epochMs } from '../duration';
import { sameValue } from '../equality';
import { type Errors, validateMetadataUpdate, validateNonNegative } from '../metadata';
import { countIndexesStrictly, overlappingIndex } from './indexes';
import type { Job, JobConditionType, JobStatus } from './types';

const path = FieldPath.of('status');
const conditionsPath = path.child('conditions');

/** A Job with what its conditions say of it. */
interface View {
  status: JobStatus;
  complete: boolean;
  failed: boolean;
  finished: boolean;
  failing: boolean;
  succeeding: boolean;
}

/**
 * `ValidateUpdate` of the Job status strategy. Rules that others' updates may have broken before are
 * applied only to what this update changes, so that a status that is wrong in one place can still be
 * mended in another.
 */
export function validateJobStatusUpdate(next: Job, previous: Job): FieldError[] {
  return [...validateMetadataUpdate(next.metadata, previous.metadata), ...statusErrors(next, previous)];
}

function view({ status = {} }: Job): View {
  const has = (type: JobConditionType) => isAnyTrue(status, type);
  const [complete, failed] = [has('Complete'), has('Failed')];
  return {
    status,
    complete,
    failed,
    finished: complete || failed,
    failing: has('FailureTarget'),
    succeeding: has('SuccessCriteriaMet'),
  };
}

/** Kubernetes' validation takes any condition of the type, were there several. */
function isAnyTrue({ conditions = [] }: JobStatus, type: JobConditionType): boolean {
  return conditions.some((condition) => condition.type === type && condition.status === 'True');
}

function* statusErrors(next: Job, previous: Job): Errors {
  const [now, before] = [view(next), view(previous)];
  yield* validateCounters(now.status);
  yield* validateUncounted(now.status);
  yield* validateEnding(now, before);
  yield* validateFinished(next, now, before);
  yield* validateIndexes(next, now, before);
  yield* validatePodCounts(now, before);
  yield* validateCriteria(next, now);
  yield* validateTransitions(next, now, previous, before);
}

function* validateCounters(status: JobStatus): Errors {
  for (const counter of ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const) {
    yield* validateNonNegative(status[counter], path.child(counter));
  }
}

function* validateUncounted({ uncountedTerminatedPods }: JobStatus): Errors {
  const seen = new Set<string>();
  for (const field of ['succeeded', 'failed'] as const) {
    for (const [at, uid] of (uncountedTerminatedPods?.[field] ?? []).entries()) {
      const own = path.child('uncountedTerminatedPods', field).index(at);
      if (uid === '') yield invalid(own, uid, 'must not be empty');
      else if (seen.has(uid)) yield duplicate(own, uid);
      else seen.add(uid);
    }
  }
}

function* validateEnding(now: View, before: View): Errors {
  const { status, complete, failed } = now;
  const completeChanged = complete !== before.complete;
  const failedChanged = failed !== before.failed;
  const failedIndexesChanged = status.failedIndexes !== before.status.failedIndexes;
  const completionTimeChanged = status.completionTime !== before.status.completionTime;
  if ((completeChanged || failedChanged) && complete && failed) {
    yield invalidState(conditionsPath, 'cannot set Complete=True and Failed=true conditions');
  }
  if ((completeChanged || now.failing !== before.failing) && complete && now.failing) {
    yield invalidState(conditionsPath, 'cannot set Complete=True and FailureTarget=true conditions');
  }
  if (completeChanged || completionTimeChanged) {
    const own = path.child('completionTime');
    if (status.completionTime && !complete) {
      const detail = 'cannot set completionTime when there is no Complete=True condition';
      yield invalid(own, status.completionTime, detail);
    }
    if (!status.completionTime && complete) {
      yield required(own, 'completionTime is required for Complete jobs');
    }
  }
  if (status.startTime !== before.status.startTime || completionTimeChanged) {
    const [startMs, endMs] = [epochMs(status.startTime), epochMs(status.completionTime)];
    if (startMs !== undefined && endMs !== undefined && endMs < startMs) {
      yield invalid(
        path.child('completionTime'),
        status.completionTime,
        'must be equal to or after `startTime`',
      );
    }
  }
  if ((failedChanged || failedIndexesChanged) && failed && !now.failing) {
    const detail = 'cannot set Failed=True condition without the FailureTarget=true condition';
    yield invalidState(conditionsPath, detail);
  }
  if ((completeChanged || now.succeeding !== before.succeeding) && complete && !now.succeeding) {
    const detail = 'cannot set Complete=True condition without the SuccessCriteriaMet=true condition';
    yield invalidState(conditionsPath, detail);
  }
}

function* validateFinished({ spec }: Job, now: View, before: View): Errors {
  const { status, finished } = now;
  const changed = finished !== before.finished;
  const { uncountedTerminatedPods: uncounted, active = 0 } = status;
  if ((changed || active !== (before.status.active ?? 0)) && finished && active > 0) {
    yield invalid(path.child('active'), active, 'active>0 is invalid for finished job');
  }
  const startChanged = changed || status.startTime !== before.status.startTime;
  const exempt = spec.suspend === true && spec.completions === 0;
  if (startChanged && !exempt && finished && !status.startTime) {
    yield required(path.child('startTime'), 'startTime is required for finished job');
  }
  const uncountedChanged = !sameValue(uncounted, before.status.uncountedTerminatedPods);
  const left = (uncounted?.succeeded?.length ?? 0) + (uncounted?.failed?.length ?? 0);
  if ((changed || uncountedChanged) && finished && left > 0) {
    const value = { Succeeded: uncounted?.succeeded ?? null, Failed: uncounted?.failed ?? null };
    yield invalid(path.child('uncountedTerminatedPods'), value, 'must be empty for finished job');
  }
}

function* validateIndexes({ spec }: Job, { status }: View, before: View): Errors {
  const { completedIndexes = '', failedIndexes } = status;
  const { completions, backoffLimitPerIndex } = spec;
  const completedChanged = completedIndexes !== (before.status.completedIndexes ?? '');
  const failedChanged = failedIndexes !== before.status.failedIndexes;
  const [completedPath, failedPath] = [path.child('completedIndexes'), path.child('failedIndexes')];
  if (completedChanged && completions !== undefined) {
    yield* validateFormat('completedIndexes', completedIndexes, completions);
  }
  if (failedChanged && completions !== undefined && backoffLimitPerIndex !== undefined) {
    yield* validateFormat('failedIndexes', failedIndexes, completions);
  }
  if (completedChanged && completedIndexes !== '' && spec.completionMode !== 'Indexed') {
    const detail = 'cannot set non-empty completedIndexes when non-indexed completion mode';
    yield invalid(completedPath, completedIndexes, detail);
  }
  if (failedChanged && failedIndexes !== undefined && backoffLimitPerIndex === undefined) {
    const detail = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
    yield invalid(failedPath, failedIndexes, detail);
  }
  if ((failedChanged || completedChanged) && completions !== undefined && failedIndexes !== undefined) {
    const index = overlappingIndex(completedIndexes, failedIndexes, completions);
    if (index !== undefined) {
      const detail = `failedIndexes and completedIndexes overlap at index: ${index}`;
      yield invalid(failedPath, failedIndexes, detail);
    }
  }
}

function* validateFormat(field: string, text: string | undefined, completions: number): Errors {
  if (text === undefined) return;
  try {
    countIndexesStrictly(text, completions);
  } catch (error) {
    yield invalid(path.child(field), text, `error parsing ${field}: ${(error as Error).message}`);
  }
}

function* validatePodCounts({ status, finished }: View, before: View): Errors {
  const { terminating, ready, active = 0 } = status;
  const finishedChanged = finished !== before.finished;
  if (finishedChanged || terminating !== before.status.terminating) {
    if (terminating && terminating > 0 && finished) {
      yield invalid(path.child('terminating'), terminating, 'terminating>0 is invalid for finished job');
    }
  }
  if (ready !== before.status.ready || active !== (before.status.active ?? 0)) {
    if (ready !== undefined && ready > active) {
      yield invalid(path.child('ready'), ready, 'cannot set more ready pods than active');
    }
  }
}

function* validateCriteria({ spec }: Job, { succeeding, failed, failing, complete }: View): Errors {
  if (succeeding && failed) {
    yield invalidState(conditionsPath, 'cannot set SuccessCriteriaMet=True and Failed=true conditions');
  }
  if (succeeding && failing) {
    yield invalidState(
      conditionsPath,
      'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions',
    );
  }
  if (spec.successPolicy && !succeeding && complete) {
    const detail = 'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True';
    yield invalidState(conditionsPath, detail);
  }
}

function* validateTransitions(next: Job, now: View, previous: Job, before: View): Errors {
  const terminal = [
    ['Failed', now.failed, before.failed],
    ['Complete', now.complete, before.complete],
    ['FailureTarget', now.failing, before.failing],
  ] as const;
  for (const [type, is, was] of terminal) {
    if (was && !is) yield invalidState(conditionsPath, `cannot disable the terminal ${type}=True condition`);
  }
  const { spec } = next;
  const [{ failed = 0, succeeded = 0 }, old] = [now.status, before.status];
  if (failed < (old.failed ?? 0)) {
    yield invalid(path.child('failed'), failed, 'cannot decrease the failed counter');
  }
  // An elastic indexed Job may be scaled down, and what succeeded beyond no longer counts.
  const elastic = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  if (!elastic && succeeded < (old.succeeded ?? 0)) {
    yield invalid(path.child('succeeded'), succeeded, 'cannot decrease the succeeded counter');
  }
  yield* validateTimes(next, now.status, previous, old);
  if (before.succeeding && !now.succeeding) {
    yield invalidState(conditionsPath, 'cannot disable the SuccessCriteriaMet=True condition');
  }
  if (before.complete && !before.succeeding && now.succeeding) {
    const detail = 'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions';
    yield invalidState(conditionsPath, detail);
  }
}

function* validateTimes(next: Job, status: JobStatus, previous: Job, old: JobStatus): Errors {
  const { completionTime, startTime } = status;
  if (completionTime && old.completionTime && completionTime !== old.completionTime) {
    yield invalid(path.child('completionTime'), completionTime, 'field is immutable');
  }
  const resuming =
    isAnyTrue(previous.status ?? {}, 'Suspended') &&
    status.conditions?.some(({ type, status: value }) => type === 'Suspended' && value === 'False') === true;
  if (!resuming && old.startTime && old.startTime !== startTime && !next.spec.suspend) {
    yield invalid(path.child('startTime'), startTime, 'field is immutable for unsuspended job once set');
  }
}
