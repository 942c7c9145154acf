import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import type { Job } from '../../resources/job/types';
import type { Pod } from '../../resources/pod/types';
import type { Clock } from '../../time/clock';
import type { Echoes } from '../runtime/echo';
import type { ControllersObserver } from '../runtime/observer';
import type { Recorder } from '../runtime/recorder';
import type { BackoffRecord } from './backoff';

/** What the Job controller works with. */
export interface JobContext {
  client: ApiClient;
  clock: Clock;
  jobs: Informer<Job>;
  /** With the indexes of `podIndexes`. */
  pods: Informer<Pod>;
  record: Recorder;
  jobEchoes: Echoes<Job>;
  podEchoes: Echoes<Pod>;
  /** By the uid of the Job. */
  backoffs: Map<string, BackoffRecord>;
  observer?: ControllersObserver;
}

/** The key under which a Job is worked on. */
export function keyOf({ metadata }: Job): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** Whether `spec.managedBy` names somebody else, who then does all that this controller would. */
export function isManagedElsewhere({ spec }: Job): boolean {
  return spec.managedBy !== undefined && spec.managedBy !== 'kubernetes.io/job-controller';
}
