import { badRequest } from '../errors';
import type { RequestHeaders } from '../message';
import type { User } from './authenticate';
import { authorize } from './authorize';
import type { ResourceAttributes } from './rbac';
import { anonymousName, authenticatedGroup, unauthenticatedGroup } from './roles';

/** One thing somebody wants to be taken for, as Kubernetes refers to it. */
interface Claim {
  kind: 'User' | 'ServiceAccount' | 'Group' | 'UserExtra' | 'UID';
  name: string;
  namespace?: string;
  /** Of an extra: its key. */
  key?: string;
}

const authentication = 'authentication.k8s.io';
const named = ['impersonate-user', 'impersonate-group', 'impersonate-uid'];
const extraPrefix = 'impersonate-extra-';

/**
 * The user a request acts as: the one its `Impersonate-*` headers name, else the one who makes it. Refuses
 * with 403 whoever may not impersonate all of that, and with 400 a group or uid without a user. The rules of
 * kube-apiserver's impersonation filter.
 */
export function actingUser(user: User, headers: RequestHeaders): User {
  if (!named.some((name) => headers.get(name) !== null)) return user;
  const username = headers.get('impersonate-user') ?? '';
  const others = othersOf(headers);
  if (!username) {
    if (others.length === 0) return user;
    throw badRequest(`requested [${others.map(reference).join(' ')}] without impersonating a user`);
  }
  const claims = [userClaim(username), ...others, ...extrasOf(headers)];
  for (const claim of claims) authorize(user, attributesOf(claim));
  return userOf(username, claims);
}

function userClaim(username: string): Claim {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? [];
  return name === undefined ? { kind: 'User', name: username } : { kind: 'ServiceAccount', namespace, name };
}

/** Groups and uid; several headers of a name have been joined by commas. */
function othersOf(headers: RequestHeaders): Claim[] {
  const groups = headers.get('impersonate-group');
  const uid = headers.get('impersonate-uid');
  return [
    ...(groups ?? '')
      .split(', ')
      .filter(Boolean)
      .map((name): Claim => ({ kind: 'Group', name })),
    ...(uid ? [{ kind: 'UID', name: uid } as const] : []),
  ];
}

function extrasOf(headers: RequestHeaders): Claim[] {
  return [...headers.keys()].flatMap((header) => {
    if (!header.startsWith(extraPrefix)) return [];
    const key = unescapeKey(header.slice(extraPrefix.length));
    return (headers.get(header) ?? '').split(', ').map((name): Claim => ({ kind: 'UserExtra', name, key }));
  });
}

function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function attributesOf({ kind, name, namespace = '', key = '' }: Claim): ResourceAttributes {
  const act = { isResource: true, verb: 'impersonate', namespace, name, group: '', subresource: '' } as const;
  switch (kind) {
    case 'User':
      return { ...act, resource: 'users' };
    case 'ServiceAccount':
      return { ...act, resource: 'serviceaccounts' };
    case 'Group':
      return { ...act, resource: 'groups' };
    case 'UserExtra':
      return { ...act, group: authentication, resource: 'userextras', subresource: key };
    case 'UID':
      return { ...act, group: authentication, resource: 'uids' };
  }
}

function userOf(username: string, claims: readonly Claim[]): User {
  const asked = claims.filter(({ kind }) => kind === 'Group').map(({ name }) => name);
  const account = claims.find(({ kind }) => kind === 'ServiceAccount');
  const fixed = account ? ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`] : [];
  const groups = asked.length > 0 ? asked : fixed;
  const uid = claims.find(({ kind }) => kind === 'UID')?.name;
  const extra: Record<string, string[]> = {};
  for (const { kind, name, key = '' } of claims) {
    if (kind === 'UserExtra') extra[key] = [...(extra[key] ?? []), name];
  }
  return {
    username,
    ...(uid ? { uid } : {}),
    groups: withDefaultGroup(username, groups),
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  };
}

/** Everybody is either authenticated or not, unless the request says which. */
function withDefaultGroup(username: string, groups: readonly string[]): string[] {
  const isAnonymous = username === anonymousName;
  const wanted = isAnonymous ? unauthenticatedGroup : authenticatedGroup;
  const isSaid =
    groups.includes(unauthenticatedGroup) || (!isAnonymous && groups.includes(authenticatedGroup));
  return isSaid ? [...groups] : [...groups, wanted];
}

/** An `ObjectReference` as Go prints it: kind, namespace, name, uid, version, resourceVersion, fieldPath. */
function reference({ kind, name }: Claim): string {
  const version = kind === 'UID' ? `${authentication}/v1` : '';
  return `{${[kind, '', name, '', version, '', ''].join(' ')}}`;
}
