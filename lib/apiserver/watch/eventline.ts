import type { KubeObject } from '../../meta/object';
import { joinParts, type Part } from '../encode';

/** Lines of this turn of the event loop, by the form of their objects and the type of the event. */
const lines = new Map<string, Map<KubeObject, Uint8Array>>();

/** The line of a watch's event: its type, and the parts of its object's JSON. */
export function eventLine(type: string, parts: readonly Part[]): Uint8Array {
  return joinParts([`{"type":"${type}","object":`, ...parts, '}\n']);
}

/**
 * The same, made once for all watchers that see an object in the same form: they are told in one turn. `form` names how the
 * object is written by `parts`.
 */
export function sharedLine(
  form: string,
  type: string,
  object: KubeObject,
  parts: () => readonly Part[],
): Uint8Array {
  const key = `${form} ${type}`;
  let known = lines.get(key);
  if (!known) {
    if (lines.size === 0) queueMicrotask(() => lines.clear());
    known = new Map();
    lines.set(key, known);
  }
  let line = known.get(object);
  if (!line) {
    line = eventLine(type, parts());
    known.set(object, line);
  }
  return line;
}
