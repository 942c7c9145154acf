import type { KubeObject } from '../../meta/object';
import type { Resource } from '../kind';
import type { ObjectReference } from '../pod/types';

/**
 * Core `v1` Event. `firstTimestamp` and `lastTimestamp` are `metav1.Time`, `eventTime` is
 * `metav1.MicroTime`.
 */
export interface Event extends KubeObject {
  involvedObject: ObjectReference;
  reason?: string;
  message?: string;
  source?: { component?: string; host?: string };
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
  count?: number;
  type?: string;
  eventTime?: string | null;
  series?: { count?: number; lastObservedTime?: string };
  action?: string;
  related?: ObjectReference;
  reportingComponent?: string;
  reportingInstance?: string;
}

export const events: Resource<Event> = {
  group: '',
  version: 'v1',
  plural: 'events',
  singular: 'event',
  kind: 'Event',
  namespaced: true,
};
