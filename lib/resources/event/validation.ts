import { type FieldError, FieldPath, invalid, required } from '../../meta/field';
import { byteLength, dnsSubdomainErrors } from '../../meta/names';
import { type Errors, invalidEach, validateQualifiedName } from '../metadata';
import type { Event } from './types';

/** `legacyValidateEvent`: what is checked of core events; those with an event time are held to more. */
export function validateEvent(event: Event): FieldError[] {
  return [...eventErrors(event)];
}

function* eventErrors(event: Event): Errors {
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
  if (event.eventTime) yield* validateReport(event);
  yield* invalidEach(FieldPath.of('namespace'), namespace, dnsSubdomainErrors(namespace));
}

function* validateReport(event: Event): Errors {
  const { reportingComponent = '', reportingInstance = '', action = '', reason = '', message = '' } = event;
  const componentPath = FieldPath.of('reportingComponent');
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
