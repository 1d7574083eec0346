import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What happens to a call: its answer is lost after the server gave it, or it is answered here and never gets there. */
export type Fault = "lose_answer" | "unavailable" | "slow_down";

/** One XRPC call as it came by. */
export type Call = {
  /** This machine's clock when the call arrived, in milliseconds since 1970. */
  at: number;
  /** The method, without "com.atproto.". */
  method: string;
  /** Key and text of the record it writes, "" for other calls. */
  rkey: string;
  text: string;
  /** What the server answered; null when it was not asked. */
  status: number | null;
  /** The repository's revision made by this write, "" for other calls. */
  rev: string;
};

/** Stands in front of a Bluesky server, writes down what comes by and when, and spoils some of it. */
export type RecordingProxy = {
  url: string;
  calls: Call[];
  /** The writes under these keys, or all, in the order of their arrival. */
  writes: (rkeys?: string[]) => Call[];
  /** Decides what goes wrong with a call; `nth` counts the writes of its key from 1. */
  fault: (call: Call, nth: number) => Fault | null;
  /** How long every answer to a write is held back, in milliseconds. */
  holdMs: number;
  /** Refuses connections until the returned function is called. */
  goDown: () => Promise<() => Promise<void>>;
  stop: () => Promise<void>;
};

export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const calls: Call[] = [];
  const writes = (rkeys?: string[]) =>
    calls.filter(({ method, rkey }) => method === "repo.putRecord" && (rkeys?.includes(rkey) ?? true));

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const at = Date.now();
    const body = Buffer.concat(await incoming.toArray());
    const url = new URL(incoming.url ?? "/", target);
    const call: Call = {
      at,
      method: url.pathname.replace("/xrpc/com.atproto.", ""),
      ...named(body),
      status: null,
      rev: "",
    };
    calls.push(call);
    const fault = proxy.fault(call, writes([call.rkey]).length);
    if (fault === "unavailable") return void outgoing.writeHead(503).end("{}");
    if (fault === "slow_down")
      return void outgoing.writeHead(429, { "retry-after": "3" }).end('{"error":"RateLimitExceeded"}');
    const { method = "GET", headers } = incoming;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest(url, { method, headers }).on("response", resolve).on("error", reject).end(body);
    });
    const content = Buffer.concat(await answer.toArray());
    Object.assign(call, { status: answer.statusCode ?? 0, rev: revisionOf(content) });
    if (call.rkey !== "") await new Promise((done) => setTimeout(done, proxy.holdMs));
    if (fault === "lose_answer") return void incoming.socket.resetAndDestroy();
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(content);
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => incoming.socket.resetAndDestroy());
  });
  // As the reference server has it; Node's own 5 s would cut connections that are about to be used again.
  server.keepAliveTimeout = 90_000;
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((done) => server.close(() => done()));
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const proxy: RecordingProxy = {
    url: `http://127.0.0.1:${port}`,
    calls,
    writes,
    fault: () => null,
    holdMs: 0,
    goDown: async () => {
      await close();
      return () => listen(port);
    },
    stop: close,
  };
  return proxy;
}

function named(body: Buffer): { rkey: string; text: string } {
  if (!body.includes('"rkey"')) return { rkey: "", text: "" };
  const { rkey = "", record } = JSON.parse(body.toString()) as { rkey?: string; record?: { text?: string } };
  return { rkey, text: record?.text ?? "" };
}

function revisionOf(content: Buffer): string {
  if (!content.includes('"rev"')) return "";
  return (JSON.parse(content.toString()) as { commit?: { rev?: string } }).commit?.rev ?? "";
}
