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
  const users = new Map(
    [...tokens].map(([token, user]) => [
      token,
      { ...user, groups: [...user.groups, 'system:authenticated'] },
    ]),
  );
  return (authorization) => {
    if (!authorization) return anonymous;
    const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    return token === undefined ? undefined : users.get(token);
  };
}

/** The user the owner of the control plane is: an administrator. */
export const adminUser: User = { username: 'kubernetes-admin', groups: [admins] };

/** What a request wants to do, as an authorizer sees it. */
interface Action {
  verb: string;
  pathname: string;
  path: PathInfo;
}

/** Refuses with 403 what a user may not do: administrators may everything, others read what is public. */
export function authorize(user: User, { verb, pathname, path }: Action): void {
  if (user.groups.includes(admins) || publicPaths.test(pathname)) return;
  if (!path.isResource) throw forbiddenPath(user.username, verb, pathname);
  const { group, plural, namespace, name = '', subresource } = path;
  const resource = subresource ? `${plural}/${subresource}` : plural;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = `resource "${resource}" in API group "${group}"`;
  const why = `User "${user.username}" cannot ${verb} ${what} ${where}`;
  throw forbidden({ group, name: plural }, name, why);
}
