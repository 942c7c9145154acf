import type { FieldError } from '../../meta/field';
import type { KubeObject } from '../../meta/object';
import { apiVersionOf, type Resource } from '../../resources/kind';
import { toTime } from '../../time/clock';
import type { Managed } from '../apply/fieldmanager';
import type { Decodable } from '../bodies/decode';
import { badRequest, invalid } from '../errors';
import type { User } from './authenticate';
import { decide, rulesOf } from './authorize';
import type { Attributes } from './rbac';
import { evaluationError } from './reviewselectors';
import {
  type AccessReview,
  type AccessReviewSpec,
  validateAccessReview,
  validateLocalAccessReview,
  validateSelfAccessReview,
} from './reviewvalidation';

/** Who asks, where and when. */
interface Asker {
  user: User;
  namespace: string | undefined;
  nowMs: number;
}

/** A question that can be put as an object, and how it is answered. */
export interface Review extends Decodable, Managed {
  /** All of the answer but its kind; throws a `StatusError` for a question that cannot be answered. */
  answer(input: KubeObject, asker: Asker): object;
}

/** The questions that are answered, in the order of discovery. */
export const reviews: readonly Review[] = [
  review('authentication.k8s.io', 'SelfSubjectReview', answerWhoAmI),
  review('authorization.k8s.io', 'LocalSubjectAccessReview', answerLocalAccess),
  review('authorization.k8s.io', 'SelfSubjectAccessReview', answerSelfAccess),
  review('authorization.k8s.io', 'SelfSubjectRulesReview', answerRules),
  review('authorization.k8s.io', 'SubjectAccessReview', answerAccess),
];

function review(group: string, kind: string, answer: Review['answer']): Review {
  const singular = kind.toLowerCase();
  const namespaced = kind.startsWith('Local');
  const resource: Resource = { group, version: 'v1', plural: `${singular}s`, singular, kind, namespaced };
  const apiVersion = apiVersionOf(resource);
  const schema = `io.k8s.api.${group.split('.')[0]}.v1.${kind}`;
  const same = (object: KubeObject) => object;
  return {
    ...{ resource, apiVersion, schema, answer, collection: resource.plural, strategy: {} },
    ...{ read: same, show: same, schemas: new Map([[apiVersion, schema]]) },
  };
}

function answerWhoAmI(_input: KubeObject, { user, nowMs }: Asker): object {
  const { username, uid, groups, extra } = user;
  const userInfo = { username, ...(uid ? { uid } : {}), groups, ...(extra ? { extra } : {}) };
  return { metadata: { creationTimestamp: toTime(nowMs) }, status: { userInfo } };
}

function answerRules(input: KubeObject, { user }: Asker): object {
  const { spec } = input as KubeObject & { spec: { namespace?: string } };
  if (!spec.namespace) throw badRequest('no namespace on request');
  const rules = rulesOf(user);
  return {
    metadata: {},
    spec: {},
    status: {
      resourceRules: rules.filter(({ resources = [] }) => resources.length > 0),
      nonResourceRules: rules.filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0),
      incomplete: false,
    },
  };
}

function answerSelfAccess(input: KubeObject, { user }: Asker): object {
  // An object of the whole cluster has no namespace, whatever its body says.
  const { namespace: _, ...metadata } = input.metadata;
  const asked = { ...input, metadata } as AccessReview;
  refuse(validateSelfAccessReview(asked));
  return answered(asked, user);
}

function answerAccess(input: KubeObject): object {
  const { namespace: _, ...metadata } = input.metadata;
  const asked = { ...input, metadata } as AccessReview;
  refuse(validateAccessReview(asked));
  return answered(asked, subjectOf(asked.spec));
}

function answerLocalAccess(input: KubeObject, { namespace }: Asker): object {
  const { metadata } = input;
  if (metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const asked = { ...input, metadata: { ...metadata, namespace } } as AccessReview;
  refuse(validateLocalAccessReview(asked));
  return answered(asked, subjectOf(asked.spec));
}

/** Messages of reviews do not name a kind: Kubernetes has forgotten it by then. */
function refuse(errors: Iterable<FieldError>): void {
  const list = [...errors];
  if (list.length > 0) throw invalid({ group: 'authorization.k8s.io', name: '' }, '', list);
}

function answered({ metadata, spec }: AccessReview, user: User): object {
  const { allowed, reason } = decide(user, attributesOf(spec));
  const error = evaluationError(spec);
  return {
    metadata,
    spec,
    status: { allowed, ...(reason ? { reason } : {}), ...(error ? { evaluationError: error } : {}) },
  };
}

function subjectOf({ user = '', groups = [], uid }: AccessReviewSpec): User {
  return { username: user, groups, ...(uid ? { uid } : {}) };
}

function attributesOf({ resourceAttributes, nonResourceAttributes }: AccessReviewSpec): Attributes {
  if (!resourceAttributes) {
    const { path = '', verb = '' } = nonResourceAttributes ?? {};
    return { isResource: false, verb, path };
  }
  const { verb = '', group = '', resource = '', subresource = '' } = resourceAttributes;
  const { namespace = '', name = '' } = resourceAttributes;
  return { isResource: true, verb, group, resource, subresource, namespace, name };
}
