'use client';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import type { Cascade } from '@/components/jobs/cascade-field';
import { useAction } from '@/components/live/action';
import { useApi } from '@/components/live/api';
import { useLink } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { showToast } from '@/components/ui/toast-store';
import type { ApiClient } from '@/lib/client/client';
import { type CronJob, cronJobs } from '@/lib/resources/cronjob/types';
import { type Job, jobs } from '@/lib/resources/job/types';
import { randomSuffix, systemRandom } from '@/lib/time/random';
import { triggeredJob, triggerName } from '@/lib/view/cronjobtrigger';

/** A CronJob by name. */
export interface CronJobName {
  namespace: string;
  name: string;
  uid?: string;
}

/** The name of a CronJob object. */
export function nameOfCronJob({ metadata: { namespace = '', name = '', uid } }: CronJob): CronJobName {
  return { namespace, name, uid };
}

/** Suspends or resumes a CronJob. */
export function suspendCronJob(
  api: ApiClient,
  { namespace, name }: CronJobName,
  suspend: boolean,
): Promise<CronJob> {
  return api.patch(cronJobs, namespace, name, 'merge', { spec: { suspend } });
}

/** Makes a Job from the template at once; `jobName` stands in place of the usual name. */
export async function triggerCronJob(
  api: ApiClient,
  { namespace, name }: CronJobName,
  jobName?: string,
): Promise<Job> {
  const cronJob = await api.get(cronJobs, namespace, name);
  const chosen = jobName || triggerName(cronJob, randomSuffix(systemRandom));
  return await api.create(jobs, triggeredJob(cronJob, chosen), { fieldValidation: 'Strict' });
}

/** Deletes this very CronJob (not one that has since taken its name). */
export async function removeCronJob(
  api: ApiClient,
  { namespace, name, uid }: CronJobName,
  cascade: Cascade,
): Promise<void> {
  const preconditions = uid ? { uid } : undefined;
  await api.delete(cronJobs, namespace, name, { propagationPolicy: cascade, preconditions });
}

/** What can be done to one CronJob, each with its word on success and the API's on refusal. */
export interface CronJobActions {
  /** Names (`namespace/name`) of CronJobs something is being done to. */
  pending: ReadonlySet<string>;
  setSuspended: (cronJob: CronJobName, suspend: boolean) => Promise<boolean>;
  trigger: (cronJob: CronJobName, jobName: string) => Promise<boolean>;
  remove: (cronJob: CronJobName, cascade: Cascade) => Promise<boolean>;
}

/** Actions on CronJobs of the current cluster. */
export function useCronJobActions(): CronJobActions {
  const api = useApi();
  const { cronjobs } = useMessages();
  const { run, pending } = useAction();
  const router = useRouter();
  const link = useLink();
  return useMemo(() => {
    const texts = cronjobs.actions;
    const keyOf = ({ namespace, name }: CronJobName) => `${namespace}/${name}`;
    const setSuspended = (target: CronJobName, suspend: boolean): Promise<boolean> =>
      run({
        key: keyOf(target),
        work: () => suspendCronJob(api, target, suspend),
        refused: suspend ? texts.notSuspended(target.name) : texts.notResumed(target.name),
        done: suspend ? texts.suspended(target.name) : texts.resumed(target.name),
        undo: { label: texts.undo, run: () => void setSuspended(target, !suspend) },
      });
    const trigger = (target: CronJobName, jobName: string) =>
      run({
        key: keyOf(target),
        work: async () => {
          const { namespace = '', name = '' } = (await triggerCronJob(api, target, jobName)).metadata;
          const open = () => router.push(link(`/jobs/${namespace}/${name}`));
          showToast({ tone: 'done', title: texts.triggered(name), action: { label: texts.open, run: open } });
        },
        refused: texts.notTriggered(target.name),
      });
    const remove = (target: CronJobName, cascade: Cascade) =>
      run({
        key: keyOf(target),
        work: () => removeCronJob(api, target, cascade),
        refused: texts.notRemoved(target.name),
        done: texts.removed(target.name),
      });
    return { pending, setSuspended, trigger, remove };
  }, [api, cronjobs, run, pending, router, link]);
}
