import { expect, test } from "vitest";
import { lateness, tellLog } from "@/components/delivery/tell-log";
import type { DeliveryDetail } from "@/server/publishing/input";

const T = Date.parse("2026-11-20T09:00:00Z");
type Attempt = DeliveryDetail["attempts"][number];

const attempt = (after: number, given: Partial<Attempt>): Attempt => ({
  id: String(after),
  part: 0,
  kind: "publish",
  startedAt: new Date(T + after),
  finishedAt: new Date(T + after + 100),
  outcome: "published",
  message: null,
  ...given,
});
const delivery = (attempts: Attempt[], given: Partial<DeliveryDetail> = {}): DeliveryDetail =>
  ({
    state: "published",
    dueAt: new Date(T),
    sendAt: new Date(T),
    publishedAt: new Date(T + 500),
    tries: 0,
    failure: null,
    parts: [{ part: 0, state: "published", url: null, publishedAt: null, proof: null }],
    attempts,
    ...given,
  }) as DeliveryDetail;
const texts = (told: DeliveryDetail) => tellLog(told).map(({ text }) => text);

test("a thread is told part by part", () => {
  const parts = [0, 1].map((part) => ({
    part,
    state: "published" as const,
    url: null,
    publishedAt: null,
    proof: null,
  }));
  expect(texts(delivery([attempt(4, {}), attempt(200, { part: 1 })], { parts }))).toEqual([
    "Sent part 1 of 2 · accepted",
    "Sent part 2 of 2 · accepted",
    "All parts are live",
  ]);
});

test("waiting, trying again and looking are said as what they are", () => {
  const log = delivery([
    attempt(0, { outcome: "rate_limited", message: "Slow down." }),
    attempt(30_000, { outcome: "unknown" }),
    attempt(50_000, { kind: "reconcile" }),
  ]);
  expect(texts(log)).toEqual([
    "Sent · the network asked us to wait",
    "Tried again · no clear answer came",
    "Looked whether it is out: it is",
    "Live",
  ]);
  expect(tellLog(log)[0]?.note).toBe("Slow down.");
});

test("what still runs says so, and what waits says when it goes on", () => {
  expect(texts(delivery([attempt(0, { outcome: null, finishedAt: null })], { state: "sending" }))).toEqual([
    "Sent · waiting for an answer",
  ]);
  const waits = delivery([attempt(0, { outcome: "unavailable" })], {
    state: "scheduled",
    tries: 1,
    sendAt: new Date(T + 10_000),
    failure: { code: "unavailable", message: "Busy." },
  });
  expect(tellLog(waits).at(-1)).toMatchObject({ text: "Goes on by itself", at: new Date(T + 10_000) });
});

test("what is live is held against what was sent", () => {
  const checkedAt = new Date(T + 60_000).toISOString();
  const proof = { checkedAt, state: "different" as const, differences: ["The link is missing."] };
  const parts = [{ part: 0, state: "published" as const, url: null, publishedAt: null, proof }];
  expect(tellLog(delivery([attempt(0, {})], { parts })).at(-1)).toMatchObject({
    at: new Date(T + 60_000),
    text: "Read back: what is live differs",
    note: "The link is missing.",
    tone: "bad",
  });
});

test("lateness is told in the unit that fits", () => {
  expect([4, 2_100, 125_000].map((ms) => lateness(new Date(T), new Date(T + ms)))).toEqual([
    "4 ms after its time",
    "2.1 s after its time",
    "2 min after its time",
  ]);
  expect(lateness(new Date(T), new Date(T - 1))).toBeNull();
});
