import { APIConnectionError, APIError } from "openai";
import { connectionError, vendorError } from "@/server/ai/vendor-errors";
import type { ModelError } from "@/server/errors";

/** Whatever the openai SDK threw, from OpenAI or from an endpoint that only resembles it. */
export function explainOpenAiError(name: string, error: unknown): ModelError {
  if (!(error instanceof APIError) || error instanceof APIConnectionError) return connectionError(name, error);
  const { status, headers, code, type, message } = error;
  const google = googleDetails(error.error);
  return vendorError({
    name,
    status,
    codes: [...google.codes, code, type],
    message,
    headers,
    retryAfterMs: google.retryAfterMs,
    cause: error,
  });
}

/** Google's own error shape behind its OpenAI-compatible endpoint (2026-11): reason (a bad key is a 400) and wait in `details`. */
function googleDetails(error: unknown): { codes: string[]; retryAfterMs?: number } {
  if (!isRecord(error)) return { codes: [] };
  const details = Array.isArray(error["details"]) ? error["details"].filter(isRecord) : [];
  const codes = [...details.map((detail) => detail["reason"]), error["status"]].filter(
    (one) => typeof one === "string",
  );
  const delay = details.map((detail) => detail["retryDelay"]).find((one) => typeof one === "string");
  const seconds = Number.parseFloat(delay ?? "");
  return Number.isNaN(seconds) ? { codes } : { codes, retryAfterMs: Math.round(seconds * 1000) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
