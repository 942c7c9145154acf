import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Seconds for which a browser stays signed in. */
const cookieAgeSeconds = 30 * 24 * 3600;

/** What lets a visitor in: the token at sign-in, the cookie afterwards. */
export interface Session {
  /** Whether this is the sign-in token. */
  isToken(text: string): boolean;
  /** Whether a `Cookie` header carries the session. */
  isSignedIn(cookieHeader: string | null): boolean;
  /** The `Set-Cookie` header that signs a browser in. */
  setCookie(): string;
}

/**
 * The session that belongs to a sign-in token. The cookie holds a value derived from the token, so that the token itself is nowhere
 * kept by a browser. Cookies know no ports: the name differs with the token too, so that two Gantrys on one machine do not sign
 * each other out.
 */
export function sessionFor(token: string): Session {
  const name = `gantry-${derive(token, 'cookie name').slice(0, 8)}`;
  const value = derive(token, 'session');
  return {
    isToken: (text) => isEqual(text, token),
    isSignedIn: (header) => cookieValues(header, name).some((found) => isEqual(found, value)),
    setCookie: () => `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${cookieAgeSeconds}`,
  };
}

/**
 * The session of this server, by `GANTRY_TOKEN`. Without one a token is made, and told once on the terminal: nobody could sign in
 * otherwise.
 */
export function serverSession(env: Record<string, string | undefined>): Session {
  if (!env.GANTRY_TOKEN) {
    // The parts of the server are bundled apart; the environment is what they share.
    env.GANTRY_TOKEN = randomBytes(24).toString('base64url');
    const address = `http://127.0.0.1:${env.PORT ?? 3000}/sign-in?token=${env.GANTRY_TOKEN}`;
    process.stdout.write(`Gantry: sign in at ${address}\n`);
  }
  return sessionFor(env.GANTRY_TOKEN);
}

function derive(token: string, purpose: string): string {
  return createHmac('sha256', token).update(`gantry ${purpose} 1`).digest('hex');
}

/** Compares in a time that does not tell how much is right, nor how long the right one is. */
function isEqual(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHmac('sha256', 'compare').update(text).digest();
}

function cookieValues(header: string | null, name: string): string[] {
  return (header ?? '').split(/;\s*/).flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 && pair.slice(0, at) === name ? [pair.slice(at + 1)] : [];
  });
}
