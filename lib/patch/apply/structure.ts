import { isObject } from '../json';
import { keyElement, valueElement } from './element';

/**
 * What a value is made of, as far as owning and merging its parts goes: the schema's `x-kubernetes-list-type`,
 * `-list-map-keys` and `-map-type`.
 */
export type Structure = ScalarStructure | ListStructure | MapStructure | FreeStructure;

export interface ScalarStructure {
  kind: 'scalar';
  type: 'string' | 'numeric' | 'boolean' | 'any';
}

export interface ListStructure {
  kind: 'list';
  /** `atomic`: owned as a whole; `set`: each value is owned; `map`: each item is, and is known by its keys. */
  relation: 'atomic' | 'set' | 'map';
  keys: readonly ListKey[];
  item: Structure;
}

/** A field that tells the items of a list apart, and what it holds where an item does not say. */
export interface ListKey {
  name: string;
  default?: string | number;
}

export interface MapStructure {
  kind: 'map';
  isAtomic: boolean;
  /** The declared fields; none in a map of free keys. */
  fields: ReadonlyMap<string, Structure>;
  /** What free keys hold; `undefined` where only declared fields may stand. */
  value: Structure | undefined;
}

/** Nothing is known: maps are owned key by key, everything else as a whole. */
export interface FreeStructure {
  kind: 'free';
}

const freeScalar: ScalarStructure = { kind: 'scalar', type: 'any' };
const freeList: ListStructure = { kind: 'list', relation: 'atomic', keys: [], item: { kind: 'free' } };
const freeMap: MapStructure = { kind: 'map', isAtomic: false, fields: new Map(), value: { kind: 'free' } };

/** The structure a value has where its schema leaves that open. */
export function settle(structure: Structure, value: unknown): Exclude<Structure, FreeStructure> {
  if (structure.kind !== 'free') return structure;
  if (Array.isArray(value)) return freeList;
  return isObject(value) ? freeMap : freeScalar;
}

/** The structure of a map's field or key; free where none is declared. */
export function fieldOf(structure: MapStructure, name: string): Structure {
  return structure.fields.get(name) ?? structure.value ?? { kind: 'free' };
}

/**
 * The path element that names an item of a list that is no atomic one. Throws an `Error` for an item that cannot be told from
 * others, in the words of structured-merge-diff (`listItemToPathElement`).
 */
export function itemElement(structure: ListStructure, item: unknown): string {
  if (structure.relation === 'set') return valueElement(scalarItem(item));
  if (item === null) throw new Error('associative list with keys may not have a null element');
  if (!isObject(item)) throw new Error('associative list with keys may not have non-map elements');
  const keys: [string, unknown][] = [];
  for (const { name, default: otherwise } of structure.keys) {
    const value = Object.hasOwn(item, name) ? item[name] : otherwise;
    if (value !== undefined) keys.push([name, value]);
  }
  if (keys.length > 0) return keyElement(keys);
  const names = `[${structure.keys.map(({ name }) => JSON.stringify(name)).join(' ')}]`;
  throw new Error(
    `associative list with keys has an element that omits all key fields ${names} ` +
      "(and doesn't have default values for any key fields)",
  );
}

function scalarItem(item: unknown): unknown {
  if (Array.isArray(item)) throw new Error('not supported: associative list with lists as elements');
  if (item === null) throw new Error("associative list without keys has an element that's an explicit null");
  if (isObject(item)) throw new Error("associative list without keys has an element that's a map type");
  return item;
}
