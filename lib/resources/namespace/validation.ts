import { type FieldError, FieldPath, invalid } from '../../meta/field';
import {
  type Errors,
  labelName,
  validateMetadata,
  validateMetadataUpdate,
  validateQualifiedName,
  validateStandardFinalizer,
} from '../metadata';
import type { Namespace } from './types';

/** `ValidateNamespace`. */
export function validateNamespace(namespace: Namespace): FieldError[] {
  return [...validateMetadata(namespace.metadata, false, labelName), ...finalizerErrors(namespace)];
}

function* finalizerErrors({ spec }: Namespace): Errors {
  const path = FieldPath.of('spec', 'finalizers');
  for (const finalizer of spec?.finalizers ?? []) {
    yield* validateQualifiedName(finalizer, path);
    yield* validateStandardFinalizer(finalizer, path);
  }
}

/** `ValidateNamespaceStatusUpdate`: the phase follows deletion. */
export function validateNamespaceStatus(next: Namespace, previous: Namespace): FieldError[] {
  const phase = next.metadata.deletionTimestamp ? 'Terminating' : 'Active';
  const errors = [...validateMetadataUpdate(next.metadata, previous.metadata)];
  if (next.status?.phase === phase) return errors;
  const when = phase === 'Active' ? 'is empty' : 'is not empty';
  const detail = `may only be '${phase}' if \`deletionTimestamp\` ${when}`;
  return [...errors, invalid(FieldPath.of('status', 'Phase'), next.status?.phase ?? '', detail)];
}
