import http from "node:http";
import type { Logger } from "pino";
import { type Api, route } from "./routes.ts";

const maxBodyBytes = 32 * 1024 * 1024; // Inngest's limit for the state of a run

/** The HTTP side of the engine, listening. */
export type Server = { port: number; close: () => Promise<void> };

/** Listens on `host:port`; port 0 takes a free one. */
export async function listen(api: Api, address: { host: string; port: number }, log: Logger): Promise<Server> {
  const server = http.createServer((request, response) => {
    answer(api, request)
      .catch((error) => {
        if (error instanceof TooLarge) return { status: 413, body: { status: 413, error: error.message } };
        log.error({ err: error, method: request.method, path: request.url?.split("?")[0] }, "request failed");
        return { status: 500, body: { status: 500, error: "internal error" } };
      })
      .then(({ status, body }) => {
        const text = JSON.stringify(body);
        response.writeHead(status, {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(text),
          "x-inngest-server-kind": "cloud",
        });
        response.end(text);
      })
      .catch((error) => log.error({ err: error }, "answer failed"));
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address.port, address.host, resolve);
  });
  const bound = server.address();
  return {
    port: typeof bound === "object" && bound ? bound.port : address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(api: Api, request: http.IncomingMessage) {
  const url = new URL(request.url ?? "/", "http://engine");
  return route(api, {
    method: request.method ?? "GET",
    path: url.pathname.split("/").filter(Boolean).map(decode),
    authorization: request.headers.authorization ?? "",
    eventIdSeed: [request.headers["x-inngest-event-id-seed"]].flat()[0],
    body: await readBody(request),
  });
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

class TooLarge extends Error {}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new TooLarge(`the body is larger than ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
