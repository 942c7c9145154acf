import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that breaks when it is told to. */
export interface DroppingProxy {
  port: number;
  /** Cuts every connection, in the middle of whatever it carries. */
  drop(): void;
  /** Cuts every connection and takes no new ones until it is called with `true`. */
  setUp(isUp: boolean): void;
  close(): Promise<void>;
}

/** Passes bytes on to a port of this machine, until it drops them. */
export async function openDroppingProxy(targetPort: number): Promise<DroppingProxy> {
  const sockets = new Set<Socket>();
  let isUp = true;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((inner) => {
    keep(inner);
    if (!isUp) {
      inner.destroy();
      return;
    }
    const outer = connect(targetPort, '127.0.0.1');
    keep(outer);
    inner.pipe(outer).pipe(inner);
    inner.once('close', () => outer.destroy());
    outer.once('close', () => inner.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    drop,
    setUp(up) {
      isUp = up;
      if (!up) drop();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        drop();
      }),
  };
}
