import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** A loopback port that leads to one of several others in turn, and can be made slow. */
export type TcpProxy = {
  port: number;
  /** Added to each direction, in milliseconds. */
  delayMs: number;
  stop: () => Promise<void>;
};

/** Passes everything on to the next of `targets()`; with none the connection is refused. */
export async function startTcpProxy(targets: () => number[]): Promise<TcpProxy> {
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer({ noDelay: true }, (near) => {
    const ports = targets();
    const port = ports[turn++ % Math.max(ports.length, 1)];
    if (port === undefined) return void near.destroy();
    const far = connect({ port, host: "127.0.0.1", noDelay: true });
    pass(near, far);
    pass(far, near);
  });
  const pass = (from: Socket, to: Socket): void => {
    open.add(from);
    let before: Promise<unknown> = Promise.resolve();
    from.on("data", (chunk) => {
      if (proxy.delayMs === 0) {
        if (!to.write(chunk)) from.pause();
        return;
      }
      const delay = wait(proxy.delayMs);
      before = before.then(() => delay).then(() => to.destroyed || to.write(chunk));
    });
    to.on("drain", () => from.resume());
    from.on("error", () => {});
    from.on("close", () => {
      open.delete(from);
      void before.then(() => to.destroy());
    });
  };
  const proxy: TcpProxy = {
    port: 0,
    delayMs: 0,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of open) socket.destroy();
      }),
  };
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  proxy.port = (server.address() as AddressInfo).port;
  return proxy;
}
