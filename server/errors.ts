/** Codes of an AppError: tRPC's own names, so one middleware maps them to HTTP. */
export type AppErrorCode =
  | "BAD_REQUEST"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "PRECONDITION_FAILED"
  | "PAYLOAD_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "UNPROCESSABLE_CONTENT"
  | "TOO_MANY_REQUESTS"
  | "BAD_GATEWAY"
  | "SERVICE_UNAVAILABLE"
  | "INTERNAL_SERVER_ERROR";

type AppErrorOptions = { cause?: unknown; details?: Record<string, unknown>; retryAfterMs?: number };

/** A failure a person may read: `message` is safe to show and says what to do. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: AppErrorCode;
  readonly details: Record<string, unknown>;
  readonly retryAfterMs: number | null;
  constructor(code: AppErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/**
 * What a call to a network (or to any address outside) came to.
 * auth_expired: refresh, then reconnect · rejected: the network's own reason, final · rate_limited: wait `retryAfterMs` ·
 * unavailable: certainly not accepted, may be tried again · unknown_outcome: may have been accepted, look before sending again ·
 * blocked: our own guard refused the address.
 */
export type NetworkErrorKind =
  | "auth_expired"
  | "rejected"
  | "rate_limited"
  | "unavailable"
  | "unknown_outcome"
  | "blocked";

type NetworkErrorOptions = { cause?: unknown; retryAfterMs?: number; status?: number; code?: string };

/** A failed call to a network; never carries tokens, bodies or full URLs. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  readonly kind: NetworkErrorKind;
  readonly retryAfterMs: number | null;
  readonly status: number | null;
  readonly code: string | null;
  constructor(kind: NetworkErrorKind, message: string, options: NetworkErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.status = options.status ?? null;
    this.code = options.code ?? null;
  }
}

/**
 * Why a model gave no usable reply.
 * rate_limited, unavailable, timeout: another try or model may do · auth, quota, no_model: the key, its account or the
 * model's name needs a person · over_budget, unpriced: our own limit (or a price it cannot be held to), nothing was sent · refused: the model or its endpoint declined this request · truncated: the reply was cut short · invalid_reply:
 * not the JSON asked for · too_long: the input does not fit · cancelled: we stopped it.
 */
export type ModelErrorKind =
  | "rate_limited"
  | "unavailable"
  | "timeout"
  | "auth"
  | "quota"
  | "no_model"
  | "over_budget"
  | "unpriced"
  | "refused"
  | "truncated"
  | "invalid_reply"
  | "too_long"
  | "cancelled";

/** Tokens of one call; `cachedInput` and `cacheWrite` are parts of `input`. `built-in` uses none. */
export type TokenUsage = { input: number; cachedInput: number; cacheWrite: number; output: number };

/**
 * One finished or failed call, for the ledger; `cached` was answered without one. `costMicros` is millionths of a US
 * dollar, null when the price is unknown.
 */
export type ModelCall = {
  provider: string;
  model: string;
  outcome: "completed" | "cached" | ModelErrorKind;
  usage: TokenUsage;
  costMicros: number | null;
  latencyMs: number;
  /** It is in the workspace's ledger already. */
  recorded?: true;
};

type ModelErrorOptions = { cause?: unknown; retryAfterMs?: number; calls?: readonly ModelCall[] };

/** A failed call to a model. Third class beside the two of the plan: its kinds decide failover, not publishing. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly kind: ModelErrorKind;
  readonly retryAfterMs: number | null;
  /** Every call that led here, for the ledger: failed calls may cost money too. */
  readonly calls: readonly ModelCall[];
  constructor(kind: ModelErrorKind, message: string, options: ModelErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.calls = options.calls ?? [];
  }
}
