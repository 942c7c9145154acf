import { forbidden, forbiddenPath } from '../errors';
import type { User } from './authenticate';
import { type Attributes, type PolicyRule, ruleAllows } from './rbac';
import { privilegedGroup, type RoleBinding, roleBindings } from './roles';

/** What an authorizer says, in the words of a `SubjectAccessReview`. */
export interface Decision {
  allowed: boolean;
  /** Which role allows it; empty where none was asked or none does. */
  reason: string;
}

/** Whether a user may do something: members of `system:masters` everything, others what their roles allow. */
export function decide(user: User, attributes: Attributes): Decision {
  if (isPrivileged(user)) return { allowed: true, reason: '' };
  for (const binding of roleBindings) {
    const subject = subjectOf(binding, user);
    if (subject && binding.rules.some((rule) => ruleAllows(rule, attributes))) {
      const { name, role } = binding;
      const whom = `${subject.kind} ${JSON.stringify(subject.name)}`;
      return {
        allowed: true,
        reason: `RBAC: allowed by ClusterRoleBinding "${name}" of ClusterRole "${role}" to ${whom}`,
      };
    }
  }
  return { allowed: false, reason: '' };
}

/** Every rule of every role a user has. */
export function rulesOf(user: User): PolicyRule[] {
  return roleBindings.filter((binding) => subjectOf(binding, user)).flatMap(({ rules }) => rules);
}

/** Whether a user is beyond roles and limits. */
export function isPrivileged({ groups }: User): boolean {
  return groups.includes(privilegedGroup);
}

function subjectOf({ subjects }: RoleBinding, { username, groups }: User) {
  return subjects.find(({ kind, name }) => (kind === 'User' ? username === name : groups.includes(name)));
}

/** Refuses with 403 what a user may not do. */
export function authorize(user: User, attributes: Attributes): void {
  if (isPrivileged(user) || decide(user, attributes).allowed) return;
  const { verb } = attributes;
  const who = `User ${JSON.stringify(user.username)} cannot ${verb}`;
  if (!attributes.isResource) throw forbiddenPath(sanitize(`${who} path ${JSON.stringify(attributes.path)}`));
  const { group, resource, subresource, namespace, name } = attributes;
  const full = JSON.stringify(subresource ? `${resource}/${subresource}` : resource);
  const where = namespace ? `in the namespace ${JSON.stringify(namespace)}` : 'at the cluster scope';
  const why = `${who} resource ${full} in API group ${JSON.stringify(group)} ${where}`;
  throw forbidden({ group, name: resource }, name, sanitize(why));
}

/** What a browser could take for HTML, written so that it cannot. */
function sanitize(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
