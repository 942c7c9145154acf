import type { KubeObject } from '../meta/object';
import type { LabelSelector, LabelSelectorRequirement } from '../meta/selector';
import { epochMs, humanDuration } from './duration';
import type { Column } from './kind';

/** A text column; `wide` ones are shown with `-o wide` only. */
export function textColumn<T>(
  name: string,
  description: string,
  cell: Column<T>['cell'],
  options: { wide?: boolean; format?: string; type?: Column<T>['type'] } = {},
): Column<T> {
  const { wide = false, format = '', type = 'string' } = options;
  return { name, type, format, description, priority: wide ? 1 : 0, cell };
}

/** The first column of nearly every table. */
export const nameColumn: Column<KubeObject> = textColumn(
  'Name',
  'Name of the object, unique within its namespace.',
  (object) => object.metadata.name ?? '',
  { format: 'name' },
);

/** Time since creation. */
export const ageColumn: Column<KubeObject> = textColumn('Age', 'Time since creation.', (object, nowMs) =>
  since(object.metadata.creationTimestamp, nowMs),
);

/** How long ago a moment was; `<unknown>` for none, as kubectl prints it. */
export function since(time: string | null | undefined, nowMs: number): string {
  const thenMs = epochMs(time);
  return thenMs === undefined ? '<unknown>' : humanDuration(nowMs - thenMs);
}

/** The wide columns of what has a pod template: names and images of its containers, and its selector. */
export function templateColumns<T>(
  containersOf: (object: T) => readonly { name: string; image?: string }[] | undefined,
  selectorOf: (object: T) => LabelSelector | undefined,
): Column<T>[] {
  const join = (object: T, field: 'name' | 'image') =>
    (containersOf(object) ?? []).map((container) => container[field] ?? '').join(',');
  return [
    textColumn('Containers', 'Names of each container in the template.', (object) => join(object, 'name'), {
      wide: true,
    }),
    textColumn(
      'Images',
      'Images referenced by each container in the template.',
      (object) => join(object, 'image'),
      {
        wide: true,
      },
    ),
    textColumn(
      'Selector',
      'Label query over the pods that belong to this.',
      (object) => selectorText(selectorOf(object)),
      {
        wide: true,
      },
    ),
  ];
}

/** A label selector in one line (`metav1.FormatLabelSelector`). */
function selectorText(selector: LabelSelector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({
    key,
    text: `${key}=${value}`,
  }));
  const expressions = (selector?.matchExpressions ?? []).map((expression) => ({
    key: expression.key,
    text: expressionText(expression),
  }));
  const all = [...labels, ...expressions].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return all.map(({ text }) => text).join(',') || '<none>';
}

function expressionText({ key, operator, values = [] }: LabelSelectorRequirement): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort().join(',')})`;
}
