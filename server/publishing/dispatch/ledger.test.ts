import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pool } from "@/db/client";
import { attempts, deliveries } from "@/db/schema/deliveries";
import { outbox, workspaces } from "@/db/schema/workspaces";
import type { Ctx } from "@/server/context";
import { cancelDelivery } from "@/server/publishing/cancel-delivery";
import { publishNow } from "@/server/publishing/publish-now";
import { testDatabase } from "@/server/testing/database";
import { deliveryRows, eventually, publishable } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { createClock } from "./clock";
import { type Claimed, createLedger, type Down, type Full, type Ledger, type Outcome } from "./ledger";
import { unsent } from "./outcome";
import { showPresence } from "./presence";
import { TIMING, type Timing } from "./settings";

const database = testDatabase();
const NOTHING: Full = { workspaces: [], channels: [], networks: [] };

let leaves: (() => Promise<void>)[] = [];
let ctx: Ctx;
beforeEach(async () => {
  ctx = await testWorkspace();
});
afterEach(async () => {
  await Promise.all(leaves.map((leave) => leave()));
  leaves = [];
  await ctx.tx((tx) => tx.update(deliveries).set({ state: "cancelled" }));
});

const ledgerOf = (owner: string, timing: Partial<Timing> = {}): Ledger =>
  createLedger((query) => Promise.resolve(query(pool())), { owner, timing: { ...TIMING, ...timing } });
/** A dispatcher that lives, as far as its peers can see. */
async function living(owner: string): Promise<Ledger> {
  leaves.push(await showPresence({ url: database.url("app"), owner, onWake: () => {} }));
  return ledgerOf(owner);
}

type Take = { most?: number; ahead?: number; lease?: number; full?: Partial<Full>; down?: Down };
/** The ids that a claim gives. */
async function take(ledger: Ledger, { most = 10, ahead = 2_000, lease = 60_000, full, down = {} }: Take = {}) {
  const claimed = await ledger.claim(most, { ahead, lease, full: { ...NOTHING, ...full }, down });
  return claimed.map(({ id }) => id);
}

async function due(texts = ["Hello."], channelId?: string): Promise<string> {
  const made = await publishable(ctx, channelId ? { texts, channelId } : { texts });
  const { deliveries: rows } = await publishNow(ctx, { postId: made.postId, channelIds: [made.channelId] });
  return rows[0]?.id ?? "";
}

async function claim(ledger: Ledger, lease = 60_000): Promise<Claimed> {
  const [one] = await ledger.claim(10, { ahead: 2_000, lease, full: NOTHING });
  if (!one) throw new Error("nothing was claimed");
  return one;
}

const intent = ({ id, fence, revision }: Claimed) => ({ id, fence, revision, ordinal: 0, spacingMs: 0 });
const out = ({ id, fence }: Claimed, over: Partial<Outcome> = {}): Outcome => ({
  id,
  fence,
  kind: "publish",
  ordinal: 0,
  outcome: "published",
  state: "published",
  remoteId: "r1",
  ...over,
});
const only = async () => (await deliveryRows(ctx))[0];

describe("claims", () => {
  test("two callers at once never get the same row", async () => {
    for (let i = 0; i < 10; i++) await due();
    const [a, b] = [await living("a"), await living("b")];
    const taken = await Promise.all([a, b, a, b].map((ledger) => take(ledger, { most: 4 })));
    expect(taken.flat()).toHaveLength(10);
    expect(new Set(taken.flat()).size).toBe(10);
  });

  test("a channel in one living dispatcher's hands is not given to another; a dead one's is", async () => {
    const first = await due();
    const [a, b] = [await living("a"), await living("b")];
    expect(await take(a)).toEqual([first]);
    const second = await due(["Another."], (await only())?.channelId);
    expect(await take(b)).toEqual([]);
    await Promise.all(leaves.splice(0, 1).map((leave) => leave()));
    expect(await take(b)).toEqual([second]);
  });

  test("what the caller has enough of stays where it is, and what is not due yet too", async () => {
    const id = await due();
    const a = ledgerOf("a");
    const row = await only();
    expect(await take(a, { full: { channels: [row?.channelId ?? ""] } })).toEqual([]);
    expect(await take(a, { full: { workspaces: [ctx.workspaceId] } })).toEqual([]);
    expect(await take(a, { full: { networks: ["x"] } })).toEqual([]);
    await ctx.tx((tx) => tx.update(deliveries).set({ sendAt: new Date(Date.now() + 5_000) }));
    expect(await take(a)).toEqual([]);
    expect(await take(a, { ahead: 6_000 })).toEqual([id]);
  });

  test("a claim is freed when its owner is gone or its lease has ended, and only then", async () => {
    await due();
    const [a, b] = [await living("a"), await living("b")];
    await claim(a);
    expect((await b.tend()).released).toBe(0);
    await Promise.all(leaves.splice(0, 1).map((leave) => leave()));
    expect((await b.tend()).released).toBe(1);
    await take(b, { lease: 0 });
    expect((await b.tend()).released).toBe(1);
  });

  test("are renewed for what is still worked on, so that one that was dropped comes back", async () => {
    const [kept, dropped] = [await due(), await due()];
    const a = await living("a");
    await take(a, { lease: 500 });
    await a.renew(60_000, [kept]);
    await eventually("the dropped claim runs out", async () => (await a.tend()).released === 1);
    const rows = new Map((await deliveryRows(ctx)).map(({ id, state }) => [id, state]));
    expect([rows.get(kept), rows.get(dropped)]).toEqual(["claimed", "scheduled"]);
  });
});

describe("intents", () => {
  test("are refused once the row was changed, cancelled, released, taken over or left too long", async () => {
    const a = await living("a");
    const b = await living("b");
    await due();
    const seen = await claim(a);
    expect(await a.begin([{ ...intent(seen), revision: seen.revision + 1 }], 1_000)).toEqual(new Set());
    expect(await a.begin([{ ...intent(seen), fence: seen.fence - 1 }], 1_000)).toEqual(new Set());
    expect(await b.begin([intent(seen)], 1_000)).toEqual(new Set());
    await a.release([seen.id]);
    expect(await a.begin([intent(seen)], 1_000)).toEqual(new Set());
    const again = await claim(b);
    expect(again.fence).toBe(seen.fence + 1);
    expect(await a.begin([intent(seen)], 1_000)).toEqual(new Set());
    await cancelDelivery(ctx, { deliveryId: seen.id });
    expect(await b.begin([intent(again)], 1_000)).toEqual(new Set());
    expect(await ctx.tx((tx) => tx.select().from(attempts))).toEqual([]);
    await due(["Late."]);
    expect(await a.begin([intent(await claim(a, 0))], 1_000)).toEqual(new Set());
  });

  test("are on record before anything is sent, and cut off cancels", async () => {
    const a = await living("a");
    await due();
    const seen = await claim(a);
    expect(await a.begin([intent(seen)], 5_000)).toEqual(new Set([seen.id]));
    expect(await ctx.tx((tx) => tx.select().from(attempts))).toMatchObject([{ ordinal: 0, owner: "a", outcome: null }]);
    expect((await only())?.state).toBe("sending");
    await expect(cancelDelivery(ctx, { deliveryId: seen.id })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await a.begin([intent(seen)], 5_000)).toEqual(new Set());
  });

  test("become unknown after their deadline, not before, and never go back to being due by themselves", async () => {
    const [a, b] = [await living("a"), await living("b")];
    await due();
    const seen = await claim(a);
    await a.begin([intent(seen)], 60_000);
    await Promise.all(leaves.splice(0, 1).map((leave) => leave()));
    expect((await b.tend()).expired).toBe(0);
    await ctx.tx((tx) => tx.update(deliveries).set({ deadlineAt: new Date(Date.now() - 1) }));
    expect((await b.tend()).expired).toBe(1);
    expect(await only()).toMatchObject({ state: "unknown", failure: { code: "no_report" } });
    const events = await ctx.tx((tx) => tx.select().from(outbox));
    expect(events.at(-1)).toMatchObject({
      name: "publishing/delivery.unknown",
      data: { workspaceId: ctx.workspaceId, deliveryId: seen.id, fence: seen.fence },
    });
    expect(await take(b)).toEqual([]);
    expect((await ledgerOf("c", { patience: 0 }).tend()).givenUp).toBe(1);
    expect((await only())?.state).toBe("needs_attention");
  });
});

describe("outcomes", () => {
  test("of an older claim change nothing", async () => {
    const [a, b] = [await living("a"), await living("b")];
    await due();
    const old = await claim(a);
    await a.release(null);
    const current = await claim(b);
    await b.begin([intent(current)], 5_000);
    expect(await a.record([out(old)], 1_000)).toEqual(new Set());
    expect((await only())?.state).toBe("sending");
    expect(await b.record([out(current)], 1_000)).toEqual(new Set([current.id]));
    expect(await b.record([out(current, { state: "failed" })], 1_000)).toEqual(new Set());
    expect((await only())?.state).toBe("published");
  });

  test("that come after the deadline are the truth all the same", async () => {
    const a = await living("a");
    await due();
    const seen = await claim(a);
    await a.begin([intent(seen)], -1);
    expect((await a.tend()).expired).toBe(1);
    expect(await a.record([out(seen)], 1_000)).toEqual(new Set([seen.id]));
    expect(await only()).toMatchObject({ state: "published", failure: null, unknownSince: null });
    expect(await ctx.tx((tx) => tx.select().from(attempts))).toMatchObject([{ outcome: "published" }]);
  });

  test("of a thread's part begin the next part's intent in the same commit", async () => {
    const a = await living("a");
    await due(["one", "two"]);
    const seen = await claim(a);
    await a.begin([intent(seen)], 5_000);
    await a.record([out(seen, { state: "sending", url: "/1" })], 5_000);
    const log = await ctx.tx((tx) => tx.select().from(attempts).orderBy(attempts.ordinal));
    expect(log).toMatchObject([{ outcome: "published" }, { ordinal: 1, outcome: null }]);
    await a.record([out(seen, { ordinal: 1, remoteId: "r2", url: "/2" })], 5_000);
    expect(await only()).toMatchObject({ state: "published", url: "/1" });
  });

  test("of a sender that fell silent in a thread are heard, but it does not go on beside those who look", async () => {
    const a = await living("a");
    await due(["one", "two"]);
    const seen = await claim(a);
    await a.begin([intent(seen)], -1);
    expect((await a.tend()).expired).toBe(1);
    expect(await a.record([out(seen, { state: "sending" })], 5_000)).toEqual(new Set());
    expect(await a.record([out(seen, { state: "scheduled" })], 5_000)).toEqual(new Set([seen.id]));
    const again = await claim(a);
    expect(again.parts.map(({ state }) => state)).toEqual(["published", "pending"]);
  });

  test.each([
    ["was committed", true],
    ["was not", false],
  ])("that nothing was written put it back to its time; its intent %s", async (_what, committed) => {
    const a = await living("a");
    await due();
    const seen = await claim(a);
    if (committed) await a.begin([intent(seen)], 5_000);
    const before = await only();
    expect(await a.record([unsent(seen)], 1_000)).toEqual(new Set([seen.id]));
    expect(await only()).toMatchObject({ state: "scheduled", sendAt: before?.sendAt, tries: 0, owner: null });
    const log = await ctx.tx((tx) => tx.select().from(attempts));
    expect(log.map(({ outcome }) => outcome)).toEqual(committed ? ["unavailable"] : []);
    expect(await a.begin([intent(seen)], 5_000)).toEqual(new Set());
    expect((await claim(a)).parts).toMatchObject([{ state: "pending" }]);
  });

  test("of a look-up change nothing while the sender is at work again", async () => {
    const a = await living("a");
    await due(["one", "two"]);
    const seen = await claim(a);
    await a.begin([intent(seen)], 5_000);
    const found = out(seen, { kind: "reconcile", outcome: "absent", state: "scheduled", delayMs: 0 });
    expect(await a.record([found], 0)).toEqual(new Set());
    expect((await only())?.state).toBe("sending");
  });

  test("in one batch stay apart, whatever workspace they belong to", async () => {
    const a = await living("a");
    const mine = await due();
    const other = await testWorkspace();
    const made = await publishable(other);
    await publishNow(other, { postId: made.postId, channelIds: [made.channelId] });
    const claimed = await a.claim(10, { ahead: 2_000, lease: 60_000, full: NOTHING });
    await a.begin(claimed.map(intent), 5_000);
    const outcomes = claimed.map((one) =>
      one.id === mine ? out(one) : out(one, { outcome: "rejected", state: "failed", code: "no", message: "No.\u0000" }),
    );
    expect((await a.record(outcomes, 1_000)).size).toBe(2);
    expect((await only())?.state).toBe("published");
    expect((await deliveryRows(other))[0]).toMatchObject({ state: "failed", failure: { code: "no", message: "No." } });
    const [named] = await other.tx((tx) => tx.select().from(workspaces).where(eq(workspaces.id, other.workspaceId)));
    expect(named?.id).toBe(other.workspaceId);
  });
});

describe("the clock", () => {
  test("never runs ahead of the database, whatever the round trips took", () => {
    const time = createClock(() => 100);
    // The database is 1,000,000 ms ahead of our monotonic clock; its answers take 3 ms and then 1 ms to come back.
    time.sample(1_000_090, 89, 93);
    expect(time.now()).toBe(1_000_097);
    time.sample(1_000_098, 97, 99);
    expect(time.now()).toBe(1_000_099);
    time.sample(1_000_095, 90, 99);
    expect(time.now()).toBe(1_000_099);
  });

  test("follows a database whose clock was set back", () => {
    const time = createClock(() => 100);
    time.sample(5_000, 90, 90);
    time.sample(2_000, 94, 95);
    expect(time.now()).toBe(2_005);
  });
});
