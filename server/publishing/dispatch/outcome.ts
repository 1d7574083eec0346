import { NetworkError } from "@/server/errors";
import type { Receipt } from "@/server/networks/network";
import { firstMissing } from "@/server/publishing/outgoing";
import type { Claimed, Outcome } from "./ledger";

/** Waits before the next try, in milliseconds; after the last one a person is asked. */
const BACKOFF = [2_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000] as const;
/** A network that asks for a longer wait than this is asked again then. */
const LONGEST_WAIT_MS = 3_600_000;

type Failed = { delivery: Claimed; ordinal: number; kind: Outcome["kind"]; now: number };

/** A part is out: the delivery is done, or the intent for the next part begins. */
export function published({ delivery, ordinal, kind }: Omit<Failed, "now">, { remoteId, url, data }: Receipt): Outcome {
  const last = ordinal + 1 >= delivery.parts.length;
  const next = kind === "publish" ? "sending" : "scheduled";
  const state = last ? "published" : next;
  return { ...base(delivery, ordinal, kind), outcome: "published", state, remoteId, url, receipt: data };
}

/**
 * What a failure means. Certainly not accepted → later again, with growing waits; may have been accepted → `unknown`;
 * refused → `failed`. Anything that is not a NetworkError may have happened at any point, so it is unknown too.
 */
export function failed(failure: Failed, error: unknown): Outcome {
  const { delivery, ordinal, kind } = failure;
  const { kind: what, message, code, retryAfterMs } = toNetworkError(error, kind);
  const item = base(delivery, ordinal, kind);
  switch (what) {
    case "rejected":
    case "blocked":
      return { ...item, outcome: "rejected", state: "failed", code: code ?? what, message };
    case "rate_limited": {
      const delayMs = waitOf(delivery, retryAfterMs);
      // Its neighbours would only be refused as well.
      return { ...item, outcome: what, quietMs: delayMs, ...later(failure, delayMs, { code: code ?? what, message }) };
    }
    case "unavailable":
      return {
        ...item,
        outcome: what,
        ...later(failure, waitOf(delivery, retryAfterMs), { code: code ?? what, message }),
      };
    case "auth_expired":
      return { ...item, outcome: what, state: "needs_attention", code: "reconnect", message };
    case "unknown_outcome":
      return { ...item, outcome: "unknown", state: "unknown", code: code ?? what, message };
  }
}

/** Credentials were renewed after a refusal: try again at once, this one time. */
export const refreshed = ({ delivery, ordinal, kind }: Omit<Failed, "now">): Outcome => ({
  ...base(delivery, ordinal, kind),
  outcome: "auth_expired",
  state: "scheduled",
  delayMs: 0,
  code: "auth_expired",
  message: "The sign-in had run out and was renewed.",
});

/** We wrote nothing, because it became too late to begin. */
export const notBegun = ({ delivery, ordinal, kind }: Omit<Failed, "now">): Outcome => ({
  ...base(delivery, ordinal, kind),
  outcome: "unavailable",
  state: "scheduled",
  delayMs: 0,
  code: "not_begun",
  message: "Reprise was held up and sent nothing.",
});

/** Nothing was written, whether or not its intent is committed. It keeps its time, and this was no try. */
export const unsent = (delivery: Claimed): Outcome => ({
  ...base(delivery, firstMissing(delivery.parts)?.ordinal ?? 0, "publish"),
  outcome: "unavailable",
  state: "scheduled",
  code: "not_begun",
  message: "Reprise was held up and sent nothing.",
});

/** It has to wait, through no fault of its own: not a try. */
export const moved = (delivery: Claimed, delayMs: number, reason: { code: string; message: string }): Outcome => ({
  ...base(delivery, 0, null),
  outcome: null,
  state: "scheduled",
  delayMs: Math.max(delayMs, 0),
  moved: true,
  ...reason,
});

/** A person has to decide; nothing was sent. */
export const ask = (delivery: Claimed, code: string, message: string): Outcome => ({
  ...base(delivery, 0, null),
  outcome: null,
  state: "needs_attention",
  code,
  message,
});

const base = ({ id, fence }: Claimed, ordinal: number, kind: Outcome["kind"]) => ({ id, fence, kind, ordinal });

function toNetworkError(error: unknown, kind: Outcome["kind"]): NetworkError {
  const given =
    error instanceof NetworkError
      ? error
      : new NetworkError("unknown_outcome", "Something unexpected happened while sending.", { cause: error });
  // Preparing and looking up are invisible: doing them again harms nobody.
  if (given.kind === "unknown_outcome" && kind !== "publish")
    return new NetworkError("unavailable", given.message, { cause: error });
  return given;
}

/** What follows when a lost write turns out not to have landed: again, at once the first time, and not for ever. */
export function resend(tries: number): Pick<Outcome, "state" | "delayMs" | "code" | "message"> {
  const waitMs = tries === 0 ? 0 : BACKOFF[tries - 1];
  if (waitMs === undefined)
    return {
      state: "needs_attention",
      code: "gave_up",
      message: `Its answer was lost ${tries + 1} times, and it is not there.`,
    };
  return { state: "scheduled", delayMs: waitMs, code: "absent", message: "It was not there: sent again." };
}

/** At least as long as the network asked for; grows with every try. */
function waitOf({ tries }: Claimed, retryAfterMs: number | null): number {
  const backoff = BACKOFF[Math.min(tries, BACKOFF.length - 1)] ?? 0;
  return Math.min(Math.max(retryAfterMs ?? 0, backoff * (0.9 + Math.random() * 0.2)), LONGEST_WAIT_MS);
}

function later(
  { delivery, now }: Failed,
  delayMs: number,
  reason: { code: string; message: string },
): Pick<Outcome, "state" | "delayMs" | "code" | "message"> {
  if (delivery.tries >= BACKOFF.length)
    return {
      state: "needs_attention",
      code: "gave_up",
      message: `${reason.message} Tried ${BACKOFF.length + 1} times.`,
    };
  if (isTooLate(delivery, now + delayMs))
    return {
      state: "needs_attention",
      code: "late",
      message: `${reason.message} By the next try it would be too late.`,
    };
  return { state: "scheduled", delayMs, ...reason };
}

/** Whether at `at` it is later than the workspace lets posts go out unasked: after the instant that was chosen, or said. */
export function isTooLate({ dueAt, askedAt, sendAt, failureCode, latenessMinutes }: Claimed, at: number): boolean {
  const wanted = Math.max(dueAt, askedAt ?? 0, failureCode === "quota" ? sendAt : 0);
  return at - wanted > latenessMinutes * 60_000;
}
