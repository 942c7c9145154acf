import http from 'node:http';
import https from 'node:https';
import { createConnection } from 'node:net';
import type { Address, HttpRequest, HttpResponse } from '../../driver';

/** What is read of a page. */
const longestBodyBytes = 10_240;
const mostRedirects = 10;

/** Connects to an address and hangs up. Rejects in Go's words, or with the signal's reason. */
export function connect({ host, port }: Address, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const socket = createConnection({ host, port });
    const abort = () => {
      socket.destroy();
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.once('connect', () => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve();
    });
    socket.once('error', (error) => {
      signal.removeEventListener('abort', abort);
      reject(new Error(dialProblem(error, host, port)));
    });
  });
}

/**
 * Asks for a page as the kubelet's probes do: any certificate will do, redirects are followed on the same host.
 * Rejects in Go's words, or with the signal's reason.
 */
export async function askPage({ url, headers }: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  const asked = new URL(url);
  let next = asked;
  for (let redirects = 0; redirects < mostRedirects; redirects++) {
    const { status, body, location } = await askOnce(next, headers, signal);
    const target = location === undefined ? undefined : new URL(location, next);
    const isRedirect = status >= 300 && status < 400 && target !== undefined;
    if (!isRedirect || target.hostname !== asked.hostname) return { status, body };
    next = target;
  }
  throw new Error(`stopped after ${mostRedirects} redirects`);
}

function askOnce(
  url: URL,
  headers: HttpRequest['headers'],
  signal: AbortSignal,
): Promise<HttpResponse & { location: string | undefined }> {
  return new Promise((resolve, reject) => {
    const options = { headers: grouped(headers), agent: false, signal };
    const secure = { ...options, rejectUnauthorized: false };
    const request = url.protocol === 'https:' ? https.get(url, secure) : http.get(url, options);
    const fail = (error: Error) => reject(signal.aborted ? signal.reason : requestProblem(error, url));
    request.once('error', fail);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const finish = () => {
        const body = Buffer.concat(chunks).subarray(0, longestBodyBytes).toString('utf8');
        resolve({ status: response.statusCode ?? 0, body, location: response.headers.location });
        request.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes >= longestBodyBytes) finish();
      });
      response.once('end', finish);
      response.once('error', fail);
    });
  });
}

function grouped(headers: HttpRequest['headers']): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (const [name, value] of headers) result[name] = [...(result[name] ?? []), value];
  return result;
}

function requestProblem(error: Error, url: URL): Error {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNRESET' && error.message === 'socket hang up') return new Error('EOF');
  return new Error(dialProblem(error, url.hostname, port));
}

/** The system's errors as Go spells them. */
const problems: Record<string, string> = {
  ECONNREFUSED: 'connect: connection refused',
  ECONNRESET: 'read: connection reset by peer',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'connect: connection timed out',
};

function dialProblem(error: Error, host: string, port: number): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${host}: no such host`;
  const known = problems[code];
  return known ? `dial tcp ${host}:${port}: ${known}` : error.message;
}
