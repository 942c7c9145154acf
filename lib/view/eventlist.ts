import type { Event } from '../resources/event/types';
import { fromTime } from '../time/clock';

/** The last time an event was seen, wherever its reporter put it. */
export function eventTimeMs(event: Event): number | undefined {
  return (
    fromTime(event.series?.lastObservedTime) ??
    fromTime(event.lastTimestamp) ??
    fromTime(event.eventTime) ??
    fromTime(event.firstTimestamp) ??
    fromTime(event.metadata.creationTimestamp)
  );
}

/** An event as a page lists it. */
export interface EventRow {
  key: string;
  atMs?: number;
  firstMs?: number;
  count: number;
  warning: boolean;
  reason: string;
  message: string;
  kind: string;
  name: string;
  from: string;
  /** Tells the order of events of the same second. */
  version: number;
}

/** The events about these objects (by uid; all of them when none are given), the latest first. */
export function eventRows(events: readonly Event[], uids?: ReadonlySet<string>): EventRow[] {
  return events
    .filter(({ involvedObject }) => !uids || uids.has(involvedObject.uid ?? ''))
    .map(
      (event): EventRow => ({
        key: event.metadata.uid ?? `${event.metadata.namespace}/${event.metadata.name}`,
        atMs: eventTimeMs(event),
        firstMs: fromTime(event.firstTimestamp) ?? fromTime(event.eventTime),
        count: event.series?.count ?? event.count ?? 1,
        warning: event.type === 'Warning',
        reason: event.reason ?? '',
        message: (event.message ?? '').trim(),
        kind: event.involvedObject.kind ?? '',
        name: event.involvedObject.name ?? '',
        from: event.reportingComponent || event.source?.component || '',
        version: Number(event.metadata.resourceVersion) || 0,
      }),
    )
    .sort((a, b) => secondOf(b) - secondOf(a) || b.version - a.version || (a.key < b.key ? 1 : -1));
}

/** Some reporters tell the time to the microsecond, most to the second: within one, only versions tell the order. */
function secondOf({ atMs = 0 }: EventRow): number {
  return Math.floor(atMs / 1000);
}
