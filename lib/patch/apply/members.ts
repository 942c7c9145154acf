import { isObject } from '../json';
import { fieldElement, type PathElement } from './element';
import { type FieldSet, type GrowingFieldSet, insertPath } from './fieldset';
import {
  fieldOf,
  itemElement,
  type ListStructure,
  type MapStructure,
  type Structure,
  settle,
} from './structure';

/**
 * The paths a value mentions: every leaf, every item of a list, every key of a free map. The value has been checked. The rules
 * of `TypedValue.ToFieldSet` of structured-merge-diff.
 */
export function fieldsOf(structure: Structure, value: unknown): FieldSet {
  const set: GrowingFieldSet = {};
  collect(set, structure, value, []);
  return set;
}

function collect(set: GrowingFieldSet, structure: Structure, value: unknown, path: PathElement[]): void {
  const settled = settle(structure, value);
  if (settled.kind === 'scalar') insertPath(set, path);
  else if (settled.kind === 'list') collectList(set, settled, value, path);
  else collectMap(set, settled, value, path);
}

function collectList(
  set: GrowingFieldSet,
  structure: ListStructure,
  value: unknown,
  path: PathElement[],
): void {
  if (structure.relation === 'atomic') insertPath(set, path);
  if (structure.relation === 'atomic' || !Array.isArray(value)) return;
  for (const [element, items] of itemsByElement(structure, value)) {
    const itemPath = [...path, element];
    // Of items that cannot be told from each other the place is owned, and nothing in them.
    if (items.length === 1) collect(set, structure.item, items[0], itemPath);
    insertPath(set, itemPath);
  }
}

function collectMap(
  set: GrowingFieldSet,
  structure: MapStructure,
  value: unknown,
  path: PathElement[],
): void {
  if (structure.isAtomic) insertPath(set, path);
  if (structure.isAtomic || !isObject(value)) return;
  for (const [name, item] of Object.entries(value)) {
    const itemPath = [...path, fieldElement(name)];
    collect(set, fieldOf(structure, name), item, itemPath);
    const isEmpty = item === null || (isObject(item) && Object.keys(item).length === 0);
    if (isEmpty || !structure.fields.has(name)) insertPath(set, itemPath);
  }
}

/**
 * The items of a list by the elements that name them, in their order; items nothing tells apart stand together, those that
 * nothing names are left out.
 */
export function itemsByElement(
  structure: ListStructure,
  items: readonly unknown[],
): Map<PathElement, unknown[]> {
  const byElement = new Map<PathElement, unknown[]>();
  for (const item of items) {
    let element: PathElement;
    try {
      element = itemElement(structure, item);
    } catch {
      continue;
    }
    const known = byElement.get(element);
    if (known) known.push(item);
    else byElement.set(element, [item]);
  }
  return byElement;
}
