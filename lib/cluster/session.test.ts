import { describe, expect, it } from 'vitest';
import { serverSession, sessionFor } from './session';

function cookieOf(session: ReturnType<typeof sessionFor>): string {
  return session.setCookie().split(';')[0]!;
}

describe('a session', () => {
  const session = sessionFor('secret-token');

  it('knows its token and no other', () => {
    expect(session.isToken('secret-token')).toBe(true);
    for (const other of ['', 'secret-toke', 'secret-token ', 'Secret-token'])
      expect(session.isToken(other)).toBe(false);
  });

  it('knows its cookie among others', () => {
    expect(session.isSignedIn(`a=b; ${cookieOf(session)}; c=d`)).toBe(true);
    expect(session.isSignedIn(null)).toBe(false);
    expect(session.isSignedIn(`${cookieOf(session)}0`)).toBe(false);
    expect(session.isSignedIn(`x${cookieOf(session)}`)).toBe(false);
  });

  it('does not know the cookie of another token, and leaves it alone', () => {
    const other = sessionFor('other-token');
    expect(session.isSignedIn(cookieOf(other))).toBe(false);
    expect(cookieOf(other).split('=')[0]).not.toBe(cookieOf(session).split('=')[0]);
  });

  it('keeps the token out of the cookie, and the cookie out of scripts and of other sites', () => {
    expect(session.setCookie()).not.toContain('secret-token');
    expect(session.setCookie()).toMatch(/; Path=\/; HttpOnly; SameSite=Strict/);
  });
});

describe('the session of the server', () => {
  it('belongs to the token it was given', () => {
    expect(serverSession({ GANTRY_TOKEN: 'given' }).isToken('given')).toBe(true);
  });

  it('makes a token once when none was given', () => {
    const env: Record<string, string | undefined> = {};
    serverSession(env);
    const made = env.GANTRY_TOKEN;
    expect(made).toMatch(/^[\w-]{32}$/);
    expect(serverSession(env).isToken(made!)).toBe(true);
    expect(env.GANTRY_TOKEN).toBe(made);
  });
});
