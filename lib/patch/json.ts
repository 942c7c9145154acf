/** A JSON object. Values are never changed in place: what stays the same is shared between a document and its successor. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object, and neither a list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object's own member of that name: names come from users, who may choose `constructor`. */
export function memberOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The object with that member set. */
export function withMember(object: JsonObject, name: string, value: unknown): JsonObject {
  if (name !== '__proto__') return { ...object, [name]: value };
  return Object.fromEntries([...Object.entries(object), [name, value]]);
}

/** The object without that member. */
export function withoutMember(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}
