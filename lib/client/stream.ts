import type { KubeObject } from '../meta/object';
import type { Status } from '../meta/status';

/** One of the watches that a stream carries. */
export interface StreamWatch {
  /** Chosen by the reader; every line about this watch bears it. */
  id: string;
  cluster: string;
  /** `apiVersion/plural`: `batch/v1/jobs`, `v1/pods`. */
  resource: string;
  namespace?: string;
  name?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** `row` leaves out what only a detail page shows. */
  detail: 'row' | 'full';
  /** Goes on after this version; left out, everything that is there comes first. */
  resourceVersion?: string;
}

/**
 * A line of a stream. `RESET`: forget what is there, it comes anew as `ADDED` until `SYNCED`. `SYNCED`: complete and followed
 * from here on. `BOOKMARK`: complete up to `resourceVersion`; with an empty id a mere sign of life. `ERROR`: not followed at present,
 * for the reason in `status`; it is tried again by itself, and `SYNCED` tells of success.
 */
export interface StreamLine {
  id: string;
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'RESET' | 'SYNCED' | 'BOOKMARK' | 'ERROR';
  object?: KubeObject;
  resourceVersion?: string;
  status?: Status;
}
