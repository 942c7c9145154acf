import type { ApiClient } from '../client/client';
import { controllerOf } from '../meta/object';
import { type Event, events } from '../resources/event/types';
import { type Job, type JobSpec, jobs } from '../resources/job/types';
import { type Pod, type PodStatus, pods } from '../resources/pod/types';
import { type Clock, toTime } from '../time/clock';

/**
 * A hand on a world: makes Jobs, and does to pods what a kubelet would. All of it is in the namespace
 * `default`.
 */
export interface Hand {
  makeJob(name: string, spec?: Partial<JobSpec>): Promise<Job>;
  job(name: string): Promise<Job>;
  patchJob(name: string, spec: Partial<JobSpec>): Promise<Job>;
  /** Pods of the Job, in the order of their names; or all. */
  pods(job?: string): Promise<Pod[]>;
  /** Those that have neither ended nor been told to. */
  activePods(job?: string): Promise<Pod[]>;
  /** Binds the pod to a node and lets it run. */
  run(pod: Pod): Promise<void>;
  succeed(pod: Pod): Promise<void>;
  /** Ends the pod with an exit code; `endedAgoMs` is how long ago. */
  fail(pod: Pod, exitCode?: number, endedAgoMs?: number): Promise<void>;
  /** Ends the pod as an eviction does: with the condition DisruptionTarget, and long enough ago. */
  disrupt(pod: Pod): Promise<void>;
  /** Tells the pod to end; one that was bound stays until it is removed. */
  stop(pod: Pod): Promise<void>;
  /** Removes a pod that was told to end, as a kubelet does when its containers are gone. */
  remove(pod: Pod): Promise<void>;
  /** Reasons and messages of the events about objects of that name, in the order they were written. */
  told(name: string): Promise<string[]>;
}

const namespace = 'default';

/** A hand that works through the client. */
export function handOn(client: ApiClient, clock: Clock): Hand {
  async function setStatus({ metadata }: Pod, status: PodStatus): Promise<void> {
    await client.patch(pods, namespace, metadata.name!, 'merge', { status }, { subresource: 'status' });
  }

  function ended(pod: Pod, exitCode: number, agoMs = 0): PodStatus {
    const finishedAt = toTime(clock.now() - agoMs);
    return {
      phase: exitCode === 0 ? 'Succeeded' : 'Failed',
      conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: finishedAt }],
      containerStatuses: pod.spec.containers.map(({ name, image = '' }) => ({
        name,
        image,
        imageID: '',
        ready: false,
        restartCount: 0,
        state: { terminated: { exitCode, startedAt: finishedAt, finishedAt } },
      })),
    };
  }

  async function podsOf(job?: string): Promise<Pod[]> {
    const { items } = await client.list(pods, { namespace });
    return items.filter((pod) => !job || controllerOf(pod)?.name === job);
  }

  return {
    makeJob: (name, spec = {}) =>
      client.create(jobs, { metadata: { name, namespace }, spec: { template, ...spec } }),
    job: (name) => client.get(jobs, namespace, name),
    patchJob: (name, spec) => client.patch(jobs, namespace, name, 'merge', { spec }),
    pods: podsOf,
    async activePods(job) {
      const all = await podsOf(job);
      return all.filter(
        ({ metadata, status }) =>
          !metadata.deletionTimestamp && status?.phase !== 'Succeeded' && status?.phase !== 'Failed',
      );
    },
    async run(pod) {
      const target = { apiVersion: 'v1', kind: 'Node', name: 'by-hand' };
      const { name } = pod.metadata;
      const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace }, target };
      await client.createSubresource(pods, namespace, name!, 'binding', binding);
      const lastTransitionTime = toTime(clock.now());
      const ready = { type: 'Ready', status: 'True' as const, lastTransitionTime };
      await setStatus(pod, { phase: 'Running', conditions: [ready] });
    },
    succeed: (pod) => setStatus(pod, ended(pod, 0)),
    fail: (pod, exitCode = 1, endedAgoMs = 0) => setStatus(pod, ended(pod, exitCode, endedAgoMs)),
    disrupt(pod) {
      const status = ended(pod, 137, 3_600_000);
      const target = {
        type: 'DisruptionTarget',
        status: 'True' as const,
        lastTransitionTime: toTime(clock.now()),
      };
      return setStatus(pod, { ...status, conditions: [...status.conditions!, target] });
    },
    async stop({ metadata }) {
      await client.delete(pods, namespace, metadata.name!);
    },
    async remove({ metadata }) {
      await client.delete(pods, namespace, metadata.name!, { gracePeriodSeconds: 0 });
    },
    async told(name) {
      const { items } = await client.list(events, { namespace });
      const about = items.filter(({ involvedObject }) => involvedObject.name === name).sort(byName);
      return about.map(({ reason, message }) => `${reason}: ${message}`);
    },
  };
}

/** Event names end in the instant they were made at. */
function byName(a: Event, b: Event): number {
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}

const template = {
  spec: { restartPolicy: 'Never' as const, containers: [{ name: 'main', image: 'busybox' }] },
};
