import type { Path } from './documentvalue';
import { isEntries, valueAt } from './documentvalue';

/** The kinds the form writes. */
export type FormKind = 'Job' | 'CronJob';

/** The parts of the form, in order. */
export type FormSection = 'schedule' | 'run' | 'limits';

/** A field of the form that holds one scalar. `name` is Kubernetes' own and the key of its texts. */
export interface FormField {
  name: string;
  kinds: readonly FormKind[];
  section: FormSection;
  /** Below what the path begins. */
  base: 'spec' | 'jobSpec' | 'podSpec';
  control: 'text' | 'whole' | 'switch' | 'choice';
  choices?: readonly string[];
  /** What applies when nothing is set, as text; none where nothing applies. */
  fallback?: string;
}

const both: readonly FormKind[] = ['Job', 'CronJob'];
const cronJob: readonly FormKind[] = ['CronJob'];

/**
 * Every scalar field of the form. Name, namespace, labels and containers are made of several and stand apart.
 */
export const formFields: readonly FormField[] = [
  { name: 'schedule', kinds: cronJob, section: 'schedule', base: 'spec', control: 'text' },
  { name: 'timeZone', kinds: cronJob, section: 'schedule', base: 'spec', control: 'text' },
  {
    name: 'concurrencyPolicy',
    kinds: cronJob,
    section: 'schedule',
    base: 'spec',
    control: 'choice',
    choices: ['Allow', 'Forbid', 'Replace'],
    fallback: 'Allow',
  },
  {
    name: 'suspend',
    kinds: cronJob,
    section: 'schedule',
    base: 'spec',
    control: 'switch',
    fallback: 'false',
  },
  { name: 'startingDeadlineSeconds', kinds: cronJob, section: 'schedule', base: 'spec', control: 'whole' },
  historyField('successfulJobsHistoryLimit', '3'),
  historyField('failedJobsHistoryLimit', '1'),
  { name: 'completions', kinds: both, section: 'run', base: 'jobSpec', control: 'whole', fallback: '1' },
  { name: 'parallelism', kinds: both, section: 'run', base: 'jobSpec', control: 'whole', fallback: '1' },
  {
    name: 'completionMode',
    kinds: both,
    section: 'run',
    base: 'jobSpec',
    control: 'choice',
    choices: ['NonIndexed', 'Indexed'],
    fallback: 'NonIndexed',
  },
  {
    name: 'restartPolicy',
    kinds: both,
    section: 'run',
    base: 'podSpec',
    control: 'choice',
    choices: ['Never', 'OnFailure'],
  },
  { name: 'suspend', kinds: ['Job'], section: 'run', base: 'jobSpec', control: 'switch', fallback: 'false' },
  { name: 'backoffLimit', kinds: both, section: 'limits', base: 'jobSpec', control: 'whole', fallback: '6' },
  { name: 'activeDeadlineSeconds', kinds: both, section: 'limits', base: 'jobSpec', control: 'whole' },
  { name: 'ttlSecondsAfterFinished', kinds: both, section: 'limits', base: 'jobSpec', control: 'whole' },
];

function historyField(name: string, fallback: string): FormField {
  return { name, kinds: cronJob, section: 'schedule', base: 'spec', control: 'whole', fallback };
}

/** The kind of a document, as far as the form knows it. */
export function kindOf(value: unknown): FormKind | undefined {
  const kind = valueAt(value, ['kind']);
  return kind === 'Job' || kind === 'CronJob' ? kind : undefined;
}

/** Where the JobSpec of a kind stands. */
export function jobSpecPath(kind: FormKind): Path {
  return kind === 'Job' ? ['spec'] : ['spec', 'jobTemplate', 'spec'];
}

/** Where the pod's spec of a kind stands. */
export function podSpecPath(kind: FormKind): Path {
  return [...jobSpecPath(kind), 'template', 'spec'];
}

/** Where a field stands in an object of a kind. */
export function fieldPath({ base, name }: FormField, kind: FormKind): Path {
  const bases = { spec: ['spec'], jobSpec: jobSpecPath(kind), podSpec: podSpecPath(kind) };
  return [...bases[base], name];
}

/** What applies where a field is not set: completions follow from the rest of the Job (`SetDefaults_Job`). */
export function fallbackOf(field: FormField, value: unknown, kind: FormKind): string | undefined {
  if (field.name !== 'completions' && field.name !== 'backoffLimit') return field.fallback;
  const spec = valueAt(value, jobSpecPath(kind));
  const isSet = (name: string) => isEntries(spec) && spec[name] !== undefined && spec[name] !== null;
  if (field.name === 'completions') return isSet('parallelism') ? undefined : field.fallback;
  return isSet('backoffLimitPerIndex') ? '2147483647' : field.fallback;
}

/** The containers of an object, with the path of each; entries that are no maps count as empty ones. */
export function containersOf(
  value: unknown,
  kind: FormKind,
): { path: Path; container: Record<string, unknown> }[] {
  const path = [...podSpecPath(kind), 'containers'];
  const list = valueAt(value, path);
  if (!Array.isArray(list)) return [];
  return list.map((container: unknown, at) => ({
    path: [...path, at],
    container: isEntries(container) ? container : {},
  }));
}

/** A name for a further container that none of the others has. */
export function freshName(names: readonly unknown[], base: string): string {
  if (!names.includes(base)) return base;
  let number = 2;
  while (names.includes(`${base}-${number}`)) number++;
  return `${base}-${number}`;
}

/** The scalar at a path as the text a field shows; `undefined` when nothing is set there. */
export function textAt(value: unknown, path: Path): string | undefined {
  const found = valueAt(value, path);
  if (found === undefined || found === null) return undefined;
  return typeof found === 'string' ? found : JSON.stringify(found);
}

/** The entries of a map of texts (labels, requests) in the order of the document. */
export function entriesAt(value: unknown, path: Path): [string, string][] {
  const found = valueAt(value, path);
  if (!isEntries(found)) return [];
  return Object.entries(found).map(([key, item]) => [
    key,
    typeof item === 'string' ? item : JSON.stringify(item),
  ]);
}
