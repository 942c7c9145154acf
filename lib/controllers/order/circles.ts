import type { Informer } from '../../client/informer';
import type { Job } from '../../resources/job/types';
import { circleOf, coreOf, type Graph } from './circle';
import { isWaiting, predecessorsOf } from './decide';

/** The circles of Jobs that wait for one another, found anew only after an order has changed. */
export interface Circles {
  /** The names on the shortest circle through the Job, from itself to itself, if there is one. */
  through(job: Job): readonly string[] | undefined;
  /** To be told of every change of a Job. Answers whether a circle that was there may have opened by it. */
  mayOpen(next: Job | undefined, previous: Job | undefined): boolean;
}

/** Circles among the Jobs of a cache, within each namespace. */
export function createCircles(jobs: Informer<Job>): Circles {
  const cores = new Map<string, { core: Graph; isOld: boolean }>();

  function coreIn(namespace: string): Graph {
    const found = cores.get(namespace);
    if (found && !found.isOld) return found.core;
    const core = coreOf(waitingIn(jobs.list(namespace)));
    cores.set(namespace, { core, isOld: false });
    return core;
  }

  return {
    through: ({ metadata }) => circleOf(coreIn(metadata.namespace!), metadata.name!),
    mayOpen(next, previous) {
      const { namespace, name } = (next ?? previous!).metadata;
      const found = cores.get(namespace!);
      if (!found || edgesOf(next) === edgesOf(previous)) return false;
      found.isOld = true;
      return found.core.has(name!);
    },
  };
}

/** The Jobs it waits for, as a text to compare. */
function edgesOf(job: Job | undefined): string {
  return job && isWaiting(job) ? namesBefore(job).join() : '';
}

/** The waiting among some Jobs, each with those it waits for. */
function waitingIn(some: readonly Job[]): Graph {
  return new Map(some.filter(isWaiting).map((job) => [job.metadata.name!, namesBefore(job)]));
}

function namesBefore(job: Job): string[] {
  return predecessorsOf(job).map(({ name }) => name);
}
