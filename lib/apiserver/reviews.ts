import { type Clock, toTime } from '../time/clock';
import type { User } from './authenticate';
import type { ResourcePath } from './requestinfo';

/** A question an asker has about itself, as it comes in the body. */
interface Review {
  spec?: object;
}

/**
 * Answers a self-review: who the asker is, whether it may do something, what it may do. Only administrators
 * come this far, and they may do everything. `undefined` when the path is no review.
 */
export function answerReview(
  { group, version, plural }: ResourcePath,
  user: User,
  { spec = {} }: Review,
  clock: Clock,
): object | undefined {
  const apiVersion = `${group}/${version}`;
  const created = { creationTimestamp: toTime(clock.now()) };
  switch (`${apiVersion}/${plural}`) {
    case 'authentication.k8s.io/v1/selfsubjectreviews':
      return {
        kind: 'SelfSubjectReview',
        apiVersion,
        metadata: created,
        status: { userInfo: userInfo(user) },
      };
    case 'authorization.k8s.io/v1/selfsubjectaccessreviews':
      return {
        kind: 'SelfSubjectAccessReview',
        apiVersion,
        metadata: { creationTimestamp: null },
        spec,
        status: { allowed: true, reason: 'administrators may do everything' },
      };
    case 'authorization.k8s.io/v1/selfsubjectrulesreviews':
      return {
        kind: 'SelfSubjectRulesReview',
        apiVersion,
        metadata: { creationTimestamp: null },
        spec: {},
        status: {
          resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
          nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
          incomplete: false,
        },
      };
    default:
      return undefined;
  }
}

function userInfo({ username, uid, groups }: User): object {
  return { username, ...(uid ? { uid } : {}), groups };
}
