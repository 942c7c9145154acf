import { describe, expect, it } from 'vitest';
import type { StatusError } from '../../meta/status';
import { adminUser, type User, viewUser } from './authenticate';
import { actingUser } from './impersonate';

const viewer: User = { ...viewUser, groups: ['system:authenticated'] };

function refusal(user: User, headers: Record<string, string>) {
  try {
    actingUser(user, new Headers(headers));
  } catch (error) {
    return (error as StatusError).status;
  }
  return undefined;
}

describe('actingUser', () => {
  it('is who asks, when nobody else is named', () => {
    expect(actingUser(viewer, new Headers({ accept: '*/*' }))).toBe(viewer);
  });

  it.each([
    [{ 'impersonate-user': 'bob' }, { username: 'bob', groups: ['system:authenticated'] }],
    [
      { 'impersonate-user': 'bob', 'impersonate-group': 'a, b' },
      { username: 'bob', groups: ['a', 'b', 'system:authenticated'] },
    ],
    [
      { 'impersonate-user': 'bob', 'impersonate-group': 'system:authenticated' },
      { username: 'bob', groups: ['system:authenticated'] },
    ],
    [
      { 'impersonate-user': 'bob', 'impersonate-group': 'system:unauthenticated' },
      { username: 'bob', groups: ['system:unauthenticated'] },
    ],
    [
      { 'impersonate-user': 'system:anonymous' },
      { username: 'system:anonymous', groups: ['system:unauthenticated'] },
    ],
    [
      { 'impersonate-user': 'system:serviceaccount:x:robot' },
      {
        username: 'system:serviceaccount:x:robot',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:x', 'system:authenticated'],
      },
    ],
    [
      {
        'impersonate-user': 'bob',
        'impersonate-uid': '7',
        'Impersonate-Extra-acme.com%2Fproject': 'one, two',
      },
      {
        username: 'bob',
        uid: '7',
        groups: ['system:authenticated'],
        extra: { 'acme.com/project': ['one', 'two'] },
      },
    ],
  ])('makes an administrator with %j into %j', (headers, user) => {
    expect(actingUser(adminUser, new Headers(headers))).toEqual(user);
  });

  it.each([
    [
      { 'impersonate-user': 'bob' },
      'users "bob" is forbidden: User "kubernetes-viewer" cannot impersonate resource "users" ' +
        'in API group "" at the cluster scope',
    ],
    [
      { 'impersonate-user': 'system:serviceaccount:x:robot' },
      'serviceaccounts "robot" is forbidden: User "kubernetes-viewer" cannot impersonate resource ' +
        '"serviceaccounts" in API group "" in the namespace "x"',
    ],
  ])('refuses a viewer with %j', (headers, message) => {
    expect(refusal(viewer, headers)).toMatchObject({ code: 403, reason: 'Forbidden', message });
  });

  it.each([
    [{ 'impersonate-group': 'a' }, 'requested [{Group  a    }] without impersonating a user'],
    [
      { 'impersonate-group': 'a', 'impersonate-uid': '7' },
      'requested [{Group  a    } {UID  7  authentication.k8s.io/v1  }] without impersonating a user',
    ],
  ])('wants a user with %j', (headers, message) => {
    expect(refusal(adminUser, headers)).toMatchObject({ code: 400, message });
  });
});
