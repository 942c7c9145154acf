import type { Session } from './session';

/** What of a request decides whether it may pass. */
export interface Visit {
  method: string;
  /** Path without query. */
  path: string;
  headers: Pick<Headers, 'get'>;
}

/** Let through, turned away with a reason, or sent to sign in first. */
export type Verdict = { pass: true } | { pass: false; code: 401 | 403; message: string; signIn: boolean };

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Paths anyone may see: how to sign in, and the program's own static files, which hold no data. */
const openPaths = /^\/(sign-in|_next\/static\/.+|_next\/webpack-hmr|icon\.svg|favicon\.ico)$/;

/**
 * Whether a request may pass. The name in `Host` must be this machine's own, or a foreign page could reach the server under a name of
 * its own (DNS rebinding). What reads data or changes anything must come from the dashboard's own pages or from a program that is no
 * browser; a cookie is not enough, as browsers send it along for pages of other ports too. `port` is checked when it is known.
 */
export function judge(visit: Visit, session: Session, port?: string): Verdict {
  const { method, path, headers } = visit;
  const host = headers.get('host') ?? '';
  if (!isLoopback(host, port)) return refuse(403, `Gantry is not to be reached as "${host}".`);
  const isApi = isApiPath(path);
  const isRead = method === 'GET' || method === 'HEAD';
  if ((isApi || !isRead) && !isOwnPage(visit, host, isApi)) {
    return refuse(403, 'This request does not come from a page of Gantry.');
  }
  if (openPaths.test(path)) return { pass: true };
  if (session.isSignedIn(headers.get('cookie'))) {
    const named = headers.get('origin') !== null || headers.get('sec-fetch-site') !== null;
    if (isRead || named) return { pass: true };
    return refuse(403, 'This request does not say where it comes from.');
  }
  const [, bearer] = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '') ?? [];
  if (isApi && bearer && session.isToken(bearer)) return { pass: true };
  return { pass: false, code: 401, message: 'Sign in to Gantry first.', signIn: !isApi };
}

/** Whether a path answers data rather than a page. */
export function isApiPath(path: string): boolean {
  return /^\/(k8s|api)(\/|$)/.test(path);
}

function isLoopback(host: string, port: string | undefined): boolean {
  const [, name, ownPort] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host.toLowerCase()) ?? [];
  if (!name || !loopbackHosts.has(name)) return false;
  return port === undefined || (ownPort ?? '80') === port;
}

/** Programs say nothing of an origin; browsers always do, one way or the other. */
function isOwnPage({ method, headers }: Visit, host: string, isApi: boolean): boolean {
  const origin = headers.get('origin');
  if (origin !== null && origin !== `http://${host}` && origin !== `https://${host}`) return false;
  const site = headers.get('sec-fetch-site');
  const opened = site === 'none' && (method === 'GET' || method === 'HEAD');
  if (site !== null && site !== 'same-origin' && !opened) return false;
  // Data is fetched, or downloaded by a link; it is never a script, a style or a frame of a page.
  const purpose = headers.get('sec-fetch-dest');
  return !isApi || purpose === null || purpose === 'empty' || purpose === 'document';
}

function refuse(code: 401 | 403, message: string): Verdict {
  return { pass: false, code, message, signIn: false };
}
