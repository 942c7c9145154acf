import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../time/clock';
import type { Certificates } from './certificates';
import { exchange, type Handler } from './exchange';
import { errorText, type Log } from './log';

export interface ServerOptions {
  handler: Handler;
  certificates: Certificates;
  host: string;
  port: number;
  clock: Clock;
  log: Log;
}

export interface Serving {
  /** `https://127.0.0.1:7443`. */
  url: string;
  /** Takes no more requests and waits a moment for those under way; then cuts them off. */
  close(): Promise<void>;
}

/** Idle connections are kept this long, so that clients that poll need not shake hands anew. */
const keepAliveMs = 120_000;
const closeGraceMs = 500;

/** Serves a handler over HTTPS (HTTP/1.1). Rejects when the address cannot be listened on. */
export async function serveHttps(options: ServerOptions): Promise<Serving> {
  const { handler, certificates, host, port, clock, log } = options;
  const { certificate: cert, key } = certificates;
  const server = createServer({ cert, key, keepAlive: true, noDelay: true });
  server.keepAliveTimeout = keepAliveMs;
  server.on('request', (incoming, outgoing) => {
    exchange(incoming, outgoing, handler).catch((error) => {
      if (!incoming.destroyed) log(`a request failed: ${errorText(error)}`);
      outgoing.destroy();
    });
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const url = `https://${name}:${address.port}`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        const cancel = clock.after(closeGraceMs, () => server.closeAllConnections());
        server.close(() => {
          cancel();
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
