import { forbidden, forbiddenPath } from './errors';
import type { PathInfo } from './requestinfo';

/** Who makes a request. */
export interface User {
  username: string;
  uid?: string;
  groups: readonly string[];
}

/** Whoever shows no credentials. */
const anonymous: User = { username: 'system:anonymous', groups: ['system:unauthenticated'] };

/** May do everything. */
const admins = 'system:masters';

/** Paths everybody may read. */
const publicPaths = /^\/(healthz|livez|readyz|version)(\/|$)/;

/**
 * An authenticator of bearer tokens: answers the user of a token, the anonymous user where there is none, and
 * `undefined` for a wrong one. `tokens` gives the users by their tokens.
 */
export function tokenAuthenticator(
  tokens: ReadonlyMap<string, User>,
): (authorization: string | null) => User | undefined {
  return (authorization) => {
    if (!authorization) return anonymous;
    const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    const user = token === undefined ? undefined : tokens.get(token);
    return user && { ...user, groups: [...user.groups, 'system:authenticated'] };
  };
}

/** The user the owner of the control plane is: an administrator. */
export const adminUser: User = { username: 'kubernetes-admin', groups: [admins] };

/** What a request wants to do, as an authorizer sees it. */
interface Action {
  verb: string;
  pathname: string;
  path: PathInfo;
  /** The name that a field selector asks for; `''` for none. */
  selected: string;
}

/** Refuses with 403 what a user may not do: administrators may everything, others read what is public. */
export function authorize(user: User, { verb, pathname, path, selected }: Action): void {
  if (user.groups.includes(admins) || publicPaths.test(pathname)) return;
  if (!path.isResource) throw forbiddenPath(user.username, verb, escapeHtml(pathname));
  const { group, plural, name = '', subresource } = path;
  // A namespace is in itself, as far as authorization is concerned.
  const namespace = path.namespace ?? (group === '' && plural === 'namespaces' && name ? name : undefined);
  const resource = subresource ? `${plural}/${subresource}` : plural;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = `resource "${resource}" in API group "${group}"`;
  const why = `User "${user.username}" cannot ${verb} ${what} ${where}`;
  throw forbidden({ group, name: plural }, name || selected, escapeHtml(why));
}

/** A message must not look like a page to a browser. */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
