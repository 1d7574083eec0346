import { z } from "zod";
import { AppError, type AppErrorCode, ModelError, NetworkError } from "@/server/errors";
import { log } from "@/server/log";

/** The one shape of every REST error. */
export const errorView = z.object({
  error: z.object({
    type: z
      .string()
      .meta({ description: "What kind of error, e.g. not_found or validation_failed.", example: "not_found" }),
    message: z.string().meta({ description: "What happened and what to do, for a person." }),
    details: z.record(z.string(), z.unknown()),
    requestId: z.string(),
    timestamp: z.iso.datetime({ precision: 3 }),
  }),
});

const HTTP: Record<AppErrorCode, number> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNPROCESSABLE_CONTENT: 422,
  TOO_MANY_REQUESTS: 429,
  BAD_GATEWAY: 502,
  SERVICE_UNAVAILABLE: 503,
  INTERNAL_SERVER_ERROR: 500,
};

type Problem = {
  status: number;
  type: string;
  message: string;
  details: Record<string, unknown>;
  retryAfterMs: number | null;
};

type RouteProblem = { status: number; type: string; details: Record<string, unknown> };

/** A request that no domain function saw: no such route or method, or an input that does not fit. */
export class RouteError extends Error {
  override readonly name = "RouteError";
  readonly as: RouteProblem;
  readonly headers: Record<string, string>;
  constructor(message: string, as: Omit<RouteProblem, "details">, details = {}, headers: Record<string, string> = {}) {
    super(message);
    this.as = { ...as, details };
    this.headers = headers;
  }
}

/** The input as its schema wants it. Throws a 400 that names each field. */
export function parseInput<T extends z.ZodType>(schema: T, given: unknown): z.output<T> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const message = "Some fields need attention; see details.";
  const { fieldErrors: fields, formErrors: problems } = z.flattenError(parsed.error);
  throw new RouteError(message, { status: 400, type: "validation_failed" }, { fields, problems });
}

/** Any failure as a response, with the `limits` it was counted under; what we did not write is logged and not shown. */
export function errorResponse(error: unknown, requestId: string, limits: Record<string, string> = {}): Response {
  const { status, type, message, details } = problemOf(error);
  if (status >= 500 && !(error instanceof AppError)) log().error({ err: error }, "request failed");
  const headers = new Headers({ ...limits, ...waitHeaders(error), "x-request-id": requestId });
  if (status === 401) headers.set("www-authenticate", "Bearer");
  if (error instanceof RouteError) for (const [name, value] of Object.entries(error.headers)) headers.set(name, value);
  const timestamp = new Date().toISOString();
  return Response.json({ error: { type, message, details, requestId, timestamp } }, { status, headers });
}

/** When to come back after this failure, and which limit it hit; nothing when neither is known. */
export function waitHeaders(error: unknown): Record<string, string> {
  const { status, details, retryAfterMs } = problemOf(error);
  const limited = status === 429 && typeof details["limit"] === "number";
  return {
    ...(limited ? limitHeaders(details as Parameters<typeof limitHeaders>[0]) : {}),
    ...(retryAfterMs === null ? {} : { "retry-after": String(Math.max(1, Math.ceil(retryAfterMs / 1000))) }),
  };
}

/** X-RateLimit-*: the limit of a minute, what is left of it, and the Unix second it starts anew. */
export function limitHeaders({
  limit,
  remaining,
  resetSeconds,
}: {
  limit: number;
  remaining: number;
  resetSeconds: number;
}) {
  const reset = Math.ceil(Date.now() / 1000) + resetSeconds;
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(reset),
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof RouteError) return { ...error.as, message: error.message, retryAfterMs: null };
  if (error instanceof AppError) {
    const { code, message, details, retryAfterMs } = error;
    return { status: HTTP[code], type: typeOf(code), message, details, retryAfterMs };
  }
  if (error instanceof NetworkError || error instanceof ModelError) {
    const details = { kind: error.kind };
    return { status: 502, type: "bad_gateway", message: error.message, details, retryAfterMs: error.retryAfterMs };
  }
  const message = "Something went wrong on our side. Nothing was lost; please try again.";
  return { status: 500, type: "internal_server_error", message, details: {}, retryAfterMs: null };
}

const typeOf = (code: AppErrorCode): string => (code === "TOO_MANY_REQUESTS" ? "rate_limited" : code.toLowerCase());
