import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import { controllerOf } from '../../meta/object';
import { hasReason, StatusError } from '../../meta/status';
import { type CronJob, type CronJobStatus, cronJobs } from '../../resources/cronjob/types';
import { type Job, jobs } from '../../resources/job/types';
import { type Clock, toTime } from '../../time/clock';
import type { Echoes } from '../runtime/echo';
import type { ControllersObserver } from '../runtime/observer';
import { type Recorder, referenceTo } from '../runtime/recorder';
import { reviewActive, withoutActive } from './active';
import { dueOf, type Tell } from './due';
import { surplusOf } from './history';
import { jobOfRun } from './run';

/** What the CronJob controller works with. */
export interface CronJobContext {
  client: ApiClient;
  clock: Clock;
  cronJobs: Informer<CronJob>;
  /** With the index `ofCronJob`. */
  jobs: Informer<Job>;
  record: Recorder;
  echoes: Echoes<CronJob>;
  observer?: ControllersObserver;
}

/** The index of Jobs by the name of what controls them; Kubernetes looks at neither kind nor uid here. */
export function ofCronJob(job: Job): readonly string[] {
  const owner = controllerOf(job);
  return owner ? [`${job.metadata.namespace}/${owner.name}`] : [];
}

/** When to look again where the cache is behind and no event calls. */
const behindMs = 1000;

/**
 * Brings one CronJob forward: removes Jobs beyond its history, takes note of those that ended, starts the
 * run that is due. Answers after how many milliseconds to look again. The steps are those of Kubernetes'
 * `syncCronJob`.
 */
export async function syncCronJob(context: CronJobContext, key: string): Promise<number | undefined> {
  const [namespace, name] = key.split('/') as [string, string];
  const cached = context.cronJobs.get(namespace, name);
  if (!cached) {
    context.echoes.forget(key);
    return undefined;
  }
  if (context.echoes.isBehind(key)) return behindMs;
  const owned = context.jobs.by('ofCronJob', key);
  const cronJob = await withLatestList(context, cached, owned);
  const before = cronJob.status ?? {};
  let status = before;
  for (const job of surplusOf(cronJob, owned)) {
    if (await deleteJob(context, cronJob, job.metadata.name!))
      status = withoutActive(status, job.metadata.uid);
  }
  const review = reviewActive({ ...cronJob, status }, owned);
  tellAll(context, cronJob, review.tell);
  status = await dropMissing(context, cronJob, review.status, review.missing);
  const step = cronJob.metadata.deletionTimestamp
    ? { status }
    : await startDue(context, { ...cronJob, status });
  if (step.status !== before) await updateStatus(context, key, cronJob, step.status);
  if (step.error) throw step.error;
  return step.againInMs;
}

function tellAll({ record }: CronJobContext, cronJob: CronJob, tell: readonly Tell[]): void {
  for (const { type, reason, message } of tell) record(cronJob, type, reason, message);
}

/** An unfinished Job that the list does not name may be there because the cache is behind: the server is asked. */
async function withLatestList(
  { client }: CronJobContext,
  cached: CronJob,
  owned: readonly Job[],
): Promise<CronJob> {
  const { unexpected } = reviewActive(cached, owned);
  const { namespace, name } = cached.metadata;
  return unexpected.length === 0 ? cached : client.get(cronJobs, namespace, name!);
}

/** Jobs of the list that the cache does not have are asked for; those that are gone leave the list. */
async function dropMissing(
  { client, record }: CronJobContext,
  cronJob: CronJob,
  status: CronJobStatus,
  missing: readonly { name: string; uid: string }[],
): Promise<CronJobStatus> {
  let next = status;
  for (const { name, uid } of missing) {
    try {
      await client.get(jobs, cronJob.metadata.namespace, name);
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error;
      record(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${name}`);
      next = withoutActive(next, uid);
    }
  }
  return next;
}

interface Step {
  status: CronJobStatus;
  againInMs?: number;
  /** What stood in the way, to be thrown when what was done is written. */
  error?: unknown;
}

/** Starts the run that is due, as the concurrency policy allows. */
async function startDue(context: CronJobContext, cronJob: CronJob): Promise<Step> {
  const { record, clock } = context;
  const { spec } = cronJob;
  const status = cronJob.status ?? {};
  const { runMs, againInMs, tell } = dueOf(cronJob, clock.now());
  tellAll(context, cronJob, tell);
  if (runMs === undefined) return { status, againInMs };
  const active = status.active ?? [];
  if (spec.concurrencyPolicy === 'Forbid' && active.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
    record(cronJob, 'Normal', 'JobAlreadyActive', message);
    return { status, againInMs };
  }
  let next = status;
  if (spec.concurrencyPolicy === 'Replace') {
    for (const { name = '' } of active) {
      const replaced = await replaceJob(context, cronJob, name);
      if ('error' in replaced) return { status: next, error: replaced.error };
      next = withoutActive(next, replaced.uid);
    }
  }
  return startRun(context, cronJob, next, runMs, againInMs);
}

/** Deletes a Job that still runs when the next is due. Answers its uid, or what stood in the way. */
async function replaceJob(
  context: CronJobContext,
  cronJob: CronJob,
  name: string,
): Promise<{ uid: string | undefined } | { error: unknown }> {
  const { namespace } = cronJob.metadata;
  try {
    const { metadata } = await context.client.get(jobs, namespace, name);
    if (await deleteJob(context, cronJob, name)) return { uid: metadata.uid };
    return { error: new Error(`could not replace job ${namespace}/${name}`) };
  } catch (error) {
    context.record(cronJob, 'Warning', 'FailedGet', `Get job: ${(error as Error).message}`);
    return { error };
  }
}

/**
 * Makes the Job of a run and lists it. When there is one of its name already, it was made before a write of
 * the status failed, and is listed now; one that is not of this CronJob is left alone.
 */
async function startRun(
  { client, record, clock, observer }: CronJobContext,
  cronJob: CronJob,
  status: CronJobStatus,
  runMs: number,
  againInMs: number | undefined,
): Promise<Step> {
  const wanted = jobOfRun(cronJob, runMs);
  let job: Job;
  try {
    job = await client.create(jobs, wanted);
    observer?.cronJobStarted(clock.now() - runMs);
    record(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${job.metadata.name}`);
  } catch (error) {
    if (isNamespaceGoing(error)) return { status, error };
    if (!hasReason(error, 'AlreadyExists')) {
      record(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${(error as Error).message}`);
      return { status, error };
    }
    job = await client.get(jobs, cronJob.metadata.namespace, wanted.metadata.name!);
    const isOurs = controllerOf(job)?.uid === cronJob.metadata.uid;
    const isListed = status.active?.some(({ uid }) => uid === job.metadata.uid);
    if (!isOurs || isListed) return { status };
  }
  const active = [...(status.active ?? []), referenceTo(jobs, job)];
  return { status: { ...status, active, lastScheduleTime: toTime(runMs) }, againInMs };
}

function isNamespaceGoing(error: unknown): boolean {
  const causes = error instanceof StatusError ? error.status.details?.causes : undefined;
  return causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false;
}

async function deleteJob(
  { client, record }: CronJobContext,
  cronJob: CronJob,
  name: string,
): Promise<boolean> {
  try {
    await client.delete(jobs, cronJob.metadata.namespace, name, { propagationPolicy: 'Background' });
  } catch (error) {
    record(cronJob, 'Warning', 'FailedDelete', `Deleted job: ${(error as Error).message}`);
    return false;
  }
  record(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
  return true;
}

async function updateStatus(
  { client, echoes }: CronJobContext,
  key: string,
  cronJob: CronJob,
  status: CronJobStatus,
): Promise<void> {
  const written = await client.update(cronJobs, { ...cronJob, status }, { subresource: 'status' });
  echoes.wrote(key, written);
}
