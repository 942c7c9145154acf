import { describe, expect, it } from 'vitest';
import { judge } from './gate';
import { sessionFor } from './session';

const session = sessionFor('token');
const cookie = session.setCookie().split(';')[0]!;
const host = '127.0.0.1:3000';
const own = { host, cookie, 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' };

function verdict(method: string, path: string, headers: Record<string, string>, port?: string) {
  const result = judge({ method, path, headers: new Headers(headers) }, session, port);
  return result.pass ? 'pass' : result.signIn ? 'sign in' : result.code;
}

describe('the name the server is reached by', () => {
  it.each(['127.0.0.1:3000', 'localhost:3000', 'LOCALHOST:3000', '[::1]:3000', '127.0.0.1'])(
    'may be %s',
    (name) => {
      expect(verdict('GET', '/a', { host: name, cookie })).toBe('pass');
    },
  );

  it.each([
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1:3000',
    '0.0.0.0:3000',
    '127.0.0.1:3000@evil.example',
    '[::2]:3000',
    '',
  ])('may not be %s, not even for the sign-in', (name) => {
    expect(verdict('GET', '/a', { host: name, cookie })).toBe(403);
    expect(verdict('GET', '/sign-in', { host: name })).toBe(403);
  });

  it('has the port of the server, where that is known', () => {
    expect(verdict('GET', '/a', { host, cookie }, '3000')).toBe('pass');
    expect(verdict('GET', '/a', { host, cookie }, '4000')).toBe(403);
  });
});

describe('a visitor who is not signed in', () => {
  it('is sent to sign in from pages and gets a 401 from data', () => {
    expect(verdict('GET', '/built-in/jobs', { host })).toBe('sign in');
    expect(verdict('GET', '/k8s/built-in/api/v1/pods', { host })).toBe(401);
    expect(verdict('POST', '/api/stream', { host })).toBe(401);
  });

  it('sees the sign-in and static files only', () => {
    expect(verdict('GET', '/sign-in', { host })).toBe('pass');
    expect(verdict('GET', '/_next/static/chunks/a.js', { host })).toBe('pass');
    expect(verdict('GET', '/_next/data/x', { host })).toBe('sign in');
    expect(verdict('GET', '/_next/static/', { host })).toBe('sign in');
    expect(verdict('GET', '/sign-in/x', { host })).toBe('sign in');
    expect(verdict('GET', '/K8S/x', { host })).toBe('sign in');
  });

  it('may be a program that shows the token', () => {
    expect(verdict('DELETE', '/k8s/c/api/v1/pods', { host, authorization: 'Bearer token' })).toBe('pass');
    expect(verdict('GET', '/k8s/c/api/v1/pods', { host, authorization: 'Bearer wrong' })).toBe(401);
    expect(verdict('GET', '/built-in', { host, authorization: 'Bearer token' })).toBe('sign in');
  });
});

describe('a page of Gantry', () => {
  it.each(['GET', 'POST', 'PATCH', 'DELETE'])('may %s', (method) => {
    expect(verdict(method, '/k8s/c/api/v1/pods', { ...own, origin: `http://${host}` })).toBe('pass');
  });

  it('may offer a download, and a person may open data by its address', () => {
    expect(
      verdict('GET', '/k8s/c/api', { host, cookie, 'sec-fetch-site': 'none', 'sec-fetch-dest': 'document' }),
    ).toBe('pass');
  });
});

describe('a page that is not Gantry', () => {
  const path = '/k8s/c/api/v1/pods';

  it.each(['cross-site', 'same-site'])('(%s) reads and changes nothing, cookie or not', (site) => {
    expect(verdict('GET', path, { host, cookie, 'sec-fetch-site': site })).toBe(403);
    expect(verdict('POST', path, { host, cookie, 'sec-fetch-site': site })).toBe(403);
    expect(verdict('POST', '/api/stream', { host, cookie, 'sec-fetch-site': site })).toBe(403);
    expect(verdict('POST', '/sign-in', { host, 'sec-fetch-site': site })).toBe(403);
  });

  it('is known by its origin, the same host on another port included', () => {
    for (const origin of [
      'http://evil.example',
      'http://127.0.0.1:9999',
      'null',
      `https://${host}.evil.example`,
    ]) {
      expect(verdict('POST', path, { host, cookie, origin })).toBe(403);
    }
  });

  it('may link to pages, which a strict cookie then does not open', () => {
    expect(verdict('GET', '/built-in/jobs', { host, 'sec-fetch-site': 'cross-site' })).toBe('sign in');
  });

  it('cannot have data run as a script or shown in a frame', () => {
    for (const purpose of ['script', 'style', 'iframe', 'image', 'worker', 'object']) {
      expect(verdict('GET', path, { ...own, 'sec-fetch-dest': purpose })).toBe(403);
    }
  });

  it('cannot hide by saying nothing: a cookie changes something only together with an origin', () => {
    expect(verdict('POST', path, { host, cookie })).toBe(403);
    expect(verdict('GET', path, { host, cookie })).toBe('pass');
  });
});
