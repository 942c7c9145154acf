/**
 * The value without its undefined members, which JSON cannot carry; the very same value where there are none. What it
 * shares with `known`, a value that has none, is not looked at: a change of a large object costs what differs.
 */
export function withoutUndefined<T>(value: T, known?: unknown): T {
  if (typeof value !== 'object' || value === null || value === known) return value;
  const members = value as Record<string, unknown>;
  const before = known as Record<string, unknown> | null | undefined;
  for (const key in members) {
    const member = members[key];
    if (member === undefined || withoutUndefined(member, before?.[key]) !== member) return rebuild(value);
  }
  return value;
}

function rebuild<T extends object>(value: T): T {
  if (Array.isArray(value)) return value.map((item) => withoutUndefined(item)) as unknown as T;
  const present = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(present.map(([key, member]) => [key, withoutUndefined(member)])) as T;
}
