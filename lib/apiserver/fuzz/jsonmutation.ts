import type { Chance } from './chance';
import { oddTexts, oddValue } from './oddvalues';

type Container = Record<string, unknown> | unknown[];

/** A place in a value: what holds it, and under which name or index. */
interface Place {
  holder: Container;
  at: string | number;
}

/**
 * A copy of a JSON value in which some places are changed: replaced by an odd value, removed, renamed, repeated, or replaced by a part of
 * another value (`donors`).
 */
export function mutateJson(
  chance: Chance,
  value: unknown,
  times: number,
  donors: readonly unknown[],
): unknown {
  const root: Record<string, unknown> = { value: structuredClone(value) };
  for (let time = 0; time < times && 'value' in root; time++)
    mutatePlace(chance, placeIn(chance, root), donors);
  return root.value;
}

/** A random part of a value; deeper parts as likely as shallow ones. */
export function partOf(chance: Chance, value: unknown): unknown {
  const { holder, at } = placeIn(chance, { value });
  return read(holder, at);
}

function placeIn(chance: Chance, root: Record<string, unknown>): Place {
  const places: Place[] = [];
  const collect = (holder: Container) => {
    for (const at of Object.keys(holder)) {
      places.push({ holder, at: Array.isArray(holder) ? Number(at) : at });
      const value = read(holder, at);
      if (isContainer(value)) collect(value);
    }
  };
  collect(root);
  return chance.pick(places);
}

function mutatePlace(chance: Chance, { holder, at }: Place, donors: readonly unknown[]): void {
  const value = read(holder, at);
  switch (chance.below(8)) {
    case 0:
      remove(holder, at);
      return;
    case 1:
      rename(chance, holder, at, value);
      return;
    case 2:
      if (Array.isArray(value) && value.length > 0) value.push(structuredClone(chance.pick(value)));
      else if (Array.isArray(holder)) holder.push(structuredClone(value));
      else write(holder, chance.pick(oddTexts), structuredClone(value));
      return;
    case 3:
      write(holder, at, structuredClone(partOf(chance, chance.pick(donors))));
      return;
    case 4:
      if (isContainer(value) && !Array.isArray(value)) write(value, chance.pick(oddTexts), oddValue(chance));
      else write(holder, at, neighbour(chance, value));
      return;
    default:
      write(holder, at, isContainer(value) && chance.odds(0.5) ? value : oddValue(chance));
  }
}

/** A scalar near the one that stands there, so that it stays of its type. */
function neighbour(chance: Chance, value: unknown): unknown {
  if (typeof value === 'number') return value + chance.pick([-1, 1, 10, -100, 2 ** 31]);
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return chance.odds(0.5) ? value + chance.pick(oddTexts) : value.slice(1);
  return oddValue(chance);
}

function rename(chance: Chance, holder: Container, at: string | number, value: unknown): void {
  remove(holder, at);
  if (Array.isArray(holder)) holder.unshift(value);
  else write(holder, chance.odds(0.5) ? String(at).toUpperCase() : chance.pick(oddTexts), value);
}

function remove(holder: Container, at: string | number): void {
  if (Array.isArray(holder)) holder.splice(Number(at), 1);
  else delete holder[at];
}

function read(holder: Container, at: string | number): unknown {
  return (holder as Record<string | number, unknown>)[at];
}

/** Sets a member of its own, `__proto__` as any other. */
function write(holder: Container, at: string | number, value: unknown): void {
  Object.defineProperty(holder, at, { value, enumerable: true, configurable: true, writable: true });
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}
