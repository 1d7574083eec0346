import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { assertSafeRole } from "@/db/assert-safe-role";
import { closePool } from "@/db/client";
import { env } from "@/server/env";
import { closeLive } from "@/server/live/subscribe";
import { log } from "@/server/log";
import { startRelay } from "@/server/outbox/relay";
import { startDispatcher } from "@/server/publishing/dispatcher";
import { PEER_HEADER } from "@/server/request";

const LONGEST_STOP_MS = 4_500;

/** Checks what this process was given, starts what runs beside the requests, and knows how to stop. */
export async function boot(): Promise<void> {
  const requests = watchRequests();
  try {
    env();
    await assertSafeRole();
    const [stopRelay, dispatcher] = await Promise.all([startRelay(), startDispatcher()]);
    const stops = [stopRelay, () => dispatcher.stop()];
    const stop = once(() => shutDown(stops, requests));
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
    // The supervisor's channel: it closes when `npm start` dies, however it dies.
    process.on("disconnect", stop);
    if (process.send && !process.connected) stop(); // it closed while we were starting
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

/** Open requests and the server they came through; each is told the address its socket has. */
type Requests = { servers: Set<Server>; open: Set<ServerResponse> };

function watchRequests(): Requests {
  const requests: Requests = { servers: new Set(), open: new Set() };
  subscribe("http.server.request.start", (message) => {
    const { request, response, server } = message as {
      request: IncomingMessage;
      response: ServerResponse;
      server: Server;
    };
    request.headers[PEER_HEADER] = request.socket.remoteAddress;
    requests.servers.add(server);
    requests.open.add(response);
    response.once("close", () => requests.open.delete(response));
  });
  return requests;
}

const once = (fn: () => void): (() => void) => {
  let called = false;
  return () => {
    if (!called) fn();
    called = true;
  };
};

/** No new requests, streams told to reconnect, claims released, the rest finished: then the end, within 5 seconds. */
function shutDown(stops: (() => Promise<void>)[], { servers, open }: Requests): void {
  setTimeout(() => process.exit(0), LONGEST_STOP_MS);
  for (const server of servers) server.close();
  closeLive();
  const answered = Promise.all([...open].map((response) => new Promise((resolve) => response.once("close", resolve))));
  Promise.all([...stops.map((stop) => stop()), answered])
    .then(() => closePool())
    .catch((error: unknown) => log().error({ err: error }, "stopping did not go well"))
    .finally(() => process.exit(0));
}
