import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import { hasReason } from '../../meta/status';
import { type Job, jobs as jobResource } from '../../resources/job/types';
import type { Clock } from '../../time/clock';
import type { ControllersObserver } from '../runtime/observer';
import { createWorkQueue } from '../runtime/queue';
import { removableInMs } from './ttl';

/** What the TTL controller is started with. */
export interface TtlControllerOptions {
  client: ApiClient;
  clock: Clock;
  jobs: Informer<Job>;
  report: (key: string, error: unknown) => void;
  observer?: ControllersObserver;
}

/**
 * Removes finished Jobs, and their pods before them, when their `ttlSecondsAfterFinished` have passed. Call
 * when the informer is in step. Answers a function that stops it.
 */
export function startTtlController({
  client,
  clock,
  jobs,
  report,
  observer,
}: TtlControllerOptions): () => Promise<void> {
  const queue = createWorkQueue({
    clock,
    work: removeExpired,
    report,
    observer: observer?.queue('ttl_jobs_to_delete'),
  });

  async function removeExpired(key: string): Promise<number | undefined> {
    const [namespace, name] = key.split('/') as [string, string];
    const cached = jobs.get(namespace, name);
    const leftMs = cached && removableInMs(cached, clock.now());
    if (leftMs === undefined || leftMs > 0) return leftMs;
    try {
      // The cached Job may be old: somebody may have given it more time since.
      const fresh = await client.get(jobResource, namespace, name);
      const freshLeftMs = removableInMs(fresh, clock.now());
      if (freshLeftMs === undefined || freshLeftMs > 0) return freshLeftMs;
      const preconditions = { uid: fresh.metadata.uid };
      await client.delete(jobResource, namespace, name, { propagationPolicy: 'Foreground', preconditions });
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error;
    }
    return undefined;
  }

  const end = jobs.subscribe((next) => {
    if (next && removableInMs(next, clock.now()) !== undefined) {
      queue.add(`${next.metadata.namespace}/${next.metadata.name}`);
    }
  });
  return async () => {
    end();
    await queue.stop();
  };
}
