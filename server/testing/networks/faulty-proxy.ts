import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP proxy on loopback that loses things on command, so that a real server's answers can go missing. */
export type FaultyProxy = {
  url: string;
  /** The next request whose path contains `path` is cut off before (`request`) or after (`answer`) the server saw it. */
  loseNext: (what: "request" | "answer", path: string) => void;
  /** Stops listening until the returned function is called. */
  goDown: () => Promise<() => Promise<void>>;
  stop: () => Promise<void>;
};

/** Forwards everything to `target` (an origin) byte for byte. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  let armed: { what: "request" | "answer"; path: string } | null = null;

  async function forward(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const fault = armed !== null && incoming.url?.includes(armed.path) ? armed.what : null;
    if (fault) armed = null;
    const body = Buffer.concat(await incoming.toArray());
    if (fault === "request") return void incoming.socket.resetAndDestroy();
    const { method = "GET", headers } = incoming;
    const onward = httpRequest(new URL(incoming.url ?? "/", target), { method, headers });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      onward.on("response", resolve).on("error", reject).end(body);
    });
    const answer = await answered;
    const content = Buffer.concat(await answer.toArray());
    if (fault === "answer") return void incoming.socket.resetAndDestroy();
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.end(content);
  }

  const server = createServer((incoming, outgoing) => {
    forward(incoming, outgoing).catch(() => incoming.socket.resetAndDestroy());
  });
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((done) => server.close(() => done()));
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    loseNext: (what, path) => {
      armed = { what, path };
    },
    goDown: async () => {
      await close();
      return () => listen(port);
    },
    stop: close,
  };
}
