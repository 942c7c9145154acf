import {
  anonymousName,
  authenticatedGroup,
  privilegedGroup,
  unauthenticatedGroup,
  viewerName,
} from './roles';

/** Who makes a request. */
export interface User {
  username: string;
  uid?: string;
  groups: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}

/** Whoever shows no credentials. */
const anonymous: User = { username: anonymousName, groups: [unauthenticatedGroup] };

/**
 * An authenticator of bearer tokens: answers the user of a token, the anonymous user where there is none, and
 * `undefined` for a wrong one. `tokens` gives the users by their tokens.
 */
export function tokenAuthenticator(
  tokens: ReadonlyMap<string, User>,
): (authorization: string | null) => User | undefined {
  const users = new Map<string, User>();
  for (const [token, user] of tokens) {
    users.set(token, { ...user, groups: [...user.groups, authenticatedGroup] });
  }
  return (authorization) => {
    // What is no bearer's, or has no token, shows no credentials.
    const [scheme = '', token] = (authorization ?? '').trim().split(' ');
    if (scheme.toLowerCase() !== 'bearer' || !token) return anonymous;
    return users.get(token);
  };
}

/** The user the owner of the control plane is: an administrator. */
export const adminUser: User = { username: 'kubernetes-admin', groups: [privilegedGroup] };

/** Who may look but not touch: the role `view` is bound to this user. */
export const viewUser: User = { username: viewerName, groups: [] };
