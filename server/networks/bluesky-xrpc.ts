import { z } from "zod";
import { NetworkError, type NetworkErrorKind } from "@/server/errors";
import { type HttpReply, request } from "./http";
import { retryAfterMs } from "./retry-after";

export type XrpcCall = {
  /** Origin of the server. */
  pds: string;
  nsid: string;
  /** GET unless there is something to send. */
  method?: "GET" | "POST";
  params?: Record<string, string>;
  body?: unknown;
  upload?: { bytes: Uint8Array; mediaType: string };
  token?: string;
  /** See HttpRequest. */
  repeatable?: boolean;
  signal: AbortSignal;
};

const failure = z.object({ error: z.string().default(""), message: z.string().default("") });

/** One XRPC call. Anything but a 2xx of the expected shape is a NetworkError whose `code` is the protocol's error name. */
export async function callXrpc<T>(call: XrpcCall, shape: z.ZodType<T>): Promise<T> {
  const method = call.method ?? (call.body === undefined && call.upload === undefined ? "GET" : "POST");
  const content = call.upload
    ? { body: call.upload.bytes, type: call.upload.mediaType }
    : call.body === undefined
      ? null
      : { body: JSON.stringify(call.body), type: "application/json" };
  const repeatable = call.repeatable ?? method === "GET";
  const reply = await request({
    method,
    url: `${call.pds}/xrpc/${call.nsid}?${new URLSearchParams(call.params)}`,
    headers: {
      ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
      ...(content ? { "content-type": content.type } : {}),
    },
    ...(content ? { body: content.body } : {}),
    repeatable,
    signal: call.signal,
  });
  if (reply.status < 200 || reply.status >= 300) throw toNetworkError(reply, repeatable);
  const parsed = shape.safeParse(reply.bytes.length === 0 ? {} : reply.json());
  if (parsed.success) return parsed.data;
  throw new NetworkError(repeatable ? "unavailable" : "unknown_outcome", "Bluesky's answer cannot be read.", {
    cause: parsed.error,
    status: reply.status,
    code: "shape",
  });
}

/** Names of errors that a new session cures; ExpiredToken comes with status 400 (seen on PDS 0.5.35, 2026-11). */
const SESSION_ERRORS = new Set(["ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"]);
const PLAIN_WORDS: Record<string, string> = {
  AccountTakedown: "Bluesky has taken this account down. Its owner has to write to Bluesky's support.",
  AccountDeactivated: "This Bluesky account is deactivated. Activate it in Bluesky's settings, then connect it again.",
  AuthFactorTokenRequired: "This account has a second factor. Make an app password in Bluesky's settings and use that.",
  PayloadTooLarge: "The server does not take files of this size. Use smaller images.",
};

function toNetworkError(reply: HttpReply, repeatable: boolean): NetworkError {
  const { error: code, message } = readFailure(reply);
  const details = { status: reply.status, code };
  if (reply.status === 429) {
    return new NetworkError("rate_limited", "Bluesky asks to wait.", { ...details, retryAfterMs: waitMs(reply) });
  }
  if (SESSION_ERRORS.has(code) || (reply.status === 401 && code === "")) {
    return new NetworkError("auth_expired", "Bluesky wants a new sign-in.", details);
  }
  const lost: NetworkErrorKind = repeatable ? "unavailable" : "unknown_outcome";
  // A server may fail after it has stored the record, and a proxy may give up on one that will.
  if (reply.status >= 500 || reply.status === 408) {
    return new NetworkError(lost, `Bluesky answered with an error of its own (${reply.status}).`, details);
  }
  if (reply.status < 400) {
    return new NetworkError("rejected", "This address is not a Bluesky server.", details);
  }
  const reason = PLAIN_WORDS[code] ?? `Bluesky refused: ${message.slice(0, 300) || code || `status ${reply.status}`}.`;
  return new NetworkError("rejected", reason, details);
}

function readFailure(reply: HttpReply): z.infer<typeof failure> {
  try {
    return failure.parse(reply.json());
  } catch {
    return { error: "", message: "" };
  }
}

/** Retry-After, else RateLimit-Reset in epoch seconds, else a minute. */
function waitMs({ headers }: HttpReply): number {
  const reset = Number(headers["ratelimit-reset"]) * 1000 - Date.now();
  return retryAfterMs(headers) ?? (reset > 0 ? reset : 60_000);
}
