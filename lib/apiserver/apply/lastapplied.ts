import type { KubeObject } from '../../meta/object';
import { checkStructure } from '../../patch/apply/check';
import { compareFields } from '../../patch/apply/comparison';
import { difference, hasPath, union } from '../../patch/apply/fieldset';
import { fieldsOf } from '../../patch/apply/members';
import type { Conflict, Writer } from '../../patch/apply/ownership';
import type { Configuration } from './applying';

/** Where `kubectl apply` without `--server-side` keeps what it applied last. */
const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
const mostAnnotationBytes = 256 * 1024;

/**
 * The conflicts that are left when kubectl may take over what it applied itself, on the client's side, as far as it has not been
 * changed since; all of them when the object does not tell. The rule of `lastAppliedManager` of apimachinery.
 */
export function allowedByLastApplied(
  { structure, apiVersion }: Writer,
  live: KubeObject | undefined,
  shownLive: object,
  conflicts: readonly Conflict[],
): readonly Conflict[] {
  const last = parse(live?.metadata.annotations?.[annotation]);
  if (!last || last.apiVersion !== apiVersion || checkStructure(structure, last).length > 0) return conflicts;
  const { added, modified, removed } = compareFields(structure, last, shownLive);
  const allowed = difference(fieldsOf(structure, last), union(union(modified, added), removed));
  return conflicts.filter(({ path }) => !hasPath(allowed, path));
}

function parse(text: string | undefined): Configuration | undefined {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The object with the annotation of client-side apply brought up to date, where it has one and that fits into the limit of all
 * annotations. The rule of `lastAppliedUpdater` of apimachinery.
 */
export function withLastApplied(object: KubeObject, configuration: Configuration): KubeObject {
  const { annotations } = object.metadata;
  if (!annotations?.[annotation]) return object;
  const { [annotation]: _, ...others } = annotations;
  const updated = { ...others, [annotation]: encode(configuration) };
  const fits = bytesIn(updated) <= mostAnnotationBytes;
  return { ...object, metadata: { ...object.metadata, annotations: fits ? updated : others } };
}

function encode(configuration: Configuration): string {
  const { metadata, ...rest } = configuration as { metadata: KubeObject['metadata'] };
  const { annotations, ...otherMeta } = metadata;
  if (!annotations) return `${sortedJson(configuration)}\n`;
  const { [annotation]: _, ...kept } = annotations;
  return `${sortedJson({ ...rest, metadata: { ...otherMeta, annotations: kept } })}\n`;
}

/** JSON with the members of each object in order, as Go writes maps. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, item) =>
    typeof item === 'object' && item && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)))
      : item,
  );
}

function bytesIn(annotations: Readonly<Record<string, string>>): number {
  const encoder = new TextEncoder();
  return Object.entries(annotations)
    .flat()
    .reduce((sum, text) => sum + encoder.encode(text).length, 0);
}
