import { isEntries, isSame, type Path, withValue } from './documentvalue';

/**
 * An object without the fields that say what would apply anyway: those whose absence leaves the defaulted object as it is. `defaults`
 * is the kind's own defaulting; `keep` tells top-level names that stay in any case.
 */
export function withoutDefaults<T extends object>(
  object: T,
  defaults: (object: T) => T,
  keep: readonly string[] = ['apiVersion', 'kind', 'metadata'],
): T {
  const whole = settled(defaults, object);
  if (whole === undefined) return object;
  let current = object;
  for (const path of pathsIn(object).filter(([first]) => !keep.includes(String(first)))) {
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
