import http from "node:http";
import https from "node:https";
import canonicalize from "canonicalize";
import { sign, verify } from "./signature.ts";

/** An answer of the app. `trusted`: it comes from the SDK (and is signed, where we sign), not from something in between. */
export type Reply = {
  status: number;
  headers: http.IncomingHttpHeaders;
  json: unknown;
  text: string;
  trusted: boolean;
};

/** No answer. `refused`: nothing listens there, so nothing ran; `aborted`: we are shutting down. */
export type NoReply = { failure: Error; refused: boolean; aborted: boolean };

/** Sends one signed request to the app; never throws. */
export type CallApp = (request: AppRequest) => Promise<Reply | NoReply>;

type AppRequest = { method: "POST" | "PUT"; url: URL; body: unknown; headers?: Record<string, string> };

const staleSocketMs = 100;
const maxReplyBytes = 64 * 1024 * 1024;

/**
 * Calls the app over kept-alive connections. node:http and not fetch: undici gives up after 300 s without headers, and a
 * step may take longer.
 */
export function openAppClient(signingKey: string, signal: AbortSignal): CallApp {
  const plain = new http.Agent({ keepAlive: true, maxSockets: 256 });
  const secure = new https.Agent({ keepAlive: true });
  signal.addEventListener("abort", () => [plain, secure].forEach((agent) => void agent.destroy()));

  const send = (request: AppRequest, body: string): Promise<Reply | NoReply> =>
    new Promise((resolve) => {
      const tls = request.url.protocol === "https:";
      const call = (tls ? https : http).request(request.url, {
        method: request.method,
        agent: tls ? secure : plain,
        signal,
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "x-inngest-server-kind": "cloud",
          "x-inngest-signature": sign(signingKey, body),
          ...request.headers,
        },
      });
      let answered = false;
      const sentAt = performance.now();
      const fail = (failure: Error & { code?: string }) => {
        // A kept-alive connection the app had closed: the request never arrived. Later than this the app died of it.
        const stale = call.reusedSocket && !answered && performance.now() - sentAt < staleSocketMs;
        if (failure.code === "ECONNRESET" && stale) resolve(send(request, body));
        else resolve({ failure, refused: failure.code === "ECONNREFUSED", aborted: signal.aborted });
      };
      call.once("error", fail);
      call.once("response", (response) => {
        answered = true;
        collect(response).then((text) => resolve(readReply(signingKey, response, text)), fail);
      });
      call.end(body);
    });
  // The SDK checks the signature over the canonical form of the JSON, so that is what we send.
  return (request) => send(request, canonicalize(request.body) ?? "null");
}

async function collect(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxReplyBytes) throw new Error(`the app's answer is larger than ${maxReplyBytes} bytes`);
    chunks.push(chunk);
  }
  if (!response.complete) throw new Error("the app closed the connection before its answer was complete");
  return Buffer.concat(chunks).toString("utf8");
}

function readReply(signingKey: string, response: http.IncomingMessage, text: string): Reply {
  let reply = { status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) };
  if (reply.status === 201 && isWrapped(reply.json)) {
    // serve({ streaming: true }) answers 201 at once and wraps the real answer.
    const { status, headers, body } = reply.json;
    const inner = typeof body === "string" ? body : (canonicalize(body) ?? "");
    reply = { status, headers: { ...reply.headers, ...headers }, text: inner, json: parse(inner) };
  }
  const signature = reply.headers["x-inngest-signature"];
  const trusted =
    "x-inngest-sdk" in reply.headers &&
    verify(signingKey, reply.text, Array.isArray(signature) ? signature[0] : signature);
  return { ...reply, trusted };
}

function isWrapped(json: unknown): json is { status: number; headers: http.IncomingHttpHeaders; body: unknown } {
  return (
    typeof json === "object" && json !== null && "status" in json && typeof json.status === "number" && "body" in json
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
