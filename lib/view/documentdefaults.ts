import { isEntries, isSame, type Path, valueAt, withValue } from './documentvalue';

/**
 * An object without the fields that say what would apply anyway: those whose absence leaves the defaulted
 * object as it is, and templates' metadata with nothing in it. `defaults` is the kind's own defaulting;
 * `keep` tells top-level names that stay in any case.
 */
export function withoutDefaults<T extends object>(
  object: T,
  defaults: (object: T) => T,
  keep: readonly string[] = ['apiVersion', 'kind', 'metadata'],
): T {
  let whole = settled(defaults, object);
  if (whole === undefined) return object;
  let current = object;
  for (const path of pathsIn(object).filter(([first]) => !keep.includes(String(first)))) {
    if (path.at(-1) === 'metadata' && isSame(valueAt(current, path), {})) {
      current = withValue(current, path, undefined) as T;
      whole = settled(defaults, current);
      continue;
    }
    const without = withValue(current, path, undefined) as T | undefined;
    if (without && isSame(settled(defaults, without), whole)) current = without;
  }
  return current;
}

function settled<T>(defaults: (object: T) => T, object: T): T | undefined {
  try {
    return defaults(object);
  } catch {
    return undefined;
  }
}

/** Every path of an object to a field that is no list item, outer ones first. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => pathsIn(item, [...path, at]));
  if (!isEntries(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = [...path, key];
    return [at, ...pathsIn(item, at)];
  });
}
