import { controllerOf } from '../meta/object';
import { matches, type Requirement } from '../meta/selector';
import { parseLabelSelector } from '../meta/selectortext';
import type { Job } from '../resources/job/types';
import { fromTime } from '../time/clock';
import {
  completionsText,
  type JobBar,
  type JobCounts,
  type JobSpan,
  jobBar,
  jobCounts,
  jobSpan,
} from './jobprogress';
import { type JobPhase, type JobState, jobState } from './jobstate';

/** A Job as the list shows it. */
export interface JobRow {
  key: string;
  job: Job;
  namespace: string;
  name: string;
  state: JobState;
  counts: JobCounts;
  bar: JobBar;
  completions: string;
  span?: JobSpan;
  owner?: { kind: string; name: string };
  createdMs: number;
}

const rows = new WeakMap<Job, JobRow>();

/** The row of a Job. The same Job object gives the same row object, so that unchanged rows are not painted again. */
export function jobRow(job: Job): JobRow {
  const known = rows.get(job);
  if (known) return known;
  const { uid, namespace = '', name = '', creationTimestamp } = job.metadata;
  const owner = controllerOf(job);
  const row: JobRow = {
    key: uid ?? `${namespace}/${name}`,
    job,
    namespace,
    name,
    state: jobState(job),
    counts: jobCounts(job),
    bar: jobBar(job),
    completions: completionsText(job),
    span: jobSpan(job),
    ...(owner ? { owner: { kind: owner.kind, name: owner.name } } : {}),
    createdMs: fromTime(creationTimestamp) ?? 0,
  };
  rows.set(job, row);
  return row;
}

/** What the list can be sorted by. */
export type JobSort = 'name' | 'state' | 'progress' | 'duration' | 'owner' | 'age';

/** Which Jobs a list shows, and in which order. */
export interface JobQuery {
  phases: readonly JobPhase[];
  text: string;
  /** A label selector; one that cannot be read selects nothing (see `labelProblem`). */
  labels: string;
  /** A CronJob's name; `-` for Jobs without owner; all when empty. */
  owner: string;
  sort: JobSort;
  descending: boolean;
}

export const jobPhases: readonly JobPhase[] = [
  'running',
  'pending',
  'retrying',
  'finishing',
  'failing',
  'failed',
  'complete',
  'suspended',
  'unmanaged',
];

const sorts: readonly JobSort[] = ['name', 'state', 'progress', 'duration', 'owner', 'age'];

/** The query in a URL; what is missing or unknown there takes its default (newest first, nothing filtered). */
export function readJobQuery(params: Pick<URLSearchParams, 'get'>): JobQuery {
  const asked = (params.get('status') ?? '').split(',');
  const sortText = params.get('sort') ?? '';
  const sort = sorts.find((name) => name === sortText.replace(/^-/, ''));
  return {
    phases: jobPhases.filter((phase) => asked.includes(phase)),
    text: params.get('q') ?? '',
    labels: params.get('labels') ?? '',
    owner: params.get('owner') ?? '',
    sort: sort ?? 'age',
    descending: sort !== undefined && sortText.startsWith('-'),
  };
}

/** The parameters of a query for a URL: `undefined` for each that has its default. */
export function writeJobQuery(query: JobQuery): Record<string, string | undefined> {
  const sort = `${query.descending ? '-' : ''}${query.sort}`;
  return {
    status: query.phases.join(',') || undefined,
    q: query.text || undefined,
    labels: query.labels || undefined,
    owner: query.owner || undefined,
    sort: sort === 'age' ? undefined : sort,
  };
}

/** What is wrong with a label selector, in Kubernetes' words; `undefined` when it can be read. */
export function labelProblem(labels: string): string | undefined {
  try {
    parseLabelSelector(labels);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The rows a query lets through, in the order they came. */
export function selectJobs(all: readonly JobRow[], query: JobQuery): readonly JobRow[] {
  const requirements = readLabels(query.labels);
  if (!requirements) return [];
  const phases = new Set(query.phases);
  const text = query.text.trim().toLowerCase();
  return all.filter(
    (row) =>
      (phases.size === 0 || phases.has(row.state.phase)) &&
      (query.owner === '' || query.owner === (row.owner?.name ?? '-')) &&
      (text === '' || holdsText(row, text)) &&
      (requirements.length === 0 || matches(requirements, row.job.metadata.labels)),
  );
}

function readLabels(labels: string): Requirement[] | undefined {
  try {
    return parseLabelSelector(labels);
  } catch {
    return undefined;
  }
}

function holdsText({ name, namespace, owner }: JobRow, text: string): boolean {
  return `${namespace}/${name}`.toLowerCase().includes(text) || !!owner?.name.toLowerCase().includes(text);
}

/** Compares rows by a column, ascending; rows that are equal in it by name. `now` is asked for what still runs. */
export function jobComparer(sort: JobSort, now: () => number): (a: JobRow, b: JobRow) => number {
  const value = sortValue(sort, now);
  return (a, b) => compare(value(a), value(b)) || compare(a.name, b.name) || compare(a.key, b.key);
}

function sortValue(sort: JobSort, now: () => number): (row: JobRow) => string | number {
  switch (sort) {
    case 'name':
      return ({ name }) => name;
    case 'state':
      return ({ state }) => jobPhases.indexOf(state.phase);
    case 'progress':
      return ({ bar }) => bar.done / bar.total;
    case 'duration':
      return ({ span }) => (span ? (span.endMs ?? now()) - span.startMs : -1);
    case 'owner':
      return ({ owner }) => owner?.name ?? '';
    case 'age':
      return ({ createdMs }) => -createdMs;
  }
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How many Jobs there are of each phase. */
export function countPhases(all: readonly JobRow[]): ReadonlyMap<JobPhase, number> {
  const counts = new Map<JobPhase, number>();
  for (const { state } of all) counts.set(state.phase, (counts.get(state.phase) ?? 0) + 1);
  return counts;
}
