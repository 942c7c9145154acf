/** The way to a value inside an object: names of map entries and positions in lists. */
export type Path = readonly (string | number)[];

type Entries = Record<string, unknown>;

/** Whether a value is a map (and not a list or null). */
export function isEntries(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two JSON values are equal; the order of map entries does not count. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => isSame(item, b[at]));
  if (!isEntries(a) || !isEntries(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
  );
}

/** The value at a path; `undefined` where the way ends before. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (typeof step === 'number') at = Array.isArray(at) ? at[step] : undefined;
    else at = isEntries(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return at;
}

/**
 * A new value with `put` at the path; the original stays as it is. Maps and lists that are missing on the way
 * are made. `undefined` takes the entry away, and with it the maps and lists on the way that it leaves empty.
 */
export function withValue(value: unknown, path: Path, put: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return put;
  if (typeof step === 'number') {
    const list = Array.isArray(value) ? [...value] : [];
    const next = withValue(list[step], rest, put);
    if (next === undefined) list.splice(step, 1);
    else list[step] = next;
    return put === undefined && list.length === 0 ? undefined : list;
  }
  const entries: Entries = isEntries(value) ? { ...value } : {};
  const next = withValue(Object.hasOwn(entries, step) ? entries[step] : undefined, rest, put);
  if (next === undefined) delete entries[step];
  else entries[step] = next;
  return put === undefined && Object.keys(entries).length === 0 ? undefined : entries;
}

/** The paths of everything inside a value: of map entries and list items, outer ones first. */
export function pathsIn(value: unknown, path: Path = []): Path[] {
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : isEntries(value)
      ? Object.entries(value)
      : [];
  return entries.flatMap(([step, item]) => [[...path, step], ...pathsIn(item, [...path, step])]);
}
