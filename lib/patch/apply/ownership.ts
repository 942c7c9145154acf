import { sameJson } from '../../meta/equal';
import { checkStructure, joinErrors } from './check';
import { type Comparison, changedFields, compareFields, ignoring } from './comparison';
import type { PathElement } from './element';
import {
  difference,
  type FieldSet,
  intersection,
  isEmptySet,
  noFields,
  pathsOf,
  union,
  withoutTrees,
} from './fieldset';
import { capUpdaters, type Manager, type Managers, managerKey, owning } from './managers';
import { fieldsOf } from './members';
import { mergeFields } from './merging';
import { removeFields, withNamedFields } from './removal';
import type { Structure } from './structure';

/** Who writes, and how. */
export interface Writer extends Omit<Manager, 'fields'> {
  /** The time of the write. */
  time: string;
  /** What objects are made of in the version the write goes through. */
  structure: Structure;
  /** What the write cannot set, and the writer does not come to own: the status, or all but the status. */
  ignored: FieldSet;
  /** The structure of a version in which somebody owns fields; `undefined` for one that is no longer known. */
  structureOf(apiVersion: string): Structure | undefined;
}

/** A field that an applied configuration would change although somebody else owns it. */
export interface Conflict {
  manager: Manager;
  path: PathElement[];
}

/** What cannot be applied without force, as others own it. */
export class ConflictsError extends Error {
  constructor(readonly conflicts: readonly Conflict[]) {
    super(`${conflicts.length} conflicts`);
  }
}

/** What is wrong with an applied configuration as an object of its kind. */
export class ConfigurationError extends Error {}

/** Fields of an object nobody owns: the server's own, and what names it (`stripMetaManager` of apimachinery). */
const unowned: FieldSet = {
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:name': {},
    'f:namespace': {},
    'f:creationTimestamp': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:clusterName': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:resourceVersion': {},
  },
};

/**
 * The managers after an object was written as a whole (created, updated, patched): the writer owns what it changed, others no
 * longer do. The objects come in the form of the writer's version. The rules of `Updater.Update` of structured-merge-diff and
 * of the managers apimachinery puts around it.
 */
export function trackUpdate(live: object, next: object, managers: Managers, writer: Writer): Managers {
  return trackChange(compareFields(writer.structure, live, next), managers, writer);
}

/** The same, of an object that was compared with its new state before. */
export function trackChange(change: Comparison, managers: Managers, writer: Writer): Managers {
  const compared = ignoring(change, writer.ignored);
  const tracked = owning(yielding(managers, compared, writer));
  const fields = difference(changedFields(compared), unowned);
  if (!isEmptySet(fields)) {
    const key = managerKey(writer);
    const before = tracked.get(key)?.fields ?? noFields;
    tracked.set(key, managerOf(writer, union(before, fields), writer.time));
  }
  return capUpdaters(tracked);
}

/** What came of an applied configuration. */
export interface Applied {
  /** The object as it is now, before it is defaulted; `undefined` when nothing changed. */
  object: object | undefined;
  managers: Managers;
}

/**
 * Lays a configuration over an object: what it says is set and owned by the writer, what it no longer says and nobody else owns
 * is removed. Throws a `ConfigurationError` for a configuration that is no object of its kind, and a `ConflictsError` when it
 * changes what others own, unless it is forced. The rules of `Updater.Apply` of structured-merge-diff.
 */
export function applyConfiguration(
  live: object,
  configuration: object,
  managers: Managers,
  writer: Writer,
  isForced: boolean,
): Applied {
  const { structure, ignored } = writer;
  const errors = checkStructure(structure, configuration);
  if (errors.length > 0) throw new ConfigurationError(joinErrors(errors));
  const key = managerKey(writer);
  const last = managers.get(key);
  const fields = withoutTrees(fieldsOf(structure, configuration), ignored);
  const others = new Map(managers);
  others.delete(key);
  const merged = mergeFields(structure, live, configuration);
  const next = (
    last ? prune(merged, last.fields, [fields, ...fieldsIn(others)], structure) : merged
  ) as object;

  const compared = ignoring(compareFields(structure, live, next), ignored);
  const conflicts = isForced ? [] : conflictsIn(others, compared, writer);
  if (conflicts.length > 0) throw new ConflictsError(conflicts);
  const isSame = sameJson(live, next);
  const own = managerOf(writer, difference(fields, unowned), isSame ? last?.time : writer.time);
  return {
    object: isSame ? undefined : next,
    managers: owning([...yielding(others, compared, writer), [key, own]]),
  };
}

function managerOf(writer: Writer, fields: FieldSet, time?: string): Manager {
  const { name, operation, apiVersion, subresource } = writer;
  return { name, operation, apiVersion, subresource, ...(time ? { time } : {}), fields };
}

function fieldsIn(managers: Managers): FieldSet[] {
  return [...managers.values()].map(({ fields }) => fields);
}

/**
 * The managers without what was changed or removed under them. Those of a version nobody knows any more are dropped; those of
 * another form of the same object (an Event has two) keep what they have.
 */
function yielding(managers: Managers, compared: Comparison, writer: Writer): [string, Manager][] {
  const lost = union(changedFields(compared), compared.removed);
  const left: [string, Manager][] = [];
  for (const [key, manager] of managers) {
    const structure = writer.structureOf(manager.apiVersion);
    if (!structure) continue;
    const fields = structure === writer.structure ? difference(manager.fields, lost) : manager.fields;
    left.push([key, fields === manager.fields ? manager : { ...manager, fields }]);
  }
  return left;
}

function conflictsIn(managers: Managers, compared: Comparison, writer: Writer): Conflict[] {
  const changed = changedFields(compared);
  return [...managers]
    .filter(([, { apiVersion }]) => writer.structureOf(apiVersion) === writer.structure)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, manager]) =>
      [...pathsOf(intersection(manager.fields, changed))].map((path) => ({ manager, path })),
    );
}

/**
 * Removes what the writer applied last time and no longer says, unless somebody owns it (`owned`: the writer's new fields among
 * them). What had been removed only because it stood below something removed comes back.
 */
function prune(merged: unknown, last: FieldSet, owned: readonly FieldSet[], structure: Structure): unknown {
  if (isEmptySet(last)) return merged;
  const named = (set: FieldSet) => withNamedFields(set, structure);
  const present = named(fieldsOf(structure, merged));
  const lastNamed = named(last);
  const bare = removeFields(structure, merged, lastNamed);
  const kept = union(named(fieldsOf(structure, bare)), named(owned.reduce(union, noFields)));
  const restored = removeFields(structure, merged, difference(present, kept));
  const gone = difference(present, named(fieldsOf(structure, restored)));
  return removeFields(structure, merged, intersection(gone, lastNamed));
}
