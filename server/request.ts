import { randomUUID } from "node:crypto";
import { env } from "@/server/env";

/** Where a request came from, for session lists, audit and limits. */
export type RequestOrigin = { requestId: string; userAgent: string | null; address: string };

/** Set by instrumentation from the socket, over whatever a client sent under this name. */
export const PEER_HEADER = "x-reprise-peer";

/** The caller's request id when it is a harmless one, else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

/**
 * The caller's address. X-Forwarded-For counts only with TRUST_PROXY, and then its last entry: what our proxy saw itself,
 * not what the caller claims.
 */
function clientAddress(headers: Headers): string {
  const forwarded = env().TRUST_PROXY ? headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  return forwarded || headers.get(PEER_HEADER) || "unknown";
}

/** Everything worth keeping about where a request came from. */
export const originOf = (headers: Headers): RequestOrigin => ({
  requestId: requestIdOf(headers),
  userAgent: headers.get("user-agent")?.slice(0, 300) ?? null,
  address: clientAddress(headers),
});
