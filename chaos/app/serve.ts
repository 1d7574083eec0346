import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { serve } from "inngest/node";
import { inngest } from "@/inngest/client";
import { functions } from "@/inngest/functions/all";
import { verifyAccessToken } from "@/server/auth/access-token";
import { connectChannel } from "@/server/channels/connect-channel";
import { createCtx } from "@/server/context";
import { AppError } from "@/server/errors";
import { rescheduleInput } from "@/server/publishing/input";
import { rescheduleDelivery } from "@/server/publishing/reschedule-delivery";
import { PEER_HEADER } from "@/server/request";
import { handleRequest } from "@/server/rest/handle-request";
import { shiftClock } from "./clock";

// What people and the executor ask of an app.

const durable = serve({ client: inngest, functions });

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await message.toArray());
}

/** The API's own handler, as app/api/v1 mounts it. */
async function rest(message: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const headers = new Headers(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
  headers.set(PEER_HEADER, message.socket.remoteAddress ?? "");
  const { method = "GET" } = message;
  const body = method === "GET" ? null : new Uint8Array(await bodyOf(message));
  const request = new Request(`http://localhost/api/v1${path}`, { method, headers, body });
  const reply = await handleRequest(request, path);
  response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(await reply.text());
}

/** What the REST API has no route for: the domain function itself, as the person whose token it is. */
async function domain(message: IncomingMessage, path: string): Promise<unknown> {
  const given = JSON.parse((await bodyOf(message)).toString()) as Record<string, unknown>;
  const { userId, workspaceId } = await verifyAccessToken((message.headers.authorization ?? "").replace("Bearer ", ""));
  const ctx = createCtx({ workspaceId, actor: { kind: "token", userId, role: "owner" }, action: "chaos" });
  switch (path) {
    case "/domain/connect":
      return connectChannel(ctx, given as Parameters<typeof connectChannel>[1]);
    case "/domain/reschedule":
      return rescheduleDelivery(ctx, rescheduleInput.parse(given));
    default:
      throw new AppError("NOT_FOUND", "There is no such thing here.");
  }
}

async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = message.url ?? "/";
  const { pathname } = new URL(path, "http://localhost");
  if (pathname === "/api/inngest") return void durable(message, response);
  if (pathname.startsWith("/api/v1")) return rest(message, response, pathname.slice("/api/v1".length));
  if (pathname === "/clock") {
    shiftClock(Number((await bodyOf(message)).toString()));
    return void response.end("{}");
  }
  const reply = await domain(message, pathname).catch((error: unknown) => error);
  if (!(reply instanceof Error)) return void response.end(JSON.stringify(reply));
  response.writeHead(reply instanceof AppError && reply.code === "CONFLICT" ? 409 : 500);
  response.end(JSON.stringify({ error: reply.message }));
}

/** A server of the REST API and the durable functions. */
export const appServer = (): Server =>
  createServer((message, response) => {
    handle(message, response).catch(() => response.destroy());
  });
