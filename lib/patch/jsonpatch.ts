import { sameJson } from '../meta/equal';
import { isObject, type JsonObject, memberOf, withMember, withoutMember } from './json';
import { malformedPatch, oversizedPatch, unprocessablePatch } from './patcherror';

const mostOperations = 10_000;
/** What `copy` operations may add up to: the size of a request body. */
const mostCopiedBytes = 3 * 1024 * 1024;

type Container = JsonObject | readonly unknown[];

/**
 * Applies a JSON Patch (RFC 6902), with the liberties of the library Kubernetes uses: replacing a member that is not there
 * adds it, testing or copying one that is not there reads null, and negative indices count from the end. The document is left
 * as it is. Throws a `StatusError`: 400 for what is no patch, 413 for one with too many operations, 422 when an operation does
 * not apply.
 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch) || !patch.every(isObject)) {
    const found = Array.isArray(patch) ? patch.find((operation) => !isObject(operation)) : patch;
    const wanted = Array.isArray(patch) ? 'handlers.jsonPatchOp' : '[]handlers.jsonPatchOp';
    throw malformedPatch(
      `error decoding patch: json: cannot unmarshal ${jsonType(found)} into Go value of type ${wanted}`,
    );
  }
  if (patch.length > mostOperations) {
    throw oversizedPatch(
      `The allowed maximum operations in a JSON patch is ${mostOperations}, got ${patch.length}`,
    );
  }
  let copiedBytes = 0;
  let current = document;
  for (const operation of patch) {
    if (operation.op === 'copy') {
      copiedBytes += JSON.stringify(read(current, pointer(operation.from)) ?? null).length;
      if (copiedBytes > mostCopiedBytes) throw unprocessablePatch();
    }
    current = applyOperation(current, operation);
  }
  return current;
}

function applyOperation(document: unknown, operation: JsonObject): unknown {
  const path = pointer(operation.path);
  switch (operation.op) {
    case 'add':
      return insert(document, path, givenValue(operation));
    case 'remove':
      return change(document, path, removeFrom);
    case 'replace':
      return replace(document, path, givenValue(operation));
    case 'move': {
      const from = pointer(operation.from);
      const moved = read(document, from);
      return insert(change(document, from, removeFrom), path, moved);
    }
    case 'copy':
      return insert(document, path, read(document, pointer(operation.from)) ?? null);
    case 'test': {
      const actual = path.length === 0 ? document : read(document, path);
      if (!sameJson(actual ?? null, operation.value ?? null)) throw unprocessablePatch();
      return document;
    }
    default:
      throw unprocessablePatch();
  }
}

/** An operation without a value means null. */
function givenValue(operation: JsonObject): unknown {
  return operation.value ?? null;
}

/** The members a JSON pointer names one after the other; what stands before the first slash is not looked at. */
function pointer(text: unknown): string[] {
  if (typeof text !== 'string') throw unprocessablePatch();
  const [, ...parts] = text.split('/');
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function replace(document: unknown, path: readonly string[], value: unknown): unknown {
  if (path.length > 0) return change(document, path, (container, name) => setIn(container, name, value));
  if (!isContainer(value)) throw unprocessablePatch();
  return value;
}

function insert(document: unknown, path: readonly string[], value: unknown): unknown {
  return change(document, path, (container, name) =>
    isObject(container) ? withMember(container, name, value) : insertInto(container, name, value),
  );
}

/** The document in which the container of the last part of the path has been replaced by what `edit` makes of it. */
function change(
  document: unknown,
  path: readonly string[],
  edit: (container: Container, name: string) => Container,
): unknown {
  const [name, ...rest] = path;
  if (name === undefined || !isContainer(document)) throw unprocessablePatch();
  if (rest.length === 0) return edit(document, name);
  return setIn(document, name, change(getFrom(document, name), rest, edit));
}

/** The value at the path; `undefined` for a member that an object does not have. */
function read(document: unknown, path: readonly string[]): unknown {
  if (path.length === 0) throw unprocessablePatch();
  return path.reduce<unknown>((value, name) => {
    if (!isContainer(value)) throw unprocessablePatch();
    return getFrom(value, name);
  }, document);
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function getFrom(container: Container, name: string): unknown {
  return isObject(container) ? memberOf(container, name) : container[position(name, container.length)];
}

function setIn(container: Container, name: string, value: unknown): Container {
  return isObject(container)
    ? withMember(container, name, value)
    : container.with(position(name, container.length), value);
}

function removeFrom(container: Container, name: string): Container {
  if (!isObject(container)) return container.toSpliced(position(name, container.length), 1);
  if (!Object.hasOwn(container, name)) throw unprocessablePatch();
  return withoutMember(container, name);
}

function insertInto(list: readonly unknown[], name: string, value: unknown): readonly unknown[] {
  return list.toSpliced(name === '-' ? list.length : position(name, list.length + 1), 0, value);
}

/** The index a part of a pointer means in a list with that many places. */
function position(text: string, places: number): number {
  if (!/^[+-]?\d+$/.test(text)) throw unprocessablePatch();
  const index = Number(text);
  const at = index < 0 ? index + places : index;
  if (at < 0 || at >= places) throw unprocessablePatch();
  return at;
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return value === null ? 'null' : typeof value;
}
