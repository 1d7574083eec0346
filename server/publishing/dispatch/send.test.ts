import { afterEach, beforeEach, expect, test } from "vitest";
import { type Recorder, recorderNetwork, startRecorder } from "@/server/testing/networks/recorder";
import { createClock } from "./clock";
import { createFigureLog } from "./figures";
import type { Claimed, LedgerPart } from "./ledger";
import type { Means, Ready } from "./make-ready";
import { send } from "./send";
import { TIMING } from "./settings";

let recorder: Recorder;
beforeEach(async () => {
  recorder = await startRecorder();
});
afterEach(() => recorder.stop());

const part = (ordinal: number): LedgerPart => ({
  ordinal,
  state: "pending",
  ownKey: `k${ordinal}`,
  prepared: null,
  remoteId: null,
  url: null,
  receipt: null,
});

/** A thread of two whose first intent was committed `agoMs` ago; gives what became of it and whether it went on. */
async function sendAfter(agoMs: number, kept: boolean) {
  const clock = createClock();
  clock.sample(Date.now(), performance.now(), performance.now());
  const network = recorderNetwork(recorder.url);
  const delivery: Claimed = {
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
    dueAt: Date.now(),
    sendAt: Date.now(),
    askedAt: null,
    doubt: null,
    freesAt: null,
    spacingMs: 0,
    latenessMinutes: 60,
    blocked: false,
    title: null,
    language: null,
    content: [0, 1].map((i) => ({ text: `p${i}`, media: [] })),
    parts: [part(0), part(1)],
  };
  const channel = { channelId: "c", workspaceId: "w", remoteId: "r", credentials: {}, version: 1 };
  const ready: Ready = { delivery, network, channel, media: new Map(), next: 0, lookedUp: false };
  const door = {
    open: () => Promise.resolve(channel),
    refresh: () => Promise.resolve(),
    lose: () => Promise.resolve(),
  };
  const means: Means = { networks: new Map([["x", network]]), door, clock, timing: TIMING };
  const begunAt = performance.now() - agoMs;
  return send(ready, means, { begunAt, report: () => Promise.resolve(kept), figures: createFigureLog() });
}

test("a sender that was held up for too long after its intent writes nothing any more", async () => {
  expect(await sendAfter(TIMING.startWithin + 1, true)).toMatchObject({ state: "scheduled", code: "not_begun" });
  expect(recorder.writes).toBe(0);
});

test("a thread goes on under the part before it, and only while its delivery is the sender's", async () => {
  expect(await sendAfter(0, true)).toMatchObject({ state: "published", ordinal: 1 });
  expect(recorder.accepted.map(({ text, parent }) => [text, parent])).toEqual([
    ["p0", null],
    ["p1", "r1"],
  ]);
  expect(await sendAfter(0, false)).toMatchObject({ state: "scheduled", ordinal: 0, outcome: "published" });
  expect(recorder.writes).toBe(3);
});
