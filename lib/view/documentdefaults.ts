import { isSame, pathsIn, valueAt, withValue } from './documentvalue';

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
  const paths = pathsIn(object).filter(([first]) => !keep.includes(String(first)));
  for (const path of paths.filter((one) => typeof one.at(-1) === 'string')) {
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
