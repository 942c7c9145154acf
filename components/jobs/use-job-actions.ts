'use client';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useAction } from '@/components/live/action';
import { useApi } from '@/components/live/api';
import { useLink } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { showToast } from '@/components/ui/toast-store';
import type { ApiClient } from '@/lib/client/client';
import { type Job, jobs as jobResource } from '@/lib/resources/job/types';
import { randomSuffix, systemRandom } from '@/lib/time/random';
import { jobAgain } from '@/lib/view/jobcopy';
import type { Cascade } from './cascade-field';

/** A Job by name. */
export interface JobName {
  namespace: string;
  name: string;
  uid?: string;
}

/** The name of a Job object. */
export function nameOfJob({ metadata: { namespace = '', name = '', uid } }: Job): JobName {
  return { namespace, name, uid };
}

/** Suspends or resumes a Job. */
export function suspendJob(api: ApiClient, { namespace, name }: JobName, suspend: boolean): Promise<Job> {
  return api.patch(jobResource, namespace, name, 'merge', { spec: { suspend } });
}

/** Creates a Job that does the same again; answers it. */
export async function rerunJob(api: ApiClient, { namespace, name }: JobName): Promise<Job> {
  const full = await api.get(jobResource, namespace, name);
  return api.create(jobResource, jobAgain(full, randomSuffix(systemRandom)));
}

/** Deletes this very Job (not one that has since taken its name). */
export async function removeJob(api: ApiClient, job: JobName, cascade: Cascade): Promise<void> {
  const preconditions = job.uid ? { uid: job.uid } : undefined;
  await api.delete(jobResource, job.namespace, job.name, { propagationPolicy: cascade, preconditions });
}

/** What can be done to one Job, each with its word on success and the API's on refusal. */
export interface JobActions {
  /** Names (`namespace/name`) of Jobs something is being done to. */
  pending: ReadonlySet<string>;
  setSuspended: (job: JobName, suspend: boolean) => Promise<boolean>;
  rerun: (job: JobName) => Promise<boolean>;
  remove: (job: JobName, cascade: Cascade) => Promise<boolean>;
}

/** Actions on Jobs of the current cluster. */
export function useJobActions(): JobActions {
  const api = useApi();
  const { jobs } = useMessages();
  const { run, pending } = useAction();
  const router = useRouter();
  const link = useLink();
  return useMemo(() => {
    const keyOf = ({ namespace, name }: JobName) => `${namespace}/${name}`;
    const setSuspended = (job: JobName, suspend: boolean): Promise<boolean> =>
      run({
        key: keyOf(job),
        work: () => suspendJob(api, job, suspend),
        refused: suspend ? jobs.actions.notSuspended(job.name) : jobs.actions.notResumed(job.name),
        done: suspend ? jobs.actions.suspended(job.name) : jobs.actions.resumed(job.name),
        undo: { label: jobs.actions.undo, run: () => void setSuspended(job, !suspend) },
      });
    const rerun = (job: JobName) =>
      run({
        key: keyOf(job),
        work: async () => {
          const made = await rerunJob(api, job);
          const { namespace = '', name = '' } = made.metadata;
          const open = () => router.push(link(`/jobs/${namespace}/${name}`));
          const action = { label: jobs.actions.open, run: open };
          showToast({ tone: 'done', title: jobs.actions.created(name), action });
        },
        refused: jobs.actions.notRerun(job.name),
      });
    const remove = (job: JobName, cascade: Cascade) =>
      run({
        key: keyOf(job),
        work: () => removeJob(api, job, cascade),
        refused: jobs.actions.notRemoved(job.name),
        done: jobs.actions.removed(job.name),
      });
    return { pending, setSuspended, rerun, remove };
  }, [api, jobs, run, pending, router, link]);
}
