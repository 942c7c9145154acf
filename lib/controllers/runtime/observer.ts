import type { Job, JobCondition } from '../../resources/job/types';

/** Is told what controllers do, for whoever measures it. */
export interface ControllersObserver {
  /** The observer of a queue, by the name Kubernetes has for it. */
  queue(name: string): QueueObserver;
  /** A Job has got the condition that ends it. */
  jobFinished(job: Job, end: JobCondition): void;
  /** A CronJob's Job was made this long after its time. */
  cronJobStarted(lateMs: number): void;
}

/** Is told what happens to the keys of a queue. */
export interface QueueObserver {
  /** The key stands in line, or will when the work on it ends. */
  added(key: string): void;
  started(key: string): void;
  ended(key: string): void;
  /** The key will be put in line again later. */
  delayed(): void;
}
