import type { ManagedFieldsEntry } from '../../meta/object';
import { type FieldSet, inOrder, isEmptySet, readFieldSet, union } from './fieldset';

/** What one manager owns of an object: by which kind of write, in which version, through which subresource. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  /** When it last changed something, as `metav1.Time`; absent when that is not known. */
  readonly time?: string;
  readonly fields: FieldSet;
}

/** The managers of an object, by what tells them apart (`managerKey`). */
export type Managers = ReadonlyMap<string, Manager>;

/** What tells managers apart: not the version for those that apply, whose configuration moves on with them. */
export function managerKey({ name, operation, apiVersion, subresource }: Omit<Manager, 'fields'>): string {
  return JSON.stringify({
    ...(name ? { manager: name } : {}),
    operation,
    ...(operation === 'Update' ? { apiVersion } : {}),
    ...(subresource ? { subresource } : {}),
  });
}

/**
 * Reads `metadata.managedFields`. Throws an `Error` for entries that make no sense; the rules of `DecodeManagedFields` of
 * apimachinery.
 */
export function readManagers(entries: readonly ManagedFieldsEntry[] | undefined): Managers {
  const managers = new Map<string, Manager>();
  for (const [position, entry] of (entries ?? []).entries()) {
    const { manager: name = '', operation, apiVersion, subresource = '', time, fieldsType, fieldsV1 } = entry;
    if (operation !== 'Apply' && operation !== 'Update')
      throw new Error('operation must be `Apply` or `Update`');
    if (!apiVersion) throw new Error('apiVersion must not be empty');
    if (!fieldsType) throw new Error(`missing fieldsType in managed fields entry ${position}`);
    if (fieldsType !== 'FieldsV1') {
      throw new Error(`invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${position}`);
    }
    const fields = setOf(fieldsV1);
    const manager = { name, operation, apiVersion, subresource, ...(time ? { time } : {}), fields };
    managers.set(managerKey(manager), manager);
  }
  return managers;
}

/** Sets that were written here, which need no second reading. */
const written = new WeakSet<object>();

function setOf(fieldsV1: unknown): FieldSet {
  if (typeof fieldsV1 === 'object' && fieldsV1 && written.has(fieldsV1)) return fieldsV1 as FieldSet;
  return readFieldSet(fieldsV1);
}

/** Sets in their order, by the text they have in any order. */
const inTheirOrder = new Map<string, FieldSet>();
const mostInOrder = 1000;
const longestText = 16 * 1024;

/** The set in its order. Objects that are written alike have one set between them, so that it is kept and ordered once. */
function orderedSet(fields: FieldSet): FieldSet {
  if (written.has(fields)) return fields;
  const text = JSON.stringify(fields);
  const known = inTheirOrder.get(text);
  if (known) return known;
  const ordered = inOrder(fields);
  written.add(ordered);
  if (text.length > longestText) return ordered;
  if (inTheirOrder.size >= mostInOrder) inTheirOrder.clear();
  inTheirOrder.set(text, ordered);
  return ordered;
}

/** Writes managers as `metadata.managedFields`, in Kubernetes' order; `undefined` when there are none. */
export function writeManagers(managers: Managers): ManagedFieldsEntry[] | undefined {
  if (managers.size === 0) return undefined;
  return [...managers.values()].map(writeManager).sort(compareEntries);
}

function writeManager({
  name,
  operation,
  apiVersion,
  subresource,
  time,
  fields,
}: Manager): ManagedFieldsEntry {
  return {
    ...(name ? { manager: name } : {}),
    operation,
    apiVersion,
    ...(time ? { time } : {}),
    fieldsType: 'FieldsV1',
    fieldsV1: orderedSet(fields),
    ...(subresource ? { subresource } : {}),
  };
}

/** Applied configurations come first, then by age, name, version and subresource. */
function compareEntries(left: ManagedFieldsEntry, right: ManagedFieldsEntry): number {
  return (
    compare(left.operation, right.operation) ||
    compare(left.time, right.time) ||
    compare(left.manager, right.manager) ||
    compare(left.apiVersion, right.apiVersion) ||
    compare(left.subresource, right.subresource)
  );
}

function compare(left = '', right = ''): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

const mostUpdaters = 10;
const oldUpdates = 'ancient-changes';

/**
 * The managers with the oldest of those that update taken together under one name, when there are more than ten. The rule of
 * `capManagersManager` of apimachinery.
 */
export function capUpdaters(managers: Managers): Managers {
  const updaters = [...managers].filter(([, { operation }]) => operation === 'Update');
  if (updaters.length <= mostUpdaters) return managers;
  const capped = new Map(managers);
  const firstKeys = new Map<string, string>();
  let count = updaters.length;
  for (const [key, manager] of updaters.sort(byAge)) {
    if (count <= mostUpdaters) break;
    const { apiVersion, time, fields } = manager;
    const firstKey = firstKeys.get(apiVersion);
    if (firstKey === undefined) {
      firstKeys.set(apiVersion, key);
      continue;
    }
    const bucket = { name: oldUpdates, operation: 'Update', apiVersion, subresource: '' } as const;
    const bucketKey = managerKey(bucket);
    const before = capped.get(bucketKey) ?? capped.get(firstKey)!;
    if (!capped.has(bucketKey)) capped.delete(firstKey);
    capped.delete(key);
    capped.set(bucketKey, { ...bucket, ...(time ? { time } : {}), fields: union(fields, before.fields) });
    count--;
  }
  return capped;
}

function byAge([leftKey, left]: [string, Manager], [rightKey, right]: [string, Manager]): number {
  return compare(left.time, right.time) || compare(leftKey, rightKey);
}

/** The managers that own something. */
export function owning(managers: Iterable<[string, Manager]>): Map<string, Manager> {
  return new Map([...managers].filter(([, { fields }]) => !isEmptySet(fields)));
}
