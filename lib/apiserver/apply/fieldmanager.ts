import { sameJson, sameMembers } from '../../meta/equal';
import type { KubeObject, ManagedFieldsEntry } from '../../meta/object';
import { type Comparison, compareFields } from '../../patch/apply/comparison';
import type { FieldSet } from '../../patch/apply/fieldset';
import { type Managers, readManagers, writeManagers } from '../../patch/apply/managers';
import { trackChange, type Writer } from '../../patch/apply/ownership';
import { toTime } from '../../time/clock';
import type { AnyStrategy, Served } from '../kinds';

import { structureOf, zeroOf } from './structures';

/** What must be known of a kind to say who owns the fields of its objects. */
export interface Managed extends Pick<Served, 'apiVersion' | 'collection' | 'schema' | 'schemas' | 'show'> {
  strategy: Pick<AnyStrategy, 'status'>;
}

/** A write as far as it matters who comes to own what. */
export interface FieldWrite {
  served: Managed;
  subresource: string;
  /** The name of the writer: the `fieldManager` of the request, or what its user agent says. */
  manager: string;
  nowMs: number;
}

/**
 * `metadata.managedFields` after a write that creates an object (`live` is `undefined`), updates or patches it. `next` is the
 * new state, defaulted, and may bring managed fields of its own. Objects whose fields nobody managed so far stay unmanaged. The
 * rules of `FieldManager.UpdateNoErrors` of apimachinery.
 */
export function managedAfter(
  write: FieldWrite,
  live: KubeObject | undefined,
  next: KubeObject,
): ManagedFieldsEntry[] | undefined {
  const { served, subresource } = write;
  const before = live?.metadata.managedFields;
  const given = next.metadata.managedFields;
  const isOwn = !subresource && given !== undefined && given !== before;
  const managers = isOwn ? givenManagers(live, next) : managersOf(live);
  if (managers.size === 0 && live) return undefined;
  const writer = writerOf(write);
  const change = compareFields(writer.structure, shown(served, live), shown(served, next));
  const after = () => writeManagers(trackChange(change, managers, writer));
  return isOwn ? after() : onceManaged(before ?? nobody, alikeText(write, writer, change), after);
}

const nobody: ManagedFieldsEntry[] = [];

/** Lists of managed fields by number, and what came of the latest writes over them, by the text of the write. */
const numbers = new WeakMap<ManagedFieldsEntry[], number>();
let lastNumber = 0;
const outcomes = new Map<string, ManagedFieldsEntry[] | undefined>();
const mostOutcomes = 1000;

/**
 * Managed fields after a write, made once for writes alike: the pods of a Job are written by the same writers in the same way,
 * and so have one list between them.
 */
function onceManaged(
  before: ManagedFieldsEntry[],
  text: string,
  make: () => ManagedFieldsEntry[] | undefined,
): ManagedFieldsEntry[] | undefined {
  const number = numbers.get(before) ?? ++lastNumber;
  numbers.set(before, number);
  const key = `${number} ${text}`;
  if (outcomes.has(key)) return outcomes.get(key);
  const made = make();
  if (outcomes.size >= mostOutcomes) outcomes.clear();
  outcomes.set(key, made);
  return made;
}

/** All that matters of a write for who owns what after it, besides who did before. */
function alikeText({ served }: FieldWrite, { name, subresource, time }: Writer, change: Comparison): string {
  const { added, modified, removed } = change;
  const fields = JSON.stringify([name, added, modified, removed]);
  return `${served.apiVersion}/${served.collection}/${subresource} ${time} ${fields}`;
}

/** The object with these managed fields, or with none. */
export function withManagedFields(
  object: KubeObject,
  managedFields: ManagedFieldsEntry[] | undefined,
): KubeObject {
  if (object.metadata.managedFields === managedFields) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: managedFields ? { ...metadata, managedFields } : metadata };
}

/** The writer of an update, or of an applied configuration. */
export function writerOf(write: FieldWrite, operation: Writer['operation'] = 'Update'): Writer {
  const { served, subresource, manager, nowMs } = write;
  return {
    name: manager || 'unknown',
    operation,
    apiVersion: served.apiVersion,
    subresource,
    time: toTime(nowMs),
    structure: structureOf(served.schema),
    ignored: ignoredBy(served, subresource),
    structureOf: (apiVersion) => {
      const schema = served.schemas.get(apiVersion);
      return schema === undefined ? undefined : structureOf(schema);
    },
  };
}

/** An object as the version of a write shows it, without its managed fields; an empty one where there is none yet. */
export function shown(served: Managed, object: KubeObject | undefined): object {
  if (!object) return zeroOf(served.schema);
  const form = served.show(object);
  const { managedFields: _, ...metadata } = form.metadata;
  return { ...form, metadata };
}

/** The managers of a stored object; none when they cannot be read. */
export function managersOf(object: KubeObject | undefined): Managers {
  try {
    return readManagers(object?.metadata.managedFields);
  } catch {
    return new Map();
  }
}

/** Clients may set the managed fields, and take them all away by a single empty entry. */
function givenManagers(live: KubeObject | undefined, next: KubeObject): Managers {
  const given = next.metadata.managedFields ?? [];
  const isReset = given.length === 0 || (given.length === 1 && Object.keys(given[0]!).length === 0);
  if (isReset) return new Map();
  const managers = managersOf(next);
  return managers.size > 0 ? managers : managersOf(live);
}

const status: FieldSet = { 'f:status': {} };
const allButStatus: FieldSet = { 'f:spec': {} };
const allButPodStatus: FieldSet = {
  'f:spec': {},
  'f:metadata': { 'f:deletionTimestamp': {}, 'f:ownerReferences': {} },
};

/** What a write cannot set (`GetResetFields` of Kubernetes' strategies). */
function ignoredBy({ strategy, collection }: Managed, subresource: string): FieldSet {
  if (!strategy.status) return {};
  if (subresource !== 'status') return status;
  return collection === 'pods' ? allButPodStatus : allButStatus;
}

/**
 * The new state of an object with the times of its managed fields as they were, where nothing but these times would change: a
 * write that changes nothing must not look like one (`IgnoreManagedFieldsTimestampsTransformer`).
 */
export function withSteadyTimes(next: KubeObject, current: KubeObject): KubeObject {
  const [given, before] = [next.metadata.managedFields, current.metadata.managedFields];
  if (!given || !before || given.length !== before.length) return next;
  if (!given.every((entry, at) => sameMembers(entry, before[at]!, (member) => member === 'time')))
    return next;
  const steady = { ...next, metadata: { ...next.metadata, managedFields: before } };
  return sameJson(steady, current) ? steady : next;
}

const longestManager = 128;

/** The name of a writer that names itself only by its user agent: what stands before the first `/`, as far as it prints. */
export function managerOfAgent(userAgent: string): string {
  const prefix = userAgent.split('/')[0]!;
  let name = '';
  for (const character of prefix) {
    if (!/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) continue;
    if (new TextEncoder().encode(name + character).length > longestManager) break;
    name += character;
  }
  return name;
}
