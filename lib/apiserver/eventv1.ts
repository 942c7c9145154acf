import type { KubeObject } from '../meta/object';
import type { Event } from '../resources/event/types';
import type { ObjectReference } from '../resources/pod/types';

/** `events.k8s.io/v1` Event: the core Event under other field names. */
export interface EventV1 extends KubeObject {
  eventTime?: string | null;
  series?: { count?: number; lastObservedTime?: string };
  reportingController?: string;
  reportingInstance?: string;
  action?: string;
  reason?: string;
  regarding?: ObjectReference;
  related?: ObjectReference;
  note?: string;
  type?: string;
  deprecatedSource?: Event['source'];
  deprecatedFirstTimestamp?: string | null;
  deprecatedLastTimestamp?: string | null;
  deprecatedCount?: number;
}

/** A core Event as `events.k8s.io/v1` shows it. */
export function toEventV1(event: Event): EventV1 {
  const { involvedObject, message, source, firstTimestamp, lastTimestamp, count, ...same } = event;
  const { reportingComponent, ...rest } = same;
  return present({
    ...rest,
    apiVersion: 'events.k8s.io/v1',
    regarding: involvedObject,
    note: message,
    reportingController: reportingComponent,
    deprecatedSource: source,
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    deprecatedCount: count,
  });
}

/** An Event of `events.k8s.io/v1` as it is stored. */
export function fromEventV1(event: EventV1): Event {
  const { regarding, note, reportingController, deprecatedSource, deprecatedCount, ...same } = event;
  const { deprecatedFirstTimestamp, deprecatedLastTimestamp, ...rest } = same;
  return present({
    ...rest,
    apiVersion: 'v1',
    involvedObject: regarding ?? {},
    message: note,
    reportingComponent: reportingController,
    source: deprecatedSource,
    firstTimestamp: deprecatedFirstTimestamp,
    lastTimestamp: deprecatedLastTimestamp,
    count: deprecatedCount,
  });
}

/** The words of a field selector for Events of `events.k8s.io/v1`: those of the core Event under other names. */
export function eventV1Fields(
  fields: Readonly<Record<string, (event: KubeObject) => string>> = {},
): Readonly<Record<string, (event: KubeObject) => string>> {
  const renamed = Object.entries(fields)
    .filter(([word]) => word !== 'source')
    .map(([word, of]) => [
      word === 'reportingComponent' ? 'reportingController' : word.replace(/^involvedObject\./, 'regarding.'),
      of,
    ]);
  return Object.fromEntries(renamed);
}

function present<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
