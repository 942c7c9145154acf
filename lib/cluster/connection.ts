import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Agent, fetch, type RequestInit, request } from 'undici';
import type { Transport } from '../client/http';
import { failure, StatusError } from '../meta/status';
import type { Cluster } from './clusters';
import { type Credentials, credentialsFor } from './credentials';

/** A request as it goes to the API server; `path` begins with `/` and carries the query. */
export interface UpstreamRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: AsyncIterable<Uint8Array>;
  signal?: AbortSignal;
}

/** The API server's answer, unread. */
export interface UpstreamResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: AsyncIterable<Uint8Array>;
}

interface Kept {
  fingerprint: string;
  agent: Agent;
}

/** Connections are kept per cluster, and made anew when its certificates change. */
const agents = new Map<string, Kept>();
const connectMs = 5_000;

/** Sends a request to a cluster with its credentials. Rejects with a `StatusError` 503 when the cluster does not answer. */
export async function sendTo(cluster: Cluster, wanted: UpstreamRequest): Promise<UpstreamResponse> {
  const credentials = await credentialsOf(cluster);
  try {
    const answer = await request(urlOf(cluster, wanted.path), {
      method: wanted.method as 'GET',
      headers: withCredentials(wanted.headers, credentials),
      body: wanted.body ? Readable.from(wanted.body) : null,
      signal: wanted.signal,
      dispatcher: agentFor(cluster, credentials),
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body };
  } catch (error) {
    throw wanted.signal?.aborted ? error : unreachable(cluster, error);
  }
}

/** A transport to a cluster that answers decoded bodies, for requests of the dashboard itself. */
export function transportTo(cluster: Cluster): Transport {
  return async ({ method, path, headers, body, signal }) => {
    const credentials = await credentialsOf(cluster);
    const init: RequestInit = {
      method,
      headers: withCredentials(headers, credentials),
      body,
      signal,
      redirect: 'manual',
      dispatcher: agentFor(cluster, credentials),
    };
    try {
      // undici's Response is the platform's in all but its declaration.
      return (await fetch(urlOf(cluster, path), init)) as unknown as Response;
    } catch (error) {
      throw signal?.aborted ? error : unreachable(cluster, error);
    }
  };
}

async function credentialsOf(cluster: Cluster): Promise<Credentials> {
  try {
    return await credentialsFor(cluster);
  } catch (error) {
    throw new StatusError(
      failure(
        503,
        'ServiceUnavailable',
        `No credentials for the cluster "${cluster.name}": ${messageOf(error)}`,
      ),
    );
  }
}

function agentFor({ name }: Cluster, { tls }: Credentials): Agent {
  const fingerprint = createHash('sha256').update(JSON.stringify(tls)).digest('hex');
  const kept = agents.get(name);
  if (kept?.fingerprint === fingerprint) return kept.agent;
  // What is under way on the old connections may finish.
  void kept?.agent.close();
  const agent = new Agent({
    connect: { ...tls, timeout: connectMs },
    // Watches and logs are silent for as long as nothing happens.
    bodyTimeout: 0,
    headersTimeout: 0,
    keepAliveTimeout: 30_000,
  });
  agents.set(name, { fingerprint, agent });
  return agent;
}

function urlOf({ server }: Cluster, path: string): string {
  return server.replace(/\/+$/, '') + path;
}

function withCredentials(
  headers: Record<string, string>,
  { authorization }: Credentials,
): Record<string, string> {
  return authorization ? { ...headers, authorization } : headers;
}

function unreachable({ server }: Cluster, error: unknown): StatusError {
  const message = `${server} does not answer: ${messageOf(error)}`;
  return new StatusError(failure(503, 'ServiceUnavailable', message));
}

/** The innermost message: undici wraps what the network said. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return messageOf(error.cause);
  const { code } = error as NodeJS.ErrnoException;
  return error.message || code || error.name;
}
