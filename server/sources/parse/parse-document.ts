import { AppError, type AppErrorCode } from "@/server/errors";
import type { ParsedDocument, RefusalReason, WorkerAnswer } from "./document.ts";
import { MAX_INPUT_BYTES } from "./limits.ts";
import { DEFAULT_LIMITS, type Ending, type Limits, runChild } from "./run-child.ts";
import { takeTurn } from "./take-turn.ts";

type ParseInput = {
  bytes: Uint8Array;
  fileName?: string;
  url?: string;
  declaredType?: string;
  signal?: AbortSignal;
  limits?: Partial<Limits>;
};

/**
 * Reads a document (≤ 25 MB, type decided by content) in a child process of its own, which has no environment, reads only
 * code, writes nothing, opens no connection and dies at its limits. Throws AppError UNSUPPORTED_MEDIA_TYPE,
 * UNPROCESSABLE_CONTENT or PAYLOAD_TOO_LARGE with `details.reason`; rethrows the signal's reason when aborted.
 */
export async function parseDocument(input: ParseInput): Promise<ParsedDocument> {
  if (input.bytes.length === 0) throw refusal("empty", "This file is empty. Choose another file.");
  if (input.bytes.length > MAX_INPUT_BYTES)
    throw refusal("too_large", "This file is larger than 25 MB. Split it, or paste the part that matters.");
  const limits = { ...DEFAULT_LIMITS, ...input.limits };
  const hints = { fileName: input.fileName ?? null, url: input.url ?? null, declaredType: input.declaredType ?? null };
  const release = await takeTurn(input.signal);
  try {
    const ending = await runChild({ hints, bytes: input.bytes, signal: input.signal }, limits);
    input.signal?.throwIfAborted();
    return documentOf(ending, limits);
  } finally {
    release();
  }
}

function documentOf(ending: Ending, limits: Limits): ParsedDocument {
  if (ending.stopped === "too_slow")
    throw refusal(
      "too_slow",
      `This document could not be read within ${limits.timeMs / 1000} seconds. Simplify or split it, or paste its text.`,
    );
  if (ending.stopped || /heap out of memory|Array buffer allocation failed/.test(ending.errors))
    throw refusal(
      "too_large",
      "This document needs too much memory to be read. Split it, or paste the part that matters.",
      ending.errors,
    );
  const answer = answerOf(ending);
  if (!answer.ok) throw refusal(answer.reason, answer.message, answer.cause);
  return answer.document;
}

function answerOf(ending: Ending): WorkerAnswer {
  try {
    return JSON.parse(ending.output.toString("utf8")) as WorkerAnswer;
  } catch (error) {
    const cause = new Error(`document reader ended with ${ending.exitCode}: ${ending.errors}`, { cause: error });
    throw new AppError("INTERNAL_SERVER_ERROR", "The document reader failed. Try again in a moment.", { cause });
  }
}

function refusal(reason: RefusalReason, message: string, cause?: unknown): AppError {
  return new AppError(codeOf(reason), message, { cause, details: { reason } });
}

function codeOf(reason: RefusalReason): AppErrorCode {
  if (reason === "unsupported") return "UNSUPPORTED_MEDIA_TYPE";
  return reason === "too_large" || reason === "zip_bomb" ? "PAYLOAD_TOO_LARGE" : "UNPROCESSABLE_CONTENT";
}
