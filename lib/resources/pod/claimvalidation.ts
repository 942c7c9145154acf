import { type FieldPath, forbidden, invalid, notSupported, required } from '../../meta/field';
import { dnsLabelErrors, dnsSubdomainErrors } from '../../meta/names';
import { compareQuantities } from '../../meta/quantity';
import { type Errors, invalidEach, validateAnnotations, validateLabels, validateSelector } from '../metadata';
import type { ClaimReference, ClaimSpec, EphemeralSource } from './types';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const onlyOncePod = 'may not use ReadWriteOncePod with other access modes';

/** Fields of ObjectMeta that a template may not have, as Go reads and names them. */
const foreignMetadata = [
  ...['name', 'generateName', 'namespace', 'selfLink', 'uid', 'resourceVersion', 'generation'],
  ...['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'],
  ...['ownerReferences', 'finalizers', 'managedFields'],
];

/** `validateEphemeralVolumeSource`: the claim that is made together with a pod. */
export function* validateClaimTemplate(source: EphemeralSource, path: FieldPath): Errors {
  const own = path.child('volumeClaimTemplate');
  const template = source.volumeClaimTemplate;
  if (!template) {
    yield required(own);
    return;
  }
  const metadata = template.metadata ?? {};
  yield* validateAnnotations(metadata.annotations, own.child('metadata', 'annotations'));
  yield* validateLabels(metadata.labels, own.child('metadata', 'labels'));
  for (const field of foreignMetadata) {
    const goName = field === 'uid' ? 'uID' : field;
    if ((metadata as Record<string, unknown>)[field] !== undefined)
      yield forbidden(own.child('metadata', goName), 'cannot be set');
  }
  yield* validateClaimSpec(template.spec ?? {}, own.child('spec'));
}

/** `ValidatePersistentVolumeClaimSpec`. */
function* validateClaimSpec(spec: ClaimSpec, path: FieldPath): Errors {
  const modes = spec.accessModes ?? [];
  const modesPath = path.child('accessModes');
  if (modes.length === 0) yield required(modesPath, 'at least 1 access mode is required');
  yield* validateSelector(spec.selector, path.child('selector'));
  for (const mode of modes) if (!accessModes.includes(mode)) yield notSupported(modesPath, mode, accessModes);
  const others = modes.filter((mode) => mode !== 'ReadWriteOncePod' && accessModes.includes(mode));
  if (modes.includes('ReadWriteOncePod') && others.length > 0) yield forbidden(modesPath, onlyOncePod);
  const storage = spec.resources?.requests?.storage;
  const storagePath = path.child('resources').key('storage');
  if (storage === undefined) yield required(storagePath);
  else if (compareQuantities(storage, '0') <= 0) {
    yield invalid(storagePath, storage, 'must be greater than zero');
  }
  yield* validateClassName(spec.storageClassName, path.child('storageClassName'));
  const { volumeMode, dataSource, dataSourceRef } = spec;
  if (volumeMode !== undefined && volumeMode !== 'Block' && volumeMode !== 'Filesystem') {
    yield notSupported(path.child('volumeMode'), volumeMode, ['Block', 'Filesystem']);
  }
  if (dataSource) yield* validateDataSource(dataSource, path.child('dataSource'));
  if (dataSourceRef) yield* validateDataSource(dataSourceRef, path.child('dataSourceRef'));
  yield* validateBothSources(dataSource, dataSourceRef, path);
  yield* validateClassName(spec.volumeAttributesClassName, path.child('volumeAttributesClassName'));
}

function* validateClassName(name: string | undefined, path: FieldPath): Errors {
  if (name) yield* invalidEach(path, name, dnsSubdomainErrors(name));
}

function* validateDataSource(source: ClaimReference, path: FieldPath): Errors {
  const { apiGroup, kind, name, namespace } = source;
  if (!name) yield required(path.child('name'));
  if (!kind) yield required(path.child('kind'));
  if (!apiGroup && kind !== 'PersistentVolumeClaim') {
    const detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    yield invalid(path, kind, detail);
  }
  if (apiGroup) yield* invalidEach(path.child('apiGroup'), apiGroup, dnsSubdomainErrors(apiGroup));
  if (namespace) yield* invalidEach(path.child('namespace'), namespace, dnsLabelErrors(namespace));
}

/** Kubernetes quotes the path of the field here, which prints as an empty structure. */
function* validateBothSources(
  source: ClaimReference | undefined,
  reference: ClaimReference | undefined,
  path: FieldPath,
): Errors {
  if (!source || !reference) return;
  if (reference.namespace) {
    yield invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified');
    return;
  }
  const same = (['apiGroup', 'kind', 'name'] as const).every((field) => source[field] === reference[field]);
  if (!same) yield invalid(path, {}, 'must match dataSourceRef');
}
