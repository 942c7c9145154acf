import type { Strategy } from '../kind';
import { eventColumns } from './columns';
import { type Event, events } from './types';
import { validateEvent, validateEventUpdate } from './validation';

/** Core events, as `pkg/registry/core/event` serves them. */
export const eventStrategy: Strategy<Event> = {
  resource: events,
  shortNames: ['ev'],
  categories: [],
  schema: 'io.k8s.api.core.v1.Event',
  columns: eventColumns,
  fields: {
    'involvedObject.kind': ({ involvedObject }) => involvedObject.kind ?? '',
    'involvedObject.namespace': ({ involvedObject }) => involvedObject.namespace ?? '',
    'involvedObject.name': ({ involvedObject }) => involvedObject.name ?? '',
    'involvedObject.uid': ({ involvedObject }) => involvedObject.uid ?? '',
    'involvedObject.apiVersion': ({ involvedObject }) => involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': ({ involvedObject }) => involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': ({ involvedObject }) => involvedObject.fieldPath ?? '',
    reason: ({ reason }) => reason ?? '',
    reportingComponent: ({ reportingComponent }) => reportingComponent ?? '',
    source: ({ source, reportingComponent }) => source?.component || (reportingComponent ?? ''),
    type: ({ type }) => type ?? '',
  },
  defaults: (event) => event,
  prepareCreate: (event) => event,
  createsOnUpdate: true,
  validate: (event, { group }) => validateEvent(event, group),
  prepareUpdate: (next) => next,
  validateUpdate: (next, previous, { group }) => validateEventUpdate(next, previous, group),
};
