import { sameJson } from '../../meta/equal';
import { isObject, memberOf } from '../json';
import { fieldElement, type PathElement } from './element';
import { type FieldSet, type GrowingFieldSet, insertPath, union, withoutTrees } from './fieldset';
import { itemsByElement } from './members';
import { fieldOf, type ListStructure, type MapStructure, type Structure, settle } from './structure';

/** The paths in which two values of one structure differ. */
export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

/** Compares two values of one structure. What they share is not looked into. The rules of `TypedValue.Compare`. */
export function compareFields(structure: Structure, before: unknown, after: unknown): Comparison {
  const walk = new Walk();
  walk.compare(structure, before, after, []);
  return walk;
}

/** What is new or different. */
export function changedFields({ added, modified }: Comparison): FieldSet {
  return union(modified, added);
}

/** The comparison without the paths of `ignored` and everything below them. */
export function ignoring({ added, modified, removed }: Comparison, ignored: FieldSet): Comparison {
  return {
    added: withoutTrees(added, ignored),
    modified: withoutTrees(modified, ignored),
    removed: withoutTrees(removed, ignored),
  };
}

/** A value that is absent is `undefined`; one that is there and holds nothing is `null`. */
class Walk implements Comparison {
  readonly added: GrowingFieldSet = {};
  readonly modified: GrowingFieldSet = {};
  readonly removed: GrowingFieldSet = {};

  compare(structure: Structure, before: unknown, after: unknown, path: PathElement[]): void {
    if (before === after) return;
    const settled = settle(structure, after ?? before);
    const isLeaf = settled.kind === 'scalar' || !this.descend(settled, before, after, path);
    if (before === undefined) insertPath(this.added, path);
    else if (after === undefined) insertPath(this.removed, path);
    else if (isLeaf && !sameJson(before, after)) insertPath(this.modified, path);
  }

  /** Looks into a list or map; `false` when it counts as a whole: it is atomic, or there is nothing on either side. */
  private descend(
    structure: ListStructure | MapStructure,
    before: unknown,
    after: unknown,
    path: PathElement[],
  ): boolean {
    if (structure.kind === 'list') {
      const [left, right] = [listOf(before), listOf(after)];
      if (structure.relation === 'atomic' || left.length + right.length === 0) return false;
      this.lists(structure, left, right, path);
    } else {
      const [left, right] = [mapOf(before), mapOf(after)];
      if (structure.isAtomic || (isEmpty(left) && isEmpty(right))) return false;
      this.maps(structure, left, right, path);
    }
    return true;
  }

  private maps(
    structure: MapStructure,
    before: Readonly<Record<string, unknown>>,
    after: Readonly<Record<string, unknown>>,
    path: PathElement[],
  ): void {
    const step = (name: string) => {
      path.push(fieldElement(name));
      this.compare(fieldOf(structure, name), memberOf(before, name), memberOf(after, name), path);
      path.pop();
    };
    for (const name in before) step(name);
    for (const name in after) if (!Object.hasOwn(before, name)) step(name);
  }

  private lists(
    structure: ListStructure,
    before: readonly unknown[],
    after: readonly unknown[],
    path: PathElement[],
  ): void {
    const left = itemsByElement(structure, before);
    const right = itemsByElement(structure, after);
    for (const element of new Set([...left.keys(), ...right.keys()])) {
      path.push(element);
      this.items(structure, left.get(element) ?? [], right.get(element) ?? [], path);
      path.pop();
    }
  }

  /** Items nothing tells apart are compared as one; a place that had one item and now has several is a new place. */
  private items(
    structure: ListStructure,
    before: readonly unknown[],
    after: readonly unknown[],
    path: PathElement[],
  ): void {
    const isRepeated = { before: before.length > 1, after: after.length > 1 };
    if (isRepeated.before && isRepeated.after) {
      if (!sameJson(before, after)) insertPath(this.modified, path);
    } else if (isRepeated.before) {
      if (after.length > 0) this.compare(structure.item, undefined, after[0], path);
      insertPath(this.removed, path);
    } else if (isRepeated.after) {
      if (before.length > 0) this.compare(structure.item, before[0], undefined, path);
      insertPath(this.added, path);
    } else {
      this.compare(structure.item, before[0], after[0], path);
    }
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const nothing: Readonly<Record<string, unknown>> = Object.freeze({});

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : nothing;
}

function isEmpty(map: object): boolean {
  for (const _ in map) return false;
  return true;
}
