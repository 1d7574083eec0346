import { expect, test } from "vitest";
import { NetworkError } from "@/server/errors";
import type { Claimed } from "./ledger";
import { failed, isTooLate, resend } from "./outcome";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 20, 12);

const delivery = (over: Partial<Claimed> = {}): Claimed => ({
  id: "d",
  workspaceId: "w",
  postId: "p",
  channelId: "c",
  network: "x",
  remoteId: "r",
  channelLost: false,
  revision: 1,
  fence: 1,
  tries: 0,
  failureCode: null,
  dueAt: NOW,
  sendAt: NOW,
  askedAt: null,
  doubt: null,
  freesAt: null,
  spacingMs: 0,
  latenessMinutes: 60,
  blocked: false,
  title: null,
  language: null,
  content: [],
  parts: [],
  ...over,
});
const limited = (retryAfterMs?: number) =>
  new NetworkError("rate_limited", "Too many.", retryAfterMs === undefined ? {} : { retryAfterMs });
const came = (of: Claimed, error: unknown, now = NOW) =>
  failed({ delivery: of, ordinal: 0, kind: "publish", now }, error);

test("the whole channel waits for as long as the network asks, and for a while when it does not say", () => {
  expect(came(delivery(), limited(30_000))).toMatchObject({ state: "scheduled", delayMs: 30_000, quietMs: 30_000 });
  const unsaid = came(delivery(), limited());
  expect(unsaid.quietMs).toBe(unsaid.delayMs);
  expect(unsaid.delayMs).toBeGreaterThanOrEqual(1_800);
  expect(came(delivery({ tries: 3 }), limited()).delayMs).toBeGreaterThanOrEqual(54_000);
  // A day is not waited for in one go.
  expect(came(delivery({ latenessMinutes: 600 }), limited(24 * 60 * MINUTE)).quietMs).toBe(60 * MINUTE);
});

test("a channel is left alone also by a post that itself is given up", () => {
  const given = came(delivery({ latenessMinutes: 5 }), limited(20 * MINUTE));
  expect(given).toMatchObject({ state: "needs_attention", code: "late", quietMs: 20 * MINUTE });
});

test("an outage is its own delivery's, not its channel's", () => {
  const down = came(delivery(), new NetworkError("unavailable", "Down."));
  expect([down.state, down.quietMs]).toEqual(["scheduled", undefined]);
});

test("lateness counts from the instant that was chosen, however often it was moved since", () => {
  const moved = delivery({ sendAt: NOW + 58 * MINUTE, tries: 5 });
  const down = new NetworkError("unavailable", "Down.");
  expect(came(moved, down, NOW + 58 * MINUTE)).toMatchObject({ state: "needs_attention", code: "late" });
  expect(isTooLate(delivery({ sendAt: NOW + 90 * MINUTE }), NOW + 90 * MINUTE)).toBe(true);
  expect(isTooLate(delivery(), NOW + 60 * MINUTE)).toBe(false);
});

test("and from when a person said to send it again, or a quota moved it", () => {
  expect(isTooLate(delivery({ askedAt: NOW + 90 * MINUTE }), NOW + 100 * MINUTE)).toBe(false);
  const moved = delivery({ sendAt: NOW + 90 * MINUTE, failureCode: "quota" });
  expect(isTooLate(moved, NOW + 100 * MINUTE)).toBe(false);
});

test("a lost write is sent again at once, then in growing waits, and not for ever", () => {
  expect(resend(0)).toMatchObject({ state: "scheduled", delayMs: 0 });
  expect(resend(3).delayMs).toBeGreaterThan(resend(2).delayMs ?? 0);
  expect(resend(9)).toMatchObject({ state: "needs_attention", code: "gave_up" });
});
