import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import { controllerOf } from '../../meta/object';
import { type CronJob, cronJobs as cronJobResource } from '../../resources/cronjob/types';
import type { Job } from '../../resources/job/types';
import type { Clock } from '../../time/clock';
import { createEchoes } from '../runtime/echo';
import type { ControllersObserver } from '../runtime/observer';
import { createWorkQueue } from '../runtime/queue';
import type { EventWriter } from '../runtime/recorder';
import { lookAfterChange } from './due';
import { type CronJobContext, syncCronJob } from './sync';

/** What the CronJob controller is started with. */
export interface CronJobControllerOptions {
  client: ApiClient;
  clock: Clock;
  cronJobs: Informer<CronJob>;
  /** With the index `ofCronJob`. */
  jobs: Informer<Job>;
  events: EventWriter;
  report: (key: string, error: unknown) => void;
  observer?: ControllersObserver;
}

/** CronJobs in work at the same time: many fire on the same minute. */
const workers = 32;

/**
 * Runs CronJobs: makes their Jobs at their times and keeps the list of those that run. Call when the
 * informers are in step. Answers a function that stops it.
 */
export function startCronJobController(options: CronJobControllerOptions): () => Promise<void> {
  const { client, clock, cronJobs, jobs, events, report, observer } = options;
  const record = events.recorder('cronjob-controller', cronJobResource);
  const echoes = createEchoes(clock, cronJobs);
  const context: CronJobContext = { client, clock, cronJobs, jobs, record, echoes, observer };
  const work = (key: string) => syncCronJob(context, key);
  const queue = createWorkQueue({ clock, work, report, workers, observer: observer?.queue('cronjob') });

  function addOwner(job: Job): void {
    const owner = controllerOf(job);
    if (owner?.kind !== 'CronJob') return;
    const cronJob = cronJobs.get(job.metadata.namespace, owner.name);
    if (cronJob?.metadata.uid === owner.uid) queue.add(`${job.metadata.namespace}/${owner.name}`);
  }

  const ends = [
    cronJobs.subscribe((next, previous) => {
      const { metadata } = next ?? previous!;
      const key = `${metadata.namespace}/${metadata.name}`;
      if (!next || !previous || !isRescheduled(next, previous)) {
        queue.add(key);
        return;
      }
      // Another schedule counts from now on: what it would have fired before is not made up for.
      const { inMs, tell } = lookAfterChange(next, clock.now());
      for (const { type, reason, message } of tell) record(next, type, reason, message);
      if (inMs !== undefined) queue.addAfter(key, inMs);
    }),
    jobs.subscribe((next, previous) => {
      for (const job of [previous, next]) if (job) addOwner(job);
    }),
  ];
  return async () => {
    for (const end of ends) end();
    await queue.stop();
  };
}

function isRescheduled({ spec }: CronJob, { spec: before }: CronJob): boolean {
  return spec.schedule !== before.schedule || (spec.timeZone ?? undefined) !== (before.timeZone ?? undefined);
}
