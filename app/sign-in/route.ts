import { randomBytes } from 'node:crypto';
import { preferredLanguage } from '@/app/visitor';
import { readPreferences } from '@/components/shell/preferences';
import { guarded } from '@/lib/cluster/guard';
import { pageHeaders } from '@/lib/cluster/policy';
import { serverSession } from '@/lib/cluster/session';
import { hopPage, signInPage } from './page-text';

export const dynamic = 'force-dynamic';

/** The address that the terminal prints: with the right token it signs the browser in, else it asks for the token. */
export const GET = guarded(async (request: Request) => {
  const { searchParams } = new URL(request.url);
  const token = searchParams.get('token');
  const next = ownPath(searchParams.get('next'));
  const session = serverSession(process.env);
  if (token !== null && session.isToken(token)) return goTo(next, session.setCookie());
  if (session.isSignedIn(request.headers.get('cookie'))) return goTo(next);
  // A link on another site does not bring the strict cookie along. One hop from here does.
  const isForeign = request.headers.get('sec-fetch-site') === 'cross-site' && token === null;
  if (isForeign) return html((nonce) => hopPage(`/sign-in?next=${encodeURIComponent(next)}`, nonce), 200);
  return form(request, next, token !== null);
});

/** The form of the sign-in page. */
export const POST = guarded(async (request: Request) => {
  const fields = await request.formData();
  const next = ownPath(String(fields.get('next') ?? ''));
  const session = serverSession(process.env);
  if (session.isToken(tokenIn(String(fields.get('token') ?? '')))) return goTo(next, session.setCookie());
  return form(request, next, true);
});

/** The token in what was pasted: the token itself, or the address that holds it. */
function tokenIn(text: string): string {
  const pasted = text.trim();
  return URL.canParse(pasted) ? (new URL(pasted).searchParams.get('token') ?? pasted) : pasted;
}

/** A path of this site and nothing else: `//host` and the like lead away. */
function ownPath(path: string | null): string {
  return path && /^\/(?![/\\])[^\u0000-\u001f\\]*$/.test(path) && !path.startsWith('/sign-in') ? path : '/';
}

function goTo(path: string, setCookie?: string): Response {
  const headers = new Headers({
    location: path,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  if (setCookie) headers.set('set-cookie', setCookie);
  return new Response(null, { status: 303, headers });
}

function form(request: Request, next: string, wrong: boolean): Response {
  const cookie = (name: string) =>
    new RegExp(`(?:^|; *)${name}=([^;]*)`).exec(request.headers.get('cookie') ?? '')?.[1];
  const { theme, language } = readPreferences(cookie);
  const shown = language ?? preferredLanguage(request.headers.get('accept-language'));
  return html((nonce) => signInPage({ language: shown, theme, nonce, next, wrong }), wrong ? 401 : 200);
}

function html(render: (nonce: string) => string, status: number): Response {
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
  return new Response(render(nonce), {
    status,
    headers: {
      // Its referrer policy keeps the origin of the form, by which the answer is known to come from here.
      ...pageHeaders,
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
    },
  });
}
