import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { isApiPath, judge } from '@/lib/cluster/gate';
import { refusal, statusResponse } from '@/lib/cluster/guard';
import { contentSecurityPolicy, pageHeaders } from '@/lib/cluster/policy';
import { serverSession } from '@/lib/cluster/session';

const development = process.env.NODE_ENV === 'development';

/** Every request comes through here first: who may not pass is turned away, and pages get their security policy. */
export function proxy(request: NextRequest): Response {
  const { pathname, search } = request.nextUrl;
  const visit = { method: request.method, path: pathname, headers: request.headers };
  const verdict = judge(visit, serverSession(process.env), process.env.PORT);
  if (!verdict.pass && verdict.signIn) return toSignIn(request, pathname + search);
  if (!verdict.pass) return statusResponse(refusal(verdict.code, verdict.message));
  // These answer with headers of their own.
  if (isApiPath(pathname) || /^\/(sign-in$|_next\/static\/)/.test(pathname)) return NextResponse.next();

  const policy = contentSecurityPolicy(randomBytes(16).toString('base64'), development);
  const headers = new Headers(request.headers);
  // Next.js takes the nonce for its own scripts from here.
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  for (const [name, value] of Object.entries(pageHeaders)) response.headers.set(name, value);
  return response;
}

function toSignIn(request: NextRequest, wanted: string): Response {
  // The address as the visitor typed it; the one Next.js knows is that of the listener.
  const target = new URL('/sign-in', `http://${request.headers.get('host')}`);
  if (wanted !== '/') target.searchParams.set('next', wanted);
  return NextResponse.redirect(target, { status: 303, headers: { 'cache-control': 'no-store' } });
}
