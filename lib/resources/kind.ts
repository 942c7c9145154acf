import type { FieldError } from '../meta/field';
import type { KubeObject } from '../meta/object';

/**
 * The name of a kind of object: what a client needs to address it. `T` is the object's type; `jobs`,
 * `pods` and the others are declared beside their types.
 */
export interface Resource<T extends KubeObject = KubeObject> {
  /** `''` for core. */
  readonly group: string;
  readonly version: string;
  /** Plural, as in URLs. */
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Holds `T`; never set. */
  readonly object?: T;
}

/** `apiVersion` of a resource: `v1`, `batch/v1`. */
export function apiVersionOf({ group, version }: Pick<Resource, 'group' | 'version'>): string {
  return group ? `${group}/${version}` : version;
}

/**
 * The URL path of a resource's collection, or of one object of it, or of a subresource. Names are
 * percent-encoded.
 */
export function pathOf(resource: Resource, namespace?: string, name?: string, subresource?: string): string {
  const { group, version, plural } = resource;
  const parts = [group ? `/apis/${group}/${version}` : `/api/${version}`];
  if (namespace && resource.namespaced) parts.push('namespaces', encodeURIComponent(namespace));
  parts.push(plural);
  if (name) parts.push(encodeURIComponent(name));
  if (subresource) parts.push(subresource);
  return parts.join('/');
}

/** A column of the kind's Table, as `kubectl get` prints it. */
export interface Column<T> {
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  format: string;
  description: string;
  /** 0 is always shown, 1 with `-o wide`. */
  priority: number;
  /** The cell of one object; `nowMs` serves ages and durations. */
  cell: (object: T, nowMs: number) => string | number | boolean;
}

/** `metav1.TableRowCondition`. */
export interface RowCondition {
  type: string;
  status: 'True' | 'False';
  reason: string;
  message: string;
}

/** What a strategy may need to know of the request. */
export interface RequestContext {
  nowMs: number;
  /** Version the request names, such as `v1beta1` where the kind is stored as `v1`. */
  version: string;
  /** Group the request names, where that is not the one the kind is stored in (`events.k8s.io`). */
  group?: string;
}

/**
 * What one kind contributes to the API server's generic verbs, as a registry strategy does in Kubernetes.
 * All of it is pure: objects come in, new objects come out, nothing is mutated.
 */
export interface Strategy<T extends KubeObject> {
  readonly resource: Resource<T>;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** Further versions under which the same objects are served (`v1beta1` of CronJob). */
  readonly aliasVersions?: readonly string[];
  /** Subresources besides `status`, by name, with the verbs discovery tells (`log: ['get']`). */
  readonly subresources?: Readonly<
    Record<string, { kind: string; verbs: readonly string[]; group?: string; version?: string }>
  >;
  /** The definition in the generated OpenAPI, such as `io.k8s.api.batch.v1.Job`. */
  readonly schema: string;
  readonly columns: readonly Column<T>[];
  /** `conditions` of the object's row in a Table (pods that have ended are `Completed`). */
  rowConditions?(object: T): RowCondition[] | undefined;
  /**
   * The words a `fieldSelector` may name besides `metadata.name` and `metadata.namespace`, and their
   * values.
   */
  readonly fields?: Readonly<Record<string, (object: T) => string>>;
  /**
   * Whether Kubernetes keeps a new object with less than it shows, because it fills in the rest each time it reads. The first update of
   * such an object is a change, whatever it says.
   */
  isKeptShort?(object: T): boolean;
  /** Fills every field Kubernetes defaults. Idempotent; what is shared with the `stored` object has been filled. */
  defaults(object: T, stored?: T): T;
  /**
   * Resets what clients may not set on create (status, generation) and derives what the server generates
   * (selectors, labels).
   */
  prepareCreate(object: T, context: RequestContext): T;
  validate(object: T, context: RequestContext): FieldError[];
  /** Carries over what an update may not touch (status; generation bumped when the spec changed). */
  prepareUpdate(next: T, previous: T, context: RequestContext): T;
  validateUpdate(next: T, previous: T, context: RequestContext): FieldError[];
  /** The two hooks of the status subresource; absent where the kind has none. */
  readonly status?: {
    prepareUpdate(next: T, previous: T, context: RequestContext): T;
    validateUpdate(next: T, previous: T, context: RequestContext): FieldError[];
  };
  /** Texts of `Warning` headers (`299 - "…"` is added by the server) on create or update. */
  warnings?(object: T, previous: T | undefined): string[];
  /** An update of an object that is not there creates it (`AllowCreateOnUpdate`). */
  readonly createsOnUpdate?: boolean;
  /**
   * What propagation applies when the client names none; `Orphan` for Jobs in batch/v1, `Background`
   * elsewhere.
   */
  readonly defaultPropagation?: 'Background' | 'Orphan';
  /** An update must name the version it replaces (no `AllowUnconditionalUpdate`). */
  readonly needsVersion?: boolean;
  /** A deletion that is done at once answers the object as it was, and not a `Status` that names it. */
  readonly answersDeletedObject?: boolean;
  /**
   * Pods are deleted gracefully: seconds given to a deletion that names none, or 0 when it may go at once.
   */
  gracePeriodSeconds?(object: T, asked: number | undefined): number;
}
