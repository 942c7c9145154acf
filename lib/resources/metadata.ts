import { type FieldError, FieldPath, forbidden, invalid, required, tooLong } from '../meta/field';
import {
  byteLength,
  dnsLabelErrors,
  dnsSubdomainErrors,
  labelKeyErrors,
  labelValueErrors,
  withoutTrailingDash,
} from '../meta/names';
import type { ManagedFieldsEntry, ObjectMeta, OwnerReference } from '../meta/object';
import { quoteText } from '../meta/quote';
import type { LabelSelector } from '../meta/selector';
import { sameValue } from './equality';

/** What comes of a check: errors, as they are found. */
export type Errors = Generator<FieldError, void>;

/** The path of metadata. */
export const metadataPath = FieldPath.of('metadata');

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);
const maxAnnotationBytes = 256 * 1024;

/** The rules of a name; `prefix` if it is to be completed by a generated suffix. */
export type NameRule = (name: string, prefix: boolean) => string[];

/** `NameIsDNSSubdomain`, which most kinds' names follow. */
export const subdomainName: NameRule = (name, prefix) =>
  dnsSubdomainErrors(prefix ? withoutTrailingDash(name) : name);

/** `NameIsDNSLabel`, which names of namespaces follow. */
export const labelName: NameRule = (name, prefix) =>
  dnsLabelErrors(prefix ? withoutTrailingDash(name) : name);

/** What every name must be at least: one segment of a path (`IsPathSegmentName`). */
export const segmentName: NameRule = (name, prefix) =>
  !prefix && (name === '.' || name === '..')
    ? [`may not be '${name}'`]
    : ['/', '%'].filter((character) => name.includes(character)).map((found) => `may not contain '${found}'`);

/** `field.Invalid` for each thing that is wrong with a value. */
export function* invalidEach(path: FieldPath, value: unknown, details: readonly string[]): Errors {
  for (const detail of details) yield invalid(path, value, detail);
}

/** `ValidateObjectMeta` of core: on creation, after a name was generated. */
export function* validateMetadata(meta: ObjectMeta, namespaced: boolean, nameRule: NameRule): Errors {
  yield* validateAnyMetadata(meta, namespaced, nameRule);
  yield* validateStandardFinalizers(meta.finalizers ?? []);
}

/** `ValidateObjectMetaUpdate` of core. */
export function* validateMetadataUpdate(next: ObjectMeta, previous: ObjectMeta): Errors {
  yield* validateAnyMetadataUpdate(next, previous);
  yield* validateStandardFinalizers(next.finalizers ?? []);
}

/** `ValidateObjectMeta` of apimachinery: what holds for objects of every group. */
export function* validateAnyMetadata(meta: ObjectMeta, namespaced: boolean, nameRule: NameRule): Errors {
  const path = metadataPath;
  if (meta.generateName) {
    yield* invalidEach(path.child('generateName'), meta.generateName, nameRule(meta.generateName, true));
  }
  if (!meta.name) yield required(path.child('name'), 'name or generateName is required');
  else yield* invalidEach(path.child('name'), meta.name, nameRule(meta.name, false));
  if (!namespaced) {
    if (meta.namespace) yield forbidden(path.child('namespace'), 'not allowed on this type');
  } else if (!meta.namespace) yield required(path.child('namespace'));
  else yield* invalidEach(path.child('namespace'), meta.namespace, dnsLabelErrors(meta.namespace));
  yield* validateNonNegative(meta.generation, path.child('generation'));
  yield* validateDescriptive(meta, path);
  yield* validateFinalizers(meta.finalizers ?? [], path.child('finalizers'));
  yield* validateManagedFields(meta.managedFields ?? [], path.child('managedFields'));
}

/** `ValidateObjectMetaUpdate` of apimachinery. */
export function* validateAnyMetadataUpdate(next: ObjectMeta, previous: ObjectMeta): Errors {
  const path = metadataPath;
  if (previous.deletionTimestamp) yield* validateNoNewFinalizers(next, previous);
  if (!next.resourceVersion) {
    yield invalid(
      path.child('resourceVersion'),
      next.resourceVersion ?? '',
      'must be specified for an update',
    );
  }
  if ((next.generation ?? 0) < (previous.generation ?? 0)) {
    yield invalid(path.child('generation'), next.generation ?? 0, 'must not be decremented');
  }
  for (const field of ['name', 'namespace', 'uid'] as const) {
    yield* validateImmutable(next[field] ?? '', previous[field] ?? '', path.child(field));
  }
  for (const field of ['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    yield* validateImmutable(next[field], previous[field], path.child(field));
  }
  yield* validateDescriptive(next, path);
  yield* validateManagedFields(next.managedFields ?? [], path.child('managedFields'));
}

/** Values that were found to be right, each by one rule. They never change, so they need no second look. */
const sound = new WeakSet<object>();

function* validateDescriptive(meta: ObjectMeta, path: FieldPath): Errors {
  yield* onceSound(meta.labels, (labels) => validateLabels(labels, path.child('labels')));
  yield* onceSound(meta.annotations, (notes) => validateAnnotations(notes, path.child('annotations')));
  yield* onceSound(meta.ownerReferences, (owners) => validateOwners(owners, path.child('ownerReferences')));
}

/**
 * The errors of a value that was not found to be right before: most writes leave most values as they are, and each write checks
 * some of them more than once. A value must always be given the same rule.
 */
export function* onceSound<T extends object>(value: T | undefined, validate: (value: T) => Errors): Errors {
  if (!value || sound.has(value)) return;
  const errors = [...validate(value)];
  if (errors.length === 0) sound.add(value);
  yield* errors;
}

/** `ValidateImmutableField`. */
export function* validateImmutable(next: unknown, previous: unknown, path: FieldPath): Errors {
  if (!sameValue(next, previous)) yield invalid(path, next, 'field is immutable');
}

/** `ValidateNonnegativeField`; nothing counts as 0. */
export function* validateNonNegative(value: number | undefined, path: FieldPath): Errors {
  if (value !== undefined && value < 0) yield invalid(path, value, 'must be greater than or equal to 0');
}

/** `ValidateLabels`, in the order of the keys. */
export function* validateLabels(labels: Record<string, string> | undefined, path: FieldPath): Errors {
  for (const [key, value] of sortedEntries(labels)) {
    yield* invalidEach(path, key, labelKeyErrors(key));
    yield* invalidEach(path, value, labelValueErrors(value));
  }
}

/** `ValidateAnnotations`: keys as labels' but in any case, and a limit on all of them together. */
export function* validateAnnotations(
  annotations: Record<string, string> | undefined,
  path: FieldPath,
): Errors {
  let bytes = 0;
  for (const [key, value] of sortedEntries(annotations)) {
    bytes += byteLength(key) + byteLength(value);
    yield* invalidEach(path, key, labelKeyErrors(key.toLowerCase()));
  }
  if (bytes > maxAnnotationBytes) yield tooLong(path, maxAnnotationBytes);
}

/** `ValidateQualifiedName`: a label key, condition type or the like. */
export function* validateQualifiedName(name: string, path: FieldPath): Errors {
  yield* invalidEach(path, name, labelKeyErrors(name));
}

/** `ValidateLabelSelector`. */
export function* validateSelector(selector: LabelSelector | undefined, path: FieldPath): Errors {
  if (!selector) return;
  yield* validateLabels(selector.matchLabels, path.child('matchLabels'));
  for (const [at, { key, operator, values = [] }] of (selector.matchExpressions ?? []).entries()) {
    const own = path.child('matchExpressions').index(at);
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) {
        yield required(own.child('values'), "must be specified when `operator` is 'In' or 'NotIn'");
      }
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) {
        yield forbidden(
          own.child('values'),
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        );
      }
    } else yield invalid(own.child('operator'), operator ?? '', 'not a valid selector operator');
    yield* validateQualifiedName(key ?? '', own.child('key'));
    for (const [position, value] of values.entries()) {
      yield* invalidEach(own.child('values').index(position), value, labelValueErrors(value));
    }
  }
}

function* validateOwners(owners: readonly OwnerReference[], path: FieldPath): Errors {
  let controller: string | undefined;
  for (const owner of owners) {
    const { apiVersion = '', kind = '', name = '', uid = '' } = owner;
    if (!/^([^/]*\/)?[^/]+$/.test(apiVersion)) {
      yield invalid(path.child('apiVersion'), apiVersion, 'version must not be empty');
    }
    if (!kind) yield invalid(path.child('kind'), kind, 'must not be empty');
    if (!name) yield invalid(path.child('name'), name, 'must not be empty');
    if (!uid) yield invalid(path.child('uid'), uid, 'must not be empty');
    if (apiVersion === 'v1' && kind === 'Event') {
      yield invalid(path, quoteOwner(owner), '/v1, Kind=Event is disallowed from being an owner');
    }
    if (!owner.controller) continue;
    if (controller) {
      const found = `Found "true" in references for ${controller} and ${kind}/${name}`;
      yield invalid(
        path,
        owners.map(quoteOwner),
        `Only one reference can have Controller set to true. ${found}`,
      );
    } else controller = `${kind}/${name}`;
  }
}

/** An owner with its fields in Go's order. */
function quoteOwner({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: OwnerReference) {
  return { apiVersion, kind, name, uid, controller, blockOwnerDeletion };
}

function* validateFinalizers(finalizers: readonly string[], path: FieldPath): Errors {
  for (const finalizer of finalizers) yield* validateQualifiedName(finalizer, path);
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    yield invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set');
  }
}

function* validateStandardFinalizers(finalizers: readonly string[]): Errors {
  for (const [at, finalizer] of finalizers.entries()) {
    yield* validateStandardFinalizer(finalizer, metadataPath.child('finalizers').index(at));
  }
}

/** A finalizer without a domain must be one of Kubernetes' own. */
export function* validateStandardFinalizer(finalizer: string, path: FieldPath): Errors {
  if (finalizer.includes('/') || standardFinalizers.has(finalizer)) return;
  yield invalid(path, finalizer, 'name is neither a standard finalizer name nor is it fully qualified');
}

function* validateNoNewFinalizers(next: ObjectMeta, previous: ObjectMeta): Errors {
  const before = new Set(previous.finalizers);
  const added = [...new Set(next.finalizers)].filter((finalizer) => !before.has(finalizer)).sort();
  if (added.length === 0) return;
  const list = `[]string{${added.map(quoteText).join(', ')}}`;
  yield forbidden(
    metadataPath.child('finalizers'),
    `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`,
  );
}

function* validateManagedFields(entries: readonly ManagedFieldsEntry[], path: FieldPath): Errors {
  for (const [at, { operation, fieldsType, manager = '', subresource = '' }] of entries.entries()) {
    const own = path.index(at);
    if (operation !== 'Apply' && operation !== 'Update') {
      yield invalid(own.child('operation'), operation ?? '', 'must be `Apply` or `Update`');
    }
    if (fieldsType && fieldsType !== 'FieldsV1') {
      yield invalid(own.child('fieldsType'), fieldsType, 'must be `FieldsV1`');
    }
    if (byteLength(manager) > 128) yield tooLong(own.child('manager'), 128);
    if (byteLength(subresource) > 256) yield tooLong(own.child('subresource'), 256);
  }
}

/** The value of a key in a map that users fill, who may call a key `constructor`. */
export function entryOf<V>(map: Readonly<Record<string, V>> | undefined, key: string): V | undefined {
  return map && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Entries in the order of their keys: errors come in the same order every time. */
export function sortedEntries<V>(map: Record<string, V> | undefined): [string, V][] {
  if (!map) return [];
  const entries = Object.entries(map);
  return entries.length > 1 ? entries.sort(([a], [b]) => (a < b ? -1 : 1)) : entries;
}
