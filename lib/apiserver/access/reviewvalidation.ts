import { type FieldError, FieldPath, forbidden, invalid, required } from '../../meta/field';
import { labelValueErrors } from '../../meta/names';
import type { KubeObject, ObjectMeta } from '../../meta/object';
import { invalidEach, validateQualifiedName } from '../../resources/metadata';

/** A question whether somebody may do something. */
export interface AccessReview extends KubeObject {
  spec: AccessReviewSpec;
}

export interface AccessReviewSpec {
  resourceAttributes?: AskedResource;
  nonResourceAttributes?: { path?: string; verb?: string };
  user?: string;
  groups?: string[];
  uid?: string;
}

interface AskedResource {
  namespace?: string;
  verb?: string;
  group?: string;
  version?: string;
  resource?: string;
  subresource?: string;
  name?: string;
  fieldSelector?: AskedSelector;
  labelSelector?: AskedSelector;
}

/** A selector the request would have, as its text or taken apart. */
export interface AskedSelector {
  rawSelector?: string;
  requirements?: { key: string; operator: string; values?: string[] }[];
}

type Errors = Generator<FieldError, void>;

const specPath = FieldPath.of('spec');
const metadataPath = FieldPath.of('metadata');

/** `ValidateSelfSubjectAccessReview`. */
export function* validateSelfAccessReview({ metadata, spec }: AccessReview): Errors {
  yield* validateAttributes(spec);
  yield* validateSelectors(spec);
  if (saysSomething(metadata)) yield invalid(metadataPath, metadata, 'must be empty');
}

/** `ValidateSubjectAccessReview`. */
export function* validateAccessReview({ metadata, spec }: AccessReview): Errors {
  yield* validateSubject(spec);
  if (saysSomething(metadata)) yield invalid(metadataPath, metadata, 'must be empty');
}

/** `ValidateLocalSubjectAccessReview`. */
export function* validateLocalAccessReview({ metadata, spec }: AccessReview): Errors {
  yield* validateSubject(spec);
  const { namespace, ...rest } = metadata;
  if (saysSomething(rest)) {
    yield invalid(metadataPath, metadata, 'must be empty except for namespace');
  }
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  if (resource && (resource.namespace ?? '') !== (namespace ?? '')) {
    const where = FieldPath.of('spec.resourceAttributes.namespace');
    yield invalid(where, resource.namespace ?? '', 'must match metadata.namespace');
  }
  if (path) {
    const where = FieldPath.of('spec.nonResourceAttributes');
    yield invalid(where, quotePath(path), 'disallowed on this kind of request');
  }
}

/** Who manages which fields is no statement of the asker's. */
function saysSomething({ managedFields: _, ...metadata }: ObjectMeta): boolean {
  return Object.keys(metadata).length > 0;
}

function* validateSubject(spec: AccessReviewSpec): Errors {
  yield* validateAttributes(spec);
  if (!spec.user && !spec.groups?.length) {
    yield invalid(specPath.child('user'), '', 'at least one of user or group must be specified');
  }
  yield* validateSelectors(spec);
}

function* validateAttributes({
  resourceAttributes: resource,
  nonResourceAttributes: path,
}: AccessReviewSpec): Errors {
  if (resource && path) {
    const why = 'cannot be specified in combination with resourceAttributes';
    yield invalid(specPath.child('nonResourceAttributes'), quotePath(path), why);
  }
  if (!resource && !path) {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    yield invalid(specPath.child('resourceAttributes'), null, why);
  }
}

/** Kubernetes quotes its internal type, whose fields are called as in Go. */
function quotePath({ path = '', verb = '' }: { path?: string; verb?: string }): object {
  return { Path: path, Verb: verb };
}

function* validateSelectors({ resourceAttributes }: AccessReviewSpec): Errors {
  const base = FieldPath.of('spec.resourceAttributes');
  const { fieldSelector, labelSelector } = resourceAttributes ?? {};
  if (fieldSelector) {
    const path = base.child('fieldSelector');
    yield* validateForm(fieldSelector, path);
    for (const [at, requirement] of (fieldSelector.requirements ?? []).entries()) {
      const own = path.child('requirements').index(at);
      if (!requirement.key) yield required(own.child('key'), 'must be specified');
      yield* validateValues(requirement, own.child('values'));
    }
  }
  if (labelSelector) {
    const path = base.child('labelSelector');
    yield* validateForm(labelSelector, path);
    for (const [at, requirement] of (labelSelector.requirements ?? []).entries()) {
      const own = path.child('requirements').index(at);
      yield* validateValues(requirement, own.child('values'));
      yield* validateQualifiedName(requirement.key, own.child('key'));
      for (const [position, value] of (requirement.values ?? []).entries()) {
        yield* invalidEach(own.child('values').index(position), value, labelValueErrors(value));
      }
    }
  }
}

function* validateForm({ rawSelector = '', requirements = [] }: AskedSelector, path: FieldPath): Errors {
  if (rawSelector && requirements.length > 0) {
    yield invalid(
      path.child('rawSelector'),
      rawSelector,
      'may not specified at the same time as requirements',
    );
  }
  if (!rawSelector && requirements.length === 0) {
    const why = `when ${path} is specified, requirements or rawSelector is required`;
    yield required(path.child('requirements'), why);
  }
}

/** An operator nobody knows here is let through: somebody newer may know it. */
function* validateValues(
  { operator, values = [] }: { operator: string; values?: string[] },
  path: FieldPath,
): Errors {
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
    yield required(path, "must be specified when `operator` is 'In' or 'NotIn'");
  }
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
    yield forbidden(path, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
  }
}
