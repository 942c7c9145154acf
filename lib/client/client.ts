import type { KubeList, KubeObject } from '../meta/object';
import type { Status } from '../meta/status';
import type { Resource } from '../resources/kind';

/** What every write takes. */
export interface WriteOptions {
  /** `All`: everything is checked and answered, nothing is stored. */
  dryRun?: 'All';
  fieldManager?: string;
  fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  /** `status` or another subresource of the kind. */
  subresource?: string;
}

/** What narrows a list, a watch or a collection's deletion. */
export interface ListOptions {
  /** All namespaces when left out. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
  resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  signal?: AbortSignal;
}

export interface WatchOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Where to start: events after this version. Left out or `'0'`: the present objects come first, as `ADDED`. */
  resourceVersion?: string;
  /** `BOOKMARK` events that tell how far the stream is. */
  allowWatchBookmarks?: boolean;
  /** With a bookmark annotated `k8s.io/initial-events-end: "true"` once the present objects have been sent. */
  sendInitialEvents?: boolean;
  timeoutSeconds?: number;
  signal?: AbortSignal;
}

/** `metav1.DeleteOptions`, as far as clients of ours send them. */
export interface DeleteOptions {
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  gracePeriodSeconds?: number;
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: 'All';
}

/** The patch forms of the API and their media types. */
export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

/** One event of a watch. An `ERROR` ends the stream; 410 `Expired` means: list again. */
export type WatchEvent<T> =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: T }
  | { type: 'BOOKMARK'; object: KubeObject }
  | { type: 'ERROR'; object: Status };

/** `PodLogOptions`. */
export interface LogOptions {
  container?: string;
  follow?: boolean;
  previous?: boolean;
  sinceSeconds?: number;
  sinceTime?: string;
  timestamps?: boolean;
  tailLines?: number;
  limitBytes?: number;
  signal?: AbortSignal;
}

/**
 * The verbs of the Kubernetes API. The same interface stands before a real cluster over HTTP and before the API server of
 * this process; callers cannot tell. Every verb rejects with a `StatusError` when the API refuses. Objects that come out
 * are shared and must not be mutated.
 */
export interface ApiClient {
  get<T extends KubeObject>(resource: Resource<T>, namespace: string | undefined, name: string): Promise<T>;
  list<T extends KubeObject>(resource: Resource<T>, options?: ListOptions): Promise<KubeList<T>>;
  create<T extends KubeObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T>;
  /** Replaces the object; its `resourceVersion`, where given, guards the write (409 Conflict). */
  update<T extends KubeObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T>;
  patch<T extends KubeObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    name: string,
    type: PatchType,
    patch: unknown,
    options?: WriteOptions & { force?: boolean },
  ): Promise<T>;
  /** Answers the object while it is still going (finalizers, grace period), else a success `Status`. */
  delete<T extends KubeObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    name: string,
    options?: DeleteOptions,
  ): Promise<T | Status>;
  deleteCollection<T extends KubeObject>(
    resource: Resource<T>,
    list: ListOptions & { namespace: string },
    options?: DeleteOptions,
  ): Promise<void>;
  /** Ends without error when the server closes the stream or `signal` aborts. */
  watch<T extends KubeObject>(resource: Resource<T>, options?: WatchOptions): AsyncIterable<WatchEvent<T>>;
  /** Creates a subresource object such as `binding` or `eviction` of a pod. */
  createSubresource(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    subresource: string,
    body: unknown,
  ): Promise<unknown>;
  /** The log of a pod's container, in chunks as they come. */
  log(namespace: string, pod: string, options?: LogOptions): AsyncIterable<Uint8Array>;
}
