import type { KubeObject } from '../meta/object';
import { apiVersionOf, type Resource, type Strategy } from '../resources/kind';
import type { Named } from './errors';
import { type EventV1, eventV1Fields, fromEventV1, toEventV1 } from './eventv1';

/** A strategy whose object type is not known here. */
export type AnyStrategy = Strategy<KubeObject>;

/** One kind under one version, as a URL names it. */
export interface Served {
  readonly strategy: AnyStrategy;
  /** The resource as this version names it. */
  readonly resource: Resource;
  readonly apiVersion: string;
  /** How messages name the collection and the kind. */
  readonly plural: Named;
  readonly kind: Named;
  /** The definition in the OpenAPI document that bodies of this version are checked against. */
  readonly schema: string;
  /** The definitions of all versions of the kind, by `apiVersion`. */
  readonly schemas: ReadonlyMap<string, string>;
  /** The words a field selector may name, and their values; none where only name and namespace are known. */
  readonly fields: AnyStrategy['fields'];
  /** Where objects of the kind lie in the store: the first part of their keys. */
  readonly collection: string;
  /** The object as this version shows it; the same object where versions differ in name only. */
  readonly show: (object: KubeObject) => KubeObject;
  /** An object of this version as it is stored. */
  readonly read: (object: KubeObject) => KubeObject;
}

/** All kinds that are served, by group, version and plural. */
export interface Kinds {
  /** Every version of every kind, the stored version of a kind first. */
  readonly all: readonly Served[];
  find(group: string, version: string, plural: string): Served | undefined;
  /** The version a resource of the program names. */
  of(resource: Resource): Served;
  /** The served kind of a body's `apiVersion` and `kind`. */
  byKind(apiVersion: string, kind: string): Served | undefined;
}

/**
 * The table of kinds of these strategies, with their alias versions and `events.k8s.io/v1` beside the core
 * Event.
 */
export function kindsOf(strategies: readonly AnyStrategy[]): Kinds {
  const all = strategies.flatMap(versionsOf);
  const byPath = new Map(all.map((served) => [`${served.apiVersion}/${served.resource.plural}`, served]));
  const byKind = new Map(all.map((served) => [`${served.apiVersion}/${served.resource.kind}`, served]));
  const find = (group: string, version: string, plural: string) =>
    byPath.get(`${group ? `${group}/` : ''}${version}/${plural}`);
  return {
    all,
    find,
    of(resource) {
      const served = find(resource.group, resource.version, resource.plural);
      if (!served) throw new Error(`${resource.plural} of ${apiVersionOf(resource)} are not served`);
      return served;
    },
    byKind: (apiVersion, kind) => byKind.get(`${apiVersion}/${kind}`),
  };
}

function versionsOf(strategy: AnyStrategy): Served[] {
  const { resource, aliasVersions = [] } = strategy;
  const schemas = new Map<string, string>();
  const versions = [resource, ...aliasVersions.map((version) => ({ ...resource, version }))].map((version) =>
    serve(strategy, version, schemas),
  );
  if (resource.plural === 'events' && resource.group === '') versions.push(eventsV1(strategy, schemas));
  for (const { apiVersion, schema } of versions) schemas.set(apiVersion, schema);
  return versions;
}

function serve(strategy: AnyStrategy, resource: Resource, schemas: ReadonlyMap<string, string>): Served {
  const { group, plural, kind } = resource;
  const apiVersion = apiVersionOf(resource);
  const stored = apiVersionOf(strategy.resource);
  const stamp = (version: string) => (object: KubeObject) =>
    object.apiVersion === version && object.kind === kind ? object : { ...object, apiVersion: version, kind };
  return {
    strategy,
    resource,
    apiVersion,
    plural: { group, name: plural },
    kind: { group, name: kind },
    schema: strategy.schema,
    schemas,
    fields: strategy.fields,
    collection: group ? `${plural}.${group}` : plural,
    show: apiVersion === stored ? (object) => object : remember(stamp(apiVersion)),
    read: stamp(stored),
  };
}

function eventsV1(strategy: AnyStrategy, schemas: ReadonlyMap<string, string>): Served {
  const resource = { ...strategy.resource, group: 'events.k8s.io' };
  return {
    ...serve(strategy, resource, schemas),
    schema: 'io.k8s.api.events.v1.Event',
    fields: eventV1Fields(strategy.fields),
    collection: 'events',
    show: remember((object) => toEventV1(object as Parameters<typeof toEventV1>[0])),
    read: (object) => fromEventV1(object as EventV1),
  };
}

/** Makes the other form of an object once, so that its bytes are encoded once too. */
function remember(make: (object: KubeObject) => KubeObject): (object: KubeObject) => KubeObject {
  const made = new WeakMap<KubeObject, KubeObject>();
  return (object) => {
    const known = made.get(object);
    if (known) return known;
    const fresh = make(object);
    made.set(object, fresh);
    return fresh;
  };
}

/** The key of an object in the store. */
export function keyOf(served: Served, namespace: string | undefined, name: string): string {
  return served.resource.namespaced
    ? `${served.collection}/${namespace}/${name}`
    : `${served.collection}/${name}`;
}

/** The prefix of the keys of a collection, of one namespace where one is named. */
export function prefixOf(served: Served, namespace: string | undefined): string {
  return namespace && served.resource.namespaced
    ? `${served.collection}/${namespace}/`
    : `${served.collection}/`;
}
