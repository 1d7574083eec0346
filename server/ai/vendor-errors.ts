import { ModelError, type ModelErrorKind, NetworkError } from "@/server/errors";

/** The facts of a vendor's error, whichever SDK it came through; `codes` are its code, type and the like. */
export type VendorFailure = {
  name: string;
  /** Absent for an error event inside a stream. */
  status: number | undefined;
  codes: (string | null | undefined)[];
  message: string;
  headers?: Headers | undefined;
  retryAfterMs?: number | undefined;
  cause: unknown;
};

/** Stable codes and types by what they mean (OpenAI, Anthropic, Google, xAI; 2026-11). */
const KIND_OF_CODE = new Map<string, ModelErrorKind>([
  ["insufficient_quota", "quota"],
  ["billing_hard_limit_reached", "quota"],
  ["billing_error", "quota"],
  ["contract_spend_limit_reached", "quota"],
  ["enforced_spend_limit_reached", "quota"],
  ["linked_organization_spend_limit_reached", "quota"],
  ["context_length_exceeded", "too_long"],
  ["string_above_max_length", "too_long"],
  ["content_policy_violation", "refused"],
  ["moderation_blocked", "refused"],
  ["invalid_prompt", "refused"],
  ["bio_policy", "refused"],
  ["misalignment_policy_violation", "refused"],
  ["data_residency_mismatch", "auth"],
  ["invalid_api_key", "auth"],
  ["API_KEY_INVALID", "auth"],
  ["model_not_found", "no_model"],
  ["authentication_error", "auth"],
  ["permission_error", "auth"],
  ["not_found_error", "no_model"],
  ["rate_limit_exceeded", "rate_limited"],
  ["rate_limit_error", "rate_limited"],
  ["RESOURCE_EXHAUSTED", "rate_limited"],
  ["overloaded_error", "unavailable"],
  ["server_error", "unavailable"],
  ["api_error", "unavailable"],
  ["timeout_error", "timeout"],
]);

/** Anthropic (2026-07) and vLLM have no code for an input that does not fit, only these words. */
const TOO_LONG = /prompt is too long|maximum context length/i;

const WORDS: Record<ModelErrorKind, string> = {
  rate_limited: "is limiting requests",
  unavailable: "is not available",
  timeout: "took too long",
  auth: "did not accept the key",
  quota: "has no credit left for this key",
  no_model: "has no such model for this key, or nothing answers at this address",
  over_budget: "has used up its budget",
  unpriced: "has a model whose price is not known",
  refused: "declined the request",
  truncated: "cut its reply short",
  invalid_reply: "sent an unreadable reply",
  too_long: "cannot take an input of this length",
  cancelled: "was cancelled",
};

/** A vendor's failure as a ModelError; its message names the vendor and the status, never the body or the key. */
export function vendorError(failure: VendorFailure): ModelError {
  const kind = kindOf(failure);
  const code = failure.codes.find((one) => typeof one === "string");
  const facts = [failure.status, code].filter((fact) => fact !== undefined).join(" ");
  const retryAfterMs = failure.retryAfterMs ?? retryAfter(failure.headers);
  return new ModelError(kind, `${failure.name} ${WORDS[kind]}${facts && ` (${facts})`}.`, {
    cause: failure.cause,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** What an error without any reply came to: a timeout of the client's, or no connection (also one cut mid-stream). */
export function connectionError(name: string, cause: unknown): ModelError {
  const refusal = refusedByGuard(cause);
  if (refusal) return new ModelError("unavailable", refusal.message, { cause });
  const kind = timedOut(cause) ? "timeout" : "unavailable";
  return new ModelError(kind, `${name} ${WORDS[kind]} (connection).`, { cause });
}

function kindOf({ status, codes, message }: VendorFailure): ModelErrorKind {
  for (const code of codes) {
    const kind = code ? KIND_OF_CODE.get(code) : undefined;
    if (kind) return kind;
  }
  switch (status) {
    case undefined:
    case 408:
    case 409:
      return "unavailable";
    case 401:
    case 403:
      return "auth";
    case 404:
      return "no_model";
    case 402:
      return "quota";
    case 413:
      return "too_long";
    case 429:
      return "rate_limited";
    case 504:
      return "timeout";
    default:
      if (status >= 500) return "unavailable";
      return TOO_LONG.test(message) ? "too_long" : "refused";
  }
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date; in ms. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const ms = Number.parseFloat(headers?.get("retry-after-ms") ?? "");
  if (ms >= 0) return Math.round(ms);
  const value = headers?.get("retry-after");
  if (!value) return undefined;
  const seconds = Number(value);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, Math.round(wait));
}

/** Our own guard's refusal of the address, however deep the SDK has wrapped it. */
function refusedByGuard(error: unknown): NetworkError | null {
  if (error instanceof NetworkError) return error.kind === "blocked" ? error : null;
  return error instanceof Error ? refusedByGuard(error.cause) : null;
}

function timedOut(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : null;
  return (typeof code === "string" && /TIMEDOUT|_TIMEOUT$/.test(code)) || timedOut(error.cause);
}
