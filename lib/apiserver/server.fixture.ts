import type { KubeObject } from '../meta/object';
import { strategies } from '../resources/strategies';
import { createStore } from '../store/memory';
import { seededRandom } from '../time/random';
import { virtualClock } from '../time/virtual';
import { adminUser, tokenAuthenticator, viewUser } from './access/authenticate';
import { type ApiServerOptions, createApiServer } from './server';

export const jobsPath = '/apis/batch/v1/namespaces/default/jobs';
export const merge = { 'content-type': 'application/merge-patch+json' };

/** A server on a virtual clock, with the tokens `admin` and `view`. */
export function openServer(more: Partial<ApiServerOptions> = {}) {
  const clock = virtualClock();
  const server = createApiServer({
    store: createStore({ clock }),
    clock,
    random: seededRandom(1),
    strategies,
    authenticate: tokenAuthenticator(
      new Map([
        ['admin', adminUser],
        ['view', viewUser],
      ]),
    ),
    podLogs: async (_namespace, pod, { container }) => new Blob([`${pod}/${container}\n`]).stream(),
    ...more,
  });
  return { clock, server };
}

/** A server, and what calls it with the rights of an administrator. */
export function start() {
  const { clock, server } = openServer();
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const own = { authorization: 'Bearer admin', 'content-type': 'application/json', ...headers };
    return server.handle(new Request(`http://gantry${path}`, { method, headers: own, body: text }));
  };
  const json = async (...request: Parameters<typeof call>) => {
    const response = await call(...request);
    return { code: response.status, warning: response.headers.get('warning'), body: await response.json() };
  };
  return { clock, server, call, json };
}

/** The least a Job is made of. */
export function job(name: string, rest: object = {}): KubeObject {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, ...rest },
    spec: { template },
  } as KubeObject;
}

/** Reads the lines of a watch as they come. */
export function lines(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = '';
  return {
    async next(): Promise<{ type: string; object: KubeObject } | undefined> {
      while (!waiting.includes('\n')) {
        const { done, value } = await reader.read();
        if (done) return undefined;
        waiting += value;
      }
      const end = waiting.indexOf('\n');
      const line = waiting.slice(0, end);
      waiting = waiting.slice(end + 1);
      return JSON.parse(line) as { type: string; object: KubeObject };
    },
    stop: () => reader.cancel(),
  };
}
