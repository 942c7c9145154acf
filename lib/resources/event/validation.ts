import { sameJson } from '../../meta/equal';
import { type FieldError, FieldPath, invalid, required } from '../../meta/field';
import { byteLength, dnsSubdomainErrors } from '../../meta/names';
import {
  type Errors,
  invalidEach,
  subdomainName,
  validateMetadata,
  validateMetadataUpdate,
  validateQualifiedName,
} from '../metadata';
import type { Event } from './types';

/** The group in which events are held to more than the core ones. */
const strictGroup = 'events.k8s.io';

/** `ValidateEventCreate`. */
export function validateEvent(event: Event, group?: string): FieldError[] {
  const isStrict = group === strictGroup;
  return [...eventErrors(event, isStrict), ...(isStrict ? strictErrors(event) : [])];
}

/** `ValidateEventUpdate`: in `events.k8s.io` only the series of an event may change. */
export function validateEventUpdate(next: Event, previous: Event, group?: string): FieldError[] {
  const isStrict = group === strictGroup;
  return [
    ...eventErrors(next, isStrict),
    ...(isStrict ? validateMetadataUpdate(next.metadata, previous.metadata) : []),
    ...(isStrict ? changeErrors(next, previous) : []),
  ];
}

function* strictErrors(event: Event): Errors {
  yield* validateMetadata(event.metadata, true, subdomainName);
  yield* seriesErrors(event);
  if (!event.eventTime) yield required(FieldPath.of('eventTime'));
  const { type = '', source } = event;
  if (type !== 'Normal' && type !== 'Warning') {
    yield invalid(FieldPath.of('type'), '', `has invalid value: ${type}`);
  }
  const unset = (name: string) => invalid(FieldPath.of(name), '', 'needs to be unset');
  if (event.firstTimestamp) yield unset('firstTimestamp');
  if (event.lastTimestamp) yield unset('lastTimestamp');
  if (event.count) yield unset('count');
  if (source?.component || source?.host) yield unset('source');
}

function* seriesErrors({ series }: Event): Errors {
  if (!series) return;
  if ((series.count ?? 0) < 2) yield invalid(FieldPath.of('series.count'), '', 'should be at least 2');
  if (!series.lastObservedTime) yield required(FieldPath.of('series.lastObservedTime'));
}

/** Fields that stay what they are, under the names that messages have for them, in Kubernetes' order. */
const fixedFields = [
  ...[
    'involvedObject',
    'reason',
    'message',
    'source',
    'firstTimestamp',
    'lastTimestamp',
    'count',
    'reason',
    'type',
  ],
  ...['eventTime', 'action', 'related', 'reportingController', 'reportingInstance'],
];

function* changeErrors(next: Event, previous: Event): Errors {
  if (!sameJson(next.series, previous.series)) yield* seriesErrors(next);
  for (const name of fixedFields) {
    const field = (name === 'reportingController' ? 'reportingComponent' : name) as keyof Event;
    if (sameJson(next[field] ?? null, previous[field] ?? null)) continue;
    yield invalid(FieldPath.of(name), next[field] ?? null, 'field is immutable');
  }
}

/** `legacyValidateEvent`: events with an event time are held to more. */
function* eventErrors(event: Event, isStrict: boolean): Errors {
  const about = event.involvedObject.namespace ?? '';
  const { namespace = '' } = event.metadata;
  const agrees = event.eventTime
    ? about !== '' || namespace === 'default' || namespace === 'kube-system'
    : about === ''
      ? namespace === '' || namespace === 'default'
      : namespace === about;
  if (!agrees) {
    yield invalid(FieldPath.of('involvedObject', 'namespace'), about, 'does not match event.namespace');
  }
  if (event.eventTime) yield* validateReport(event, isStrict);
  yield* invalidEach(FieldPath.of('namespace'), namespace, dnsSubdomainErrors(namespace));
}

function* validateReport(event: Event, isStrict: boolean): Errors {
  const { reportingComponent = '', reportingInstance = '', action = '', reason = '', message = '' } = event;
  const componentPath = FieldPath.of(isStrict ? 'reportingController' : 'reportingComponent');
  if (!reportingComponent) yield required(componentPath);
  yield* validateQualifiedName(reportingComponent, componentPath);
  const limited = { reportingInstance, action, reason };
  for (const [field, value] of Object.entries(limited)) {
    if (!value) yield required(FieldPath.of(field));
    if (byteLength(value) > 128) yield invalid(FieldPath.of(field), '', 'can have at most 128 characters');
  }
  if (byteLength(message) > 1024) {
    yield invalid(FieldPath.of('message'), '', 'can have at most 1024 characters');
  }
}
