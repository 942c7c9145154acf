import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../../time/clock';
import { killByEnvironment, signal } from '../process/proc';
import type { Frame } from './frames';

const markVariable = 'FAKE_CONTAINER';

interface CreateBody {
  Image: string;
  Entrypoint?: string[];
  Cmd?: string[];
  WorkingDir?: string;
  Env?: string[];
  Hostname?: string;
  Labels?: Record<string, string>;
  HostConfig?: { Mounts?: { Source: string; Target: string }[] };
}

interface ExecBody {
  Cmd: string[];
  Env: string[];
}

interface LogPiece extends Frame {
  ms: number;
}

interface FakeContainer {
  id: string;
  name: string;
  body: CreateBody;
  root: string;
  state: 'created' | 'running' | 'exited';
  exitCode: number;
  isKilledForMemory: boolean;
  finishedAtMs: number;
  child: ChildProcess | undefined;
  pieces: LogPiece[];
  waiting: (() => void)[];
}

interface Request {
  method: string;
  parts: string[];
  query: URLSearchParams;
  body: unknown;
}

interface Answer {
  status: number;
  body?: unknown;
}

/**
 * An engine for tests that speaks as much of the Docker API as the driver uses, in the words that Docker and
 * Podman 4.3 were seen to answer with. Its containers are processes of this machine: their root is a
 * directory that stands for it, in which mounts are links.
 */
export class FakeEngine {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'gantry-engine-'));
  readonly socket = path.join(this.dir, 'engine.sock');
  readonly containers = new Map<string, FakeContainer>();
  readonly execs = new Map<string, ExecBody & { container: FakeContainer; exitCode: number }>();
  readonly images = new Map<string, { Id: string; Size: number; User: string }>();
  /** What registries have: the names of images, and why others cannot be had. */
  readonly served = new Set<string>();
  /** What was asked, in order: `POST /containers/create`. */
  readonly asked: string[] = [];
  /** Podman's way to tell the time, in whole seconds. */
  tellsWholeSeconds = false;
  /** Has connections closed without an answer, before what was asked for is done or after it. */
  breaks: (call: string) => 'before' | 'after' | undefined = () => undefined;
  private readonly server: Server;
  private serial = 0;

  constructor(private readonly clock: Clock) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.socket, resolve));
  }

  /** Cuts every connection, as an engine does that is started anew. */
  hangUp(): void {
    this.server.closeAllConnections();
  }

  async close(): Promise<void> {
    for (const container of this.containers.values()) endAll(container);
    this.hangUp();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://engine');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const bare = url.pathname.replace(/^\/v\d+\.\d+/, '');
    const call = `${request.method} ${bare}`;
    this.asked.push(call);
    const breaks = this.breaks(call);
    if (breaks === 'before') {
      request.socket.destroy();
      return;
    }
    const [, ...parts] = bare.split('/');
    const method = request.method ?? '';
    const body = text ? JSON.parse(text) : {};
    const answer = await this.answerTo({ method, parts, query: url.searchParams, body }, response);
    if (breaks === 'after') request.socket.destroy();
    if (!answer || breaks) return;
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  }

  private async answerTo(asked: Request, response: ServerResponse): Promise<Answer | undefined> {
    switch (asked.parts[0]) {
      case 'version':
        return { status: 200, body: { Version: '1.0', ApiVersion: '1.41' } };
      case 'info':
        return { status: 200, body: { MemoryLimit: true, CpuCfsQuota: true } };
      case 'images':
        return this.answerImages(asked, response);
      default:
        return this.answerContainers(asked, response);
    }
  }

  private answerImages({ parts, query }: Request, response: ServerResponse): Answer | undefined {
    if (parts[1] !== 'create') {
      const image = this.images.get(parts.slice(1, -1).join('/'));
      if (!image) return { status: 404, body: { message: 'No such image' } };
      return { status: 200, body: { Id: image.Id, Size: image.Size, Config: { User: image.User } } };
    }
    const name = query.get('fromImage') ?? '';
    const isServed = this.served.has(name);
    if (isServed) this.images.set(name, { Id: `sha256:${name}`, Size: 4096, User: '' });
    const last = isServed ? { status: `Downloaded ${name}` } : { error: `manifest for ${name} not found` };
    response.writeHead(200);
    response.end(`{"status":"Pulling from ${name}"}\r\n${JSON.stringify(last)}\r\n`);
    return undefined;
  }

  private async answerContainers(asked: Request, response: ServerResponse): Promise<Answer | undefined> {
    const { method, parts, query, body } = asked;
    const [, name = '', verb = ''] = parts;
    if (parts[0] === 'exec') return this.answerExec(name, verb, response);
    if (name === 'json') return { status: 200, body: this.list(query) };
    if (name === 'create') return this.create(query.get('name') ?? '', body as CreateBody);
    const container = this.find(name);
    if (!container) return { status: 404, body: { message: `No such container: ${name}` } };
    if (method === 'DELETE') return this.remove(container);
    if (verb === 'json') return { status: 200, body: inspect(container) };
    if (verb === 'start') return this.start(container);
    if (verb === 'exec') return this.createExec(container, body as ExecBody);
    if (verb === 'kill') return kill(container, query.get('signal') ?? '');
    if (verb === 'logs') {
      await this.logs(container, query, response);
      return undefined;
    }
    await until(container, () => container.state !== 'running');
    if (!this.find(name)) return { status: 404, body: { message: `No such container: ${name}` } };
    return { status: 200, body: { StatusCode: container.exitCode } };
  }

  private find(name: string): FakeContainer | undefined {
    return [...this.containers.values()].find((one) => one.id === name || one.name === name);
  }

  private createExec(container: FakeContainer, { Cmd, Env }: ExecBody): Answer {
    if (container.state !== 'running') {
      return { status: 409, body: { message: `container ${container.id} is not running` } };
    }
    const id = `exec-${++this.serial}`;
    this.execs.set(id, { container, Cmd, Env, exitCode: 0 });
    return { status: 201, body: { Id: id } };
  }

  private async answerExec(id: string, verb: string, response: ServerResponse): Promise<Answer | undefined> {
    const exec = this.execs.get(id)!;
    if (verb === 'json') return { status: 200, body: { ExitCode: exec.exitCode } };
    const [command = '', ...args] = exec.Cmd;
    const { root, body } = exec.container;
    const child = spawn(command, args, {
      cwd: path.join(root, body.WorkingDir ?? ''),
      env: environmentOf([...(body.Env ?? []), ...exec.Env, `${markVariable}=${exec.container.id}`]),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    response.writeHead(200);
    const write = (stream: Frame['stream']) => (bytes: Buffer) => response.write(encodeFrame(stream, bytes));
    child.stdout.on('data', write('stdout'));
    child.stderr.on('data', write('stderr'));
    child.once('error', () => {
      exec.exitCode = 127;
      const why = `exec: "${command}": executable file not found in $PATH: unknown`;
      write('stdout')(Buffer.from(`OCI runtime exec failed: exec failed: ${why}\r\n`));
      response.end();
    });
    child.once('close', (code) => {
      // Negative where nothing could be started.
      if (code !== null && code >= 0) exec.exitCode = code;
      response.end();
    });
    return undefined;
  }

  private list(query: URLSearchParams): object[] {
    const { label = [] } = JSON.parse(query.get('filters') ?? '{}') as { label?: string[] };
    return [...this.containers.values()]
      .map(({ id, state, body: { Labels = {} } }) => ({ Id: id, State: state, Labels }))
      .filter(({ Labels }) => label.every((one) => Labels[one.split('=')[0]!] === one.split('=')[1]));
  }

  private create(name: string, body: CreateBody): Answer {
    if (this.find(name)) return { status: 409, body: { message: `The name "/${name}" is already in use` } };
    if (![...this.images].some(([known, { Id }]) => known === body.Image || Id === body.Image)) {
      return { status: 404, body: { message: `No such image: ${body.Image}` } };
    }
    // Like no other engine's, for containers are looked for by it in the whole machine.
    const id = `${process.pid}${process.hrtime.bigint()}`.padStart(64, '0');
    const root = path.join(this.dir, `root-${++this.serial}`);
    for (const { Source, Target } of body.HostConfig?.Mounts ?? []) {
      mkdirSync(path.join(root, path.dirname(Target)), { recursive: true });
      symlinkSync(Source, path.join(root, Target));
    }
    mkdirSync(path.join(root, body.WorkingDir ?? ''), { recursive: true });
    this.containers.set(id, {
      ...{ id, name, body, root, state: 'created', exitCode: 0, isKilledForMemory: false },
      ...{ finishedAtMs: 0, child: undefined, pieces: [], waiting: [] },
    });
    return { status: 201, body: { Id: id, Warnings: [] } };
  }

  private async start(container: FakeContainer): Promise<Answer> {
    const { Entrypoint = [], Cmd = [], WorkingDir = '', Env = [] } = container.body;
    const [command = 'true', ...args] = [...Entrypoint, ...Cmd];
    const child = spawn(command, args, {
      cwd: path.join(container.root, WorkingDir),
      env: environmentOf([...Env, `${markVariable}=${container.id}`]),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const problem = await new Promise<Error | undefined>((resolve) => {
      child.once('spawn', () => resolve(undefined));
      child.once('error', resolve);
    });
    if (problem) {
      const why = `exec: "${command}": executable file not found in $PATH: unknown`;
      return { status: 400, body: { message: `failed to create task for container: ${why}` } };
    }
    container.child = child;
    container.state = 'running';
    this.capture(container, child);
    child.once('exit', () => endAll(container));
    child.once('close', (code, signal) => {
      container.exitCode = code ?? 128 + (signal === 'SIGTERM' ? 15 : 9);
      container.state = 'exited';
      container.finishedAtMs = this.clock.now();
      wake(container);
    });
    return { status: 204 };
  }

  /** Keeps output as engines do: a piece per line, and of a last line without an end. */
  private capture(container: FakeContainer, child: ChildProcess): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      let rest = Buffer.alloc(0);
      const keep = (bytes: Buffer) => container.pieces.push({ stream, bytes, ms: this.clock.now() });
      child[stream]!.on('data', (chunk: Buffer) => {
        rest = Buffer.concat([rest, chunk]);
        for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
          keep(rest.subarray(0, end + 1));
          rest = rest.subarray(end + 1);
        }
        wake(container);
      });
      child[stream]!.on('end', () => {
        if (rest.length > 0) keep(rest);
      });
    }
  }

  private async logs(
    container: FakeContainer,
    query: URLSearchParams,
    response: ServerResponse,
  ): Promise<void> {
    const since = Number(query.get('since') ?? 0) * 1000;
    const isFollowing = query.get('follow') === '1';
    response.writeHead(200);
    response.flushHeaders();
    for (let at = 0; !response.destroyed; ) {
      for (; at < container.pieces.length; at++) {
        const piece = container.pieces[at]!;
        if (piece.ms >= since) response.write(frameOf(piece, this.tellsWholeSeconds));
      }
      if (!isFollowing || container.state !== 'running') break;
      await until(container, () => container.state !== 'running' || at < container.pieces.length);
    }
    response.end();
  }

  /** As by `docker rm --force`: whoever waits for its end hears that there is no such container. */
  removeByHand(container: FakeContainer): void {
    endAll(container);
    this.containers.delete(container.id);
  }

  private remove(container: FakeContainer): Answer {
    this.removeByHand(container);
    return { status: 204 };
  }
}

function frameOf({ stream, bytes, ms }: LogPiece, isWholeSeconds: boolean): Buffer {
  const time = new Date(ms).toISOString();
  const stamp = isWholeSeconds ? `${time.slice(0, 19)}Z` : `${time.slice(0, 23)}000001Z`;
  const payload = Buffer.concat([Buffer.from(`${stamp} `), bytes]);
  return encodeFrame(stream, payload);
}

/** As engines send a piece of a stream among others. */
export function encodeFrame(stream: Frame['stream'], bytes: Buffer): Buffer {
  const header = Buffer.from([stream === 'stdout' ? 1 : 2, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

function inspect({ id, state, exitCode, isKilledForMemory, finishedAtMs }: FakeContainer): object {
  const State = {
    Status: state,
    Running: state === 'running',
    OOMKilled: isKilledForMemory,
    ExitCode: exitCode,
    FinishedAt: new Date(finishedAtMs).toISOString(),
  };
  return { Id: id, State, Config: {} };
}

function kill(container: FakeContainer, name: string): Answer {
  const { id, child } = container;
  if (name === 'SIGKILL') endAll(container);
  const isHeard = child?.exitCode === null && signal(child.pid!, name as NodeJS.Signals);
  return isHeard ? { status: 204 } : { status: 409, body: { message: `Container ${id} is not running` } };
}

/** As an engine's, a container's processes all end with the first of them, wherever they ran to. */
function endAll({ id, child }: FakeContainer): void {
  if (!child?.pid) return;
  signal(-child.pid, 'SIGKILL');
  killByEnvironment(`${markVariable}=${id}`);
}

async function until(container: FakeContainer, isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise<void>((resolve) => container.waiting.push(resolve));
}

function wake({ waiting }: FakeContainer): void {
  for (const resolve of waiting.splice(0)) resolve();
}

function environmentOf(entries: readonly string[]): NodeJS.ProcessEnv {
  const pairs = [`PATH=${process.env.PATH}`, ...entries].map((entry) => {
    const at = entry.indexOf('=');
    return [entry.slice(0, at), entry.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
}
