import { errorText, FieldPath, invalid } from '../meta/field';
import type { KubeObject, ListMeta } from '../meta/object';
import { objectParts, type Part, partialText } from './encode';
import { badRequest } from './errors';
import type { AnyStrategy, Served } from './kinds';

/** How much of an object a row of a table carries. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** Reads `includeObject`; 400 for a word it does not know. */
export function readIncludeObject(query: URLSearchParams): IncludeObject {
  const asked = query.get('includeObject') || 'Metadata';
  if (asked === 'None' || asked === 'Metadata' || asked === 'Object') return asked;
  const error = invalid(
    FieldPath.of('includeObject'),
    asked,
    "must be 'Metadata', 'Object', 'None', or empty",
  );
  throw badRequest(`Unable to convert to Table as requested: ${errorText(error)}`);
}

const columnTexts = new WeakMap<AnyStrategy, string>();

function columnsText(strategy: AnyStrategy): string {
  let text = columnTexts.get(strategy);
  if (text === undefined) {
    const definitions = strategy.columns.map(({ name, type, format, description, priority }) => ({
      ...{ name, type, format, description, priority },
    }));
    text = JSON.stringify(definitions);
    columnTexts.set(strategy, text);
  }
  return text;
}

/** What a table is made of besides its objects. */
export interface TableForm {
  served: Served;
  version: string;
  include: IncludeObject;
  nowMs: number;
  /** Without the columns, as all events of a watch but the first are. */
  headless?: boolean;
}

/**
 * The parts of a table's JSON: one row for each object, with the cells of the kind's columns. `objects` are
 * as they are stored; the cells are those of the stored form, the objects in the rows are shown in the
 * version asked for.
 */
export function tableParts(
  { served, version, include, nowMs, headless }: TableForm,
  metadata: ListMeta,
  objects: readonly KubeObject[],
): Part[] {
  const { strategy } = served;
  const columns = headless ? 'null' : columnsText(strategy);
  const head =
    `{"kind":"Table","apiVersion":"meta.k8s.io/${version}","metadata":${JSON.stringify(metadata)},` +
    `"columnDefinitions":${columns},"rows":[`;
  const parts: Part[] = [head];
  for (const [position, object] of objects.entries()) {
    if (position > 0) parts.push(',');
    parts.push(rowHead(strategy, object, nowMs));
    const shown = served.show(object);
    if (include === 'Object') parts.push(...objectParts(shown), '}');
    else if (include === 'Metadata' || endsInitialEvents(object))
      parts.push(partialText(shown, version), '}');
    else parts.push('null}');
  }
  parts.push(']}');
  return parts;
}

/** The bookmark after the initial events of a watch is known by its metadata: they are never left out. */
function endsInitialEvents({ metadata }: KubeObject): boolean {
  return metadata.annotations?.['k8s.io/initial-events-end'] === 'true';
}

function rowHead(strategy: AnyStrategy, object: KubeObject, nowMs: number): string {
  const cells = strategy.columns.map((column) => column.cell(object, nowMs));
  const conditions = strategy.rowConditions?.(object);
  const marks = conditions ? `,"conditions":${JSON.stringify(conditions)}` : '';
  return `{"cells":${JSON.stringify(cells)}${marks},"object":`;
}
