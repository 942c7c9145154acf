import { sharing } from '../meta/equal';
import type { KubeObject, ObjectMeta } from '../meta/object';
import type { Status } from '../meta/status';
import type { RequestContext } from '../resources/kind';
import { segmentName, validateAnyMetadata } from '../resources/metadata';
import type { Pod } from '../resources/pod/types';
import { ExistsError, type Store, type Stored } from '../store/store';
import type { Clock } from '../time/clock';
import { toTime } from '../time/clock';
import { newUid, type Random, randomSuffix } from '../time/random';
import { admitCreate, admitDelete } from './admission';
import { managedAfter, withManagedFields, withSteadyTimes } from './apply/fieldmanager';
import { integerProblem } from './bodies/gointeger';
import { isReleased, planDeletion } from './deletion';
import {
  alreadyExists,
  badRequest,
  conflict,
  invalid,
  nameNotGenerated,
  notFound,
  serverError,
  versionMissing,
} from './errors';
import { keyOf, type Served } from './kinds';
import { type Listing, listObjects } from './listing';
import { terminateNamespace } from './namespaces';
import type { Deletion, ListQuery } from './options';
import { admitPod } from './pods/podadmission';
import { updateRules } from './updaterules';
import { startWatch, type WatchRequest, type WatchSink } from './watch/watching';

/** What accompanies a write. */
export interface WriteContext {
  dryRun?: boolean;
  /** Who comes to own the fields that are set. */
  manager?: string;
  /** The object comes with its managed fields settled, as an applied one does. */
  isManaged?: boolean;
  /** Takes the texts of warnings. */
  warn?: (text: string) => void;
}

/**
 * What became of a deletion: the object while it is still there (or as it was, for kinds that answer it), or
 * only its name.
 */
export type Deleted = { object: KubeObject; isRemoved?: boolean } | { details: Status['details'] };

/** Most names that are drawn for an object before giving up. */
const mostDraws = 8;
const longestName = 63;
const suffixLength = 5;

/**
 * The verbs on stored objects, the same for every kind: what differs is in the kind's strategy. Objects come
 * in and go out in their stored form. Every answer waits until what it tells is durable. Refusals reject with
 * a `StatusError`.
 *
 * Reading, deciding and writing happen in one turn, so that no other write comes between and none has to be
 * tried again.
 */
export class Registry {
  /** Objects that were never updated, and of which Kubernetes would keep less than it shows. */
  private readonly keptShort = new WeakSet<KubeObject>();

  constructor(
    readonly store: Store,
    readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** Reads one object; 404 when it is not there. */
  async get(served: Served, namespace: string | undefined, name: string): Promise<KubeObject> {
    const stored = this.find(served, namespace, name);
    await this.store.durable(stored.revision);
    return stored.object;
  }

  list(served: Served, namespace: string | undefined, query: ListQuery): Promise<Listing> {
    return listObjects(this.store, served, namespace, query);
  }

  watch(served: Served, request: WatchRequest, sink: WatchSink): () => void {
    return startWatch(this.store, served, request, sink);
  }

  /** Creates an object; its name may be generated. */
  async create(
    served: Served,
    namespace: string | undefined,
    input: KubeObject,
    context: WriteContext = {},
  ): Promise<KubeObject> {
    const { metadata } = input;
    const isGenerated = !metadata.name && Boolean(metadata.generateName);
    for (let draw = 1; ; draw++) {
      const object = this.prepare(served, namespace, input, context);
      try {
        return await this.insert(served, namespace, object, context);
      } catch (error) {
        if (!(error instanceof ExistsError)) throw error;
        const name = object.metadata.name!;
        if (isGenerated && draw < mostDraws) continue;
        if (isGenerated) throw nameNotGenerated(served.plural, name);
        const there = this.store.get(keyOf(served, namespace, name));
        throw alreadyExists(served.plural, name, Boolean(there?.object.metadata.deletionTimestamp));
      }
    }
  }

  private prepare(
    served: Served,
    namespace: string | undefined,
    input: KubeObject,
    context: WriteContext,
  ): KubeObject {
    const { strategy } = served;
    const request = this.requestContext(served);
    const metadata = this.newMeta(expectNamespace(input.metadata, namespace), request.nowMs);
    if (namespace !== undefined) admitCreate(this.store, served, namespace, { metadata: input.metadata });
    const completed = strategy.defaults({ ...input, metadata });
    const defaulted = this.manage(served, undefined, completed, context);
    const admitted = served.collection === 'pods' ? admitPod(defaulted as Pod) : defaulted;
    const object = strategy.prepareCreate(admitted, request);
    const found = strategy.validate(object, request);
    const { namespaced } = strategy.resource;
    const errors =
      found.length > 0 ? found : [...validateAnyMetadata(object.metadata, namespaced, segmentName)];
    if (errors.length > 0) throw invalid(served.kind, object.metadata.name ?? '', errors);
    for (const text of strategy.warnings?.(object, undefined) ?? []) context.warn?.(text);
    return object;
  }

  private newMeta(metadata: ObjectMeta, nowMs: number): ObjectMeta {
    const {
      selfLink: _link,
      deletionTimestamp: _time,
      deletionGracePeriodSeconds: _grace,
      ...given
    } = metadata;
    const name =
      given.name || !given.generateName
        ? given.name
        : given.generateName.slice(0, longestName - suffixLength) + randomSuffix(this.random, suffixLength);
    return {
      ...given,
      ...(name ? { name } : {}),
      uid: newUid(this.random),
      creationTimestamp: toTime(nowMs),
    };
  }

  private async insert(
    served: Served,
    namespace: string | undefined,
    object: KubeObject,
    { dryRun }: WriteContext,
  ): Promise<KubeObject> {
    const key = keyOf(served, namespace, object.metadata.name ?? '');
    if (dryRun) {
      if (this.store.get(key)) throw new ExistsError(`${key} exists already`);
      return object;
    }
    const { resourceVersion } = object.metadata;
    if (resourceVersion && !integerProblem('ParseUint', resourceVersion) && Number(resourceVersion) !== 0) {
      throw serverError('resourceVersion should not be set on objects to be created');
    }
    const isKeptShort = served.strategy.isKeptShort?.(object);
    const creating = this.store.create(key, object);
    if (isKeptShort) this.keptShort.add(this.store.get(key)!.object);
    return (await creating).object;
  }

  /**
   * Changes an object: `change` makes the new state from the present one, and may refuse. A version or uid it
   * names must be the present one. An object whose deletion waited only for what the change took away is
   * removed.
   */
  async update(
    served: Served,
    namespace: string | undefined,
    name: string,
    change: (current: KubeObject) => KubeObject,
    context: WriteContext & { subresource?: string } = {},
  ): Promise<KubeObject> {
    const current = this.find(served, namespace, name);
    const request = this.requestContext(served);
    const next = sharing(change(current.object), current.object);
    this.checkVersion(served, next, current);
    const given = { ...next, metadata: expectNamespace(next.metadata, namespace) };
    const rules = updateRules(served.strategy, context.subresource ?? '');
    const completed = rules.complete(given, current.object);
    const managed = this.manage(served, current.object, completed, context);
    const object = rules.prepare(managed, current.object, request);
    const errors = rules.validate(object, current.object, request);
    if (errors.length > 0) throw invalid(served.kind, object.metadata.name ?? '', errors);
    if (!context.subresource) {
      for (const text of served.strategy.warnings?.(object, current.object) ?? []) context.warn?.(text);
    }
    return this.replace(served, current, withSteadyTimes(object, current.object), context);
  }

  /**
   * Lays an applied configuration over an object: `apply` makes the new state of the present one, or of none. Answers whether
   * the object was created. A subresource is never created.
   */
  async apply(
    served: Served,
    namespace: string | undefined,
    name: string,
    apply: (current: KubeObject | undefined) => KubeObject,
    context: WriteContext & { subresource?: string } = {},
  ): Promise<{ object: KubeObject; isNew: boolean }> {
    const managed = { ...context, isManaged: true };
    if (context.subresource || this.store.get(keyOf(served, namespace, name))) {
      return { object: await this.update(served, namespace, name, apply, managed), isNew: false };
    }
    const applied = apply(undefined);
    // A version says nothing about an object that is not there yet.
    const { resourceVersion: _, ...metadata } = applied.metadata;
    const object = { ...applied, metadata };
    const { uid } = metadata;
    if (uid) {
      const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
      throw conflict(served.plural, name, why);
    }
    return { object: await this.create(served, namespace, object, managed), isNew: true };
  }

  /** The new state with its managed fields, of which nothing else depends. */
  private manage(
    served: Served,
    live: KubeObject | undefined,
    next: KubeObject,
    { manager = '', isManaged, subresource = '' }: WriteContext & { subresource?: string },
  ): KubeObject {
    if (isManaged) return next;
    const write = { served, subresource, manager, nowMs: this.clock.now() };
    return withManagedFields(next, managedAfter(write, live, next));
  }

  /** Stores the new state of an object, or removes it when nothing holds it any longer. */
  async replace(
    served: Served,
    current: Stored,
    next: KubeObject,
    { dryRun }: WriteContext = {},
  ): Promise<KubeObject> {
    const isLast = isReleased(next, current.object) && rulesRelease(served, next);
    if (dryRun) return next;
    const evenIfSame = this.keptShort.has(current.object);
    if (!isLast) return (await this.store.update(current.key, current.revision, next, { evenIfSame })).object;
    await this.store.delete(current.key, current.revision);
    return next;
  }

  /** Deletes an object, now or when its grace and its finalizers allow. */
  async delete(
    served: Served,
    namespace: string | undefined,
    name: string,
    options: Deletion,
    context: WriteContext = {},
  ): Promise<Deleted> {
    this.warnOfOrphans(served, options, context);
    admitDelete(served, name);
    return this.remove(served, this.find(served, namespace, name), options);
  }

  /** Deletes everything a query selects; answers what it found. */
  async deleteCollection(
    served: Served,
    namespace: string | undefined,
    query: ListQuery,
    options: Deletion,
    context: WriteContext = {},
  ): Promise<Listing> {
    this.warnOfOrphans(served, options, context);
    const listing = await this.list(served, namespace, query);
    await Promise.all(
      listing.items.map(async ({ metadata }) => {
        const found = this.store.get(keyOf(served, metadata.namespace, metadata.name ?? ''));
        if (found) await this.remove(served, found, options);
      }),
    );
    return listing;
  }

  private async remove(served: Served, current: Stored, options: Deletion): Promise<Deleted> {
    const { object } = current;
    if (served.collection === 'namespaces') {
      const terminating = terminateNamespace(served, object, options, this.clock.now());
      if (terminating) return { object: await this.mark(current, terminating, options) };
    }
    const plan = planDeletion(served, object, options, this.clock.now());
    if (plan.act === 'wait') {
      await this.store.durable(current.revision);
      return { object };
    }
    if (plan.act === 'remove') return this.erase(served, current, object, options);
    if (options.dryRun || !plan.thenRemove) {
      return { object: await this.mark(current, plan.next, options) };
    }
    // Watchers see the mark and then the end.
    const marking = this.store.update(current.key, current.revision, plan.next);
    const marked = this.store.get(current.key) ?? current;
    const [, deleted] = await Promise.all([marking, this.erase(served, marked, plan.next, options)]);
    return deleted;
  }

  private async mark(current: Stored, next: KubeObject, { dryRun }: Deletion): Promise<KubeObject> {
    return dryRun ? next : (await this.store.update(current.key, current.revision, next)).object;
  }

  private async erase(
    { strategy, plural }: Served,
    current: Stored,
    last: KubeObject,
    { dryRun }: Deletion,
  ): Promise<Deleted> {
    const erased = dryRun ? last : (await this.store.delete(current.key, current.revision)).object;
    if (strategy.answersDeletedObject || strategy.gracePeriodSeconds)
      return { object: erased, isRemoved: true };
    const { group, name: kind } = plural;
    const { name, uid } = last.metadata;
    return { details: { name, ...(group ? { group } : {}), kind, uid } };
  }

  private find(served: Served, namespace: string | undefined, name: string): Stored {
    const stored = this.store.get(keyOf(served, namespace, name));
    if (!stored) throw notFound(served.plural, name);
    return stored;
  }

  private checkVersion({ plural, strategy }: Served, next: KubeObject, { object, revision }: Stored): void {
    const { resourceVersion } = next.metadata;
    const problem = resourceVersion && integerProblem('ParseUint', resourceVersion);
    if (problem) throw serverError(problem);
    const asked = Number(resourceVersion ?? 0);
    if (asked === 0 && strategy.needsVersion) {
      throw versionMissing(plural, object.metadata.name ?? '');
    }
    if (asked !== 0 && asked !== revision) throw conflict(plural, object.metadata.name ?? '');
  }

  private warnOfOrphans({ strategy }: Served, options: Deletion, { warn }: WriteContext): void {
    const isNamed = options.propagationPolicy !== undefined || options.orphanDependents !== undefined;
    if (isNamed || strategy.defaultPropagation !== 'Orphan') return;
    const { plural } = strategy.resource;
    warn?.(
      `child pods are preserved by default when ${plural} are deleted; ` +
        'set propagationPolicy=Background to remove them ' +
        'or set propagationPolicy=Orphan to suppress this warning',
    );
  }

  private requestContext({ resource }: Served): RequestContext {
    const { version, group } = resource;
    return { nowMs: this.clock.now(), version, group };
  }
}

/** The metadata with the namespace of the request; 400 when it names another. */
export function expectNamespace(metadata: ObjectMeta, namespace: string | undefined): ObjectMeta {
  if (metadata.namespace === namespace) return metadata;
  if (!metadata.namespace) return { ...metadata, namespace };
  if (namespace === undefined) {
    const { namespace: _, ...clusterWide } = metadata;
    return clusterWide;
  }
  throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

/** Namespaces stay until their own finalizers are gone, too. */
function rulesRelease({ collection }: Served, next: KubeObject): boolean {
  const { spec } = next as { spec?: { finalizers?: string[] } };
  return collection !== 'namespaces' || (spec?.finalizers ?? []).length === 0;
}
