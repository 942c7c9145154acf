// A client as lean as can be, so that what is measured is the server.
import { Agent, request } from 'node:https';

/** Most connections that are open at a time, watches aside. */
export const connections = 16;

/** A client of an API server: `send` answers code and bytes; `watch` opens a connection of its own and answers what ends it. */
export function clientOf(server, token) {
  const { hostname, port } = new URL(server);
  const agent = new Agent({ keepAlive: true, maxSockets: connections, rejectUnauthorized: false });
  const base = { hostname, port, rejectUnauthorized: false };
  const authorization = `Bearer ${token}`;
  return {
    send(method, path, body, headers) {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const own = { authorization, accept: 'application/json', ...headers };
      if (text !== undefined) own['content-type'] ??= 'application/json';
      return new Promise((resolve, reject) => {
        const sent = request({ ...base, agent, method, path, headers: own }, (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => resolve({ code: response.statusCode, bytes: Buffer.concat(chunks) }));
        });
        sent.on('error', reject);
        sent.end(text);
      });
    },
    watch(path, onLine) {
      return new Promise((resolve, reject) => {
        const sent = request({ ...base, agent: false, path, headers: { authorization } }, (response) => {
          forEachLine(response, onLine);
          resolve(() => sent.destroy());
        });
        sent.on('error', reject);
        sent.end();
      });
    },
    close: () => agent.destroy(),
  };
}

/** A request that must succeed; answers its bytes. */
export async function sendOk(client, ...request) {
  const { code, bytes } = await client.send(...request);
  if (code < 400) return bytes;
  throw new Error(`${request[0]} ${request[1]} was answered ${code}: ${bytes.toString().slice(0, 500)}`);
}

function forEachLine(stream, onLine) {
  let waiting = '';
  stream.on('error', () => {});
  stream.on('data', (chunk) => {
    const lines = (waiting + chunk).split('\n');
    waiting = lines.pop();
    for (const line of lines) onLine(line);
  });
}
