import { nameColumn, since, textColumn } from '../columns';
import type { Column } from '../kind';
import type { Event } from './types';

/** The columns of `kubectl get events`. */
export const eventColumns: readonly Column<Event>[] = [
  textColumn('Last Seen', 'Time since it was last observed.', lastSeenCell),
  textColumn('Type', 'Normal or Warning.', ({ type }) => type ?? ''),
  textColumn('Reason', 'Why it happened, in one word.', ({ reason }) => reason ?? ''),
  textColumn('Object', 'What it is about.', objectCell),
  textColumn(
    'Subobject',
    'The part of the object it is about.',
    (event) => event.involvedObject.fieldPath ?? '',
    {
      wide: true,
    },
  ),
  textColumn('Source', 'Who reports it.', sourceCell, { wide: true }),
  textColumn('Message', 'What happened.', ({ message = '' }) => message.trim()),
  textColumn('First Seen', 'Time since it was first observed.', firstSeenCell, { wide: true }),
  textColumn(
    'Count',
    'How often it was observed.',
    ({ series, count }) => (series ? (series.count ?? 0) : count || 1),
    {
      wide: true,
    },
  ),
  { ...nameColumn, priority: 1 },
];

function firstSeenCell({ firstTimestamp, eventTime }: Event, nowMs: number): string {
  return since(firstTimestamp ?? eventTime, nowMs);
}

function lastSeenCell(event: Event, nowMs: number): string {
  if (event.series) return since(event.series.lastObservedTime, nowMs);
  return event.lastTimestamp ? since(event.lastTimestamp, nowMs) : firstSeenCell(event, nowMs);
}

function objectCell({ involvedObject }: Event): string {
  const kind = (involvedObject.kind ?? '').toLowerCase();
  return involvedObject.name ? `${kind}/${involvedObject.name}` : kind;
}

function sourceCell({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent || '';
  const host = source?.host || reportingInstance;
  return host ? `${component}, ${host}` : component;
}
