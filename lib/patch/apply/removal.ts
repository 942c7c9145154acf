import { isObject } from '../json';
import { fieldElement, fieldNameOf, type PathElement } from './element';
import { below, type FieldSet, hasPath, isEmptySet, noFields } from './fieldset';
import { fieldOf, itemElement, type Structure, settle } from './structure';

/**
 * A value without the fields, keys and list items of a set. Atomic parts stay whole; a list or map that loses everything, or
 * had nothing, becomes `null`. The rules of `TypedValue.RemoveItems` of structured-merge-diff.
 */
export function removeFields(structure: Structure, value: unknown, set: FieldSet): unknown {
  const settled = settle(structure, value);
  if (settled.kind === 'scalar') return value;
  const stays = (element: PathElement) => !hasPath(set, [element]);
  const cut = (item: unknown, itemStructure: Structure, element: PathElement) => {
    const under = below(set, element);
    return isEmptySet(under) ? item : removeFields(itemStructure, item, under);
  };
  if (settled.kind === 'list') {
    if (!Array.isArray(value) || settled.relation === 'atomic') return null;
    const items = value
      .map((item) => ({ item, element: itemElement(settled, item) }))
      .filter(({ element }) => stays(element))
      .map(({ item, element }) => cut(item, settled.item, element));
    return items.length > 0 ? items : null;
  }
  if (!isObject(value) || settled.isAtomic) return null;
  const members = Object.entries(value)
    .map(([name, item]) => ({ name, item, element: fieldElement(name) }))
    .filter(({ element }) => stays(element))
    .map(({ name, item, element }) => [name, cut(item, fieldOf(settled, name), element)]);
  return members.length > 0 ? Object.fromEntries(members) : null;
}

/**
 * The set with every declared field in it that leads to a path of it: whoever owns something in `spec` owns `spec` when it
 * comes to what may be removed. The rule of `Set.EnsureNamedFieldsAreMembers`.
 */
export function withNamedFields(set: FieldSet, structure: Structure): FieldSet {
  const named: Record<PathElement, FieldSet> = {};
  for (const element in set) {
    const node = set[element]!;
    if (element === '.' || isEmptySet(node)) {
      named[element] = node;
      continue;
    }
    const name = fieldNameOf(element);
    const inner = { ...withNamedFields(node, structureBelow(structure, element)) };
    if (name !== undefined && structure.kind === 'map' && structure.fields.has(name)) inner['.'] = noFields;
    named[element] = inner;
  }
  return named;
}

function structureBelow(structure: Structure, element: PathElement): Structure {
  const name = fieldNameOf(element);
  if (name !== undefined && structure.kind === 'map') return fieldOf(structure, name);
  if (element.startsWith('k:') && structure.kind === 'list') return structure.item;
  return { kind: 'free' };
}
