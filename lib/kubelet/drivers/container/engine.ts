import type { Readable } from 'node:stream';
import { Pool } from 'undici';
import { EngineMissingError } from './socket';

/** An engine's refusal, in its own words. */
export class EngineError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface RequestOptions {
  query?: Readonly<Record<string, string>>;
  body?: object;
  signal?: AbortSignal;
}

/** What this machine's engine is and can do. */
export interface EngineFacts {
  name: 'docker' | 'podman';
  version: string;
  canLimitCpu: boolean;
  canLimitMemory: boolean;
}

/** A Docker-compatible engine behind its socket. */
export interface Engine {
  readonly socket: string;
  readonly facts: EngineFacts;
  /** Asks and answers the JSON that came back. Rejects with `EngineError`, or as the connection failed. */
  call<T>(method: Method, path: string, options?: RequestOptions): Promise<T>;
  /** Asks and answers the body as it comes. Rejects the same way. */
  stream(method: Method, path: string, options?: RequestOptions): Promise<Readable>;
  close(): Promise<void>;
}

type Method = 'GET' | 'POST' | 'DELETE';

interface Version {
  Version: string;
  ApiVersion: string;
  Components?: { Name: string }[];
}

interface Info {
  MemoryLimit?: boolean;
  CpuCfsQuota?: boolean;
}

/** Meets the engine behind a socket. Rejects with `EngineMissingError` when nothing answers there. */
export async function connectEngine(socket: string): Promise<Engine> {
  // Waiting for a container's end and following its log may be quiet for days.
  const pool = new Pool('http://engine', { socketPath: socket, headersTimeout: 0, bodyTimeout: 0 });
  let prefix = '';

  async function stream(method: Method, path: string, options: RequestOptions = {}): Promise<Readable> {
    const { query, body, signal } = options;
    const answer = await pool.request({
      method,
      path: `${prefix}${path}${query ? `?${new URLSearchParams(query)}` : ''}`,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      ...(signal ? { signal } : {}),
    });
    if (answer.statusCode < 400) return answer.body;
    throw new EngineError(answer.statusCode, messageIn(await answer.body.text()));
  }

  async function call<T>(method: Method, path: string, options?: RequestOptions): Promise<T> {
    const chunks: Buffer[] = [];
    for await (const chunk of await stream(method, path, options)) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  try {
    const version = await call<Version>('GET', '/version');
    prefix = `/v${version.ApiVersion}`;
    const facts = factsOf(version, await call<Info>('GET', '/info'));
    return { socket, facts, call, stream, close: () => pool.destroy() };
  } catch (error) {
    await pool.destroy();
    const why = error instanceof Error ? error.message : String(error);
    throw new EngineMissingError(
      `No container engine answers at ${socket} (${why}). Start it, name another socket with ` +
        'DOCKER_HOST=unix:///path, or use --runtime process.',
    );
  }
}

function factsOf({ Version, Components = [] }: Version, info: Info): EngineFacts {
  return {
    name: Components.some(({ Name }) => Name.startsWith('Podman')) ? 'podman' : 'docker',
    version: Version,
    canLimitCpu: info.CpuCfsQuota ?? false,
    canLimitMemory: info.MemoryLimit ?? false,
  };
}

function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { message: string }).message;
  } catch {
    return text.trim();
  }
}
