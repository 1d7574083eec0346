import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pool } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { workspaces } from "@/db/schema/workspaces";
import { type Ctx, systemCtx } from "@/server/context";
import { cancelDelivery } from "@/server/publishing/cancel-delivery";
import { publishNow } from "@/server/publishing/publish-now";
import { getDelivery } from "@/server/publishing/queries";
import { reconcileDelivery } from "@/server/publishing/reconcile-delivery";
import { repinDeliveries } from "@/server/publishing/repin-deliveries";
import { rescheduleDelivery } from "@/server/publishing/reschedule-delivery";
import { resolveDelivery } from "@/server/publishing/resolve-delivery";
import { schedulePost } from "@/server/publishing/schedule-post";
import { testDatabase } from "@/server/testing/database";
import { type Fault, type Recorder, recorderNetwork, startRecorder } from "@/server/testing/networks/recorder";
import { deliveryRows, eventually, insertVersion, publishable, testChannel } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import type { ChannelDoor } from "./channel-door";
import { createDispatcher, type Dispatcher } from "./dispatcher";
import type { Timing } from "./settings";

const database = testDatabase();

let recorder: Recorder;
let running: Dispatcher[] = [];
beforeEach(async () => {
  recorder = await startRecorder();
});
afterEach(async () => {
  await Promise.all(running.map((dispatcher) => dispatcher.stop()));
  running = [];
  await recorder.stop();
  // What a test left open must not go out in the next one.
  const admin = postgres(database.url("admin"), { max: 1, onnotice: () => {} });
  await admin`update deliveries set state = 'cancelled'`;
  await admin.end({ timeout: 5 });
});

type Options = { canTell?: boolean; timing?: Partial<Timing>; door?: ChannelDoor };

/** Short times, so that what takes a minute in life takes a second here. */
const SHORT: Partial<Timing> = { request: 700, startWithin: 400, grace: 300, tend: 100, lease: 2_000 };

const reachOf = (canTell = true) => ({
  networks: new Map([["x" as const, recorderNetwork(recorder.url, { canTell })]]),
  door: refusing,
});
const refusing: ChannelDoor = {
  open: () => Promise.reject(new Error("This network has no credentials.")),
  refresh: () => Promise.reject(new Error("This network has no credentials.")),
  lose: () => Promise.resolve(),
};

async function dispatcher({ canTell, timing, door = refusing }: Options = {}): Promise<Dispatcher> {
  const started = await createDispatcher({ ...reachOf(canTell), door, timing: { ...SHORT, ...timing } });
  running.push(started);
  return started;
}

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** With 0 it is due at once. */
async function scheduled(ctx: Ctx, ms: number, texts?: string[]) {
  const made = await publishable(ctx, texts ? { texts } : {});
  const wanted = { postId: made.postId, channelIds: [made.channelId] };
  const {
    deliveries: [delivery],
  } = ms === 0 ? await publishNow(ctx, wanted) : await schedulePost(ctx, { ...wanted, at: inMs(ms) });
  if (!delivery) throw new Error("nothing was scheduled");
  return { ...made, id: delivery.id };
}

const stateOf = async (ctx: Ctx, deliveryId: string) => (await getDelivery(ctx, { deliveryId })).state;
const settled = (ctx: Ctx, deliveryId: string, state: string) =>
  eventually(`${deliveryId} becomes ${state}`, async () => (await stateOf(ctx, deliveryId)) === state);

/** What the durable function does with an unknown outcome, at once. */
async function reconcileUnknown(ctx: Ctx, canTell = true): Promise<void> {
  for (const row of await deliveryRows(ctx))
    if (row.state === "unknown")
      await reconcileDelivery(
        systemCtx(ctx.workspaceId, "test"),
        { deliveryId: row.id, fence: row.fence },
        reachOf(canTell),
      );
}

const isDone = (state: string) => ["published", "failed", "needs_attention", "cancelled"].includes(state);
const allDone = (ctx: Ctx, canTell = true) =>
  eventually("every delivery comes to an end", async () => {
    await reconcileUnknown(ctx, canTell);
    return (await deliveryRows(ctx)).every(({ state }) => isDone(state));
  });

describe("the instant", () => {
  test("every post goes out once, and none before its time, with two dispatchers at work", async () => {
    const ctx = await testWorkspace();
    const channels = await Promise.all(Array.from({ length: 8 }, () => testChannel(ctx)));
    for (let i = 0; i < 60; i++) {
      const made = await publishable(ctx, { texts: [`Post ${i}`], channelId: channels[i % 8] ?? "" });
      await schedulePost(ctx, {
        postId: made.postId,
        at: inMs(1_200 + Math.random() * 1_500),
        channelIds: [made.channelId],
      });
    }
    await dispatcher();
    await dispatcher();
    await allDone(ctx);
    expect(recorder.accepted).toHaveLength(60);
    expect(new Set(recorder.accepted.map(({ key }) => key)).size).toBe(60);
    expect(recorder.accepted.filter(({ at, dueAt }) => at < dueAt)).toEqual([]);
    expect((await deliveryRows(ctx)).map(({ state }) => state)).toEqual(Array(60).fill("published"));
  });

  test("a post saved while nothing is due wakes the dispatcher", async () => {
    const ctx = await testWorkspace();
    await dispatcher();
    const { id } = await scheduled(ctx, 0);
    await settled(ctx, id, "published");
    const detail = await getDelivery(ctx, { deliveryId: id });
    expect(detail.url).toBe(`${recorder.url}/r1`);
    expect(detail.attempts).toMatchObject([{ part: 0, kind: "publish", outcome: "published" }]);
  });

  test("one channel that hangs delays no other", async () => {
    const ctx = await testWorkspace();
    recorder.fault = ({ text }) => (text.startsWith("hang") ? "timeout_after" : null);
    await dispatcher({ timing: { request: 6_000 } });
    const slow = await scheduled(ctx, 0, ["hang"]);
    const quick = await scheduled(ctx, 0, ["quick"]);
    await settled(ctx, quick.id, "published");
    expect(await stateOf(ctx, slow.id)).toBe("sending");
  });

  test("a channel's posts go one after another", async () => {
    const ctx = await testWorkspace();
    const channelId = await testChannel(ctx);
    recorder.delayMs = 60;
    for (let i = 0; i < 4; i++) {
      const made = await publishable(ctx, { texts: [`${i}`], channelId });
      await schedulePost(ctx, { postId: made.postId, at: inMs(1_000 + i), channelIds: [channelId] });
    }
    await dispatcher();
    await dispatcher();
    await allDone(ctx);
    const times = recorder.accepted.map(({ at }) => at);
    expect(recorder.accepted.map(({ text }) => text)).toEqual(["0", "1", "2", "3"]);
    expect(times.slice(1).every((at, i) => at - (times[i] ?? 0) >= 55)).toBe(true);
  });
});

describe("what goes wrong", () => {
  test.each<Fault>(["timeout_after", "reset_after", "error_after", "truncated_after", "reset_before"])(
    "%s: the network is asked before anything is sent again",
    async (fault) => {
      const ctx = await testWorkspace();
      recorder.fault = ({ nth }) => (nth === 1 ? fault : null);
      await dispatcher();
      const { id } = await scheduled(ctx, 0);
      await settled(ctx, id, "unknown");
      await allDone(ctx);
      expect(await stateOf(ctx, id)).toBe("published");
      expect(recorder.accepted).toHaveLength(1);
      expect(recorder.lookUps).toBe(1);
    },
  );

  test("a network that cannot tell leaves the decision to a person, who may send it again", async () => {
    const ctx = await testWorkspace();
    recorder.fault = ({ nth }) => (nth === 1 ? "reset_before" : null);
    await dispatcher({ canTell: false });
    const { id } = await scheduled(ctx, 0);
    await allDone(ctx, false);
    expect(await stateOf(ctx, id)).toBe("needs_attention");
    expect(recorder.writes).toBe(1);
    await resolveDelivery(ctx, { deliveryId: id, answer: "send_again" });
    await settled(ctx, id, "published");
    expect(recorder.accepted).toHaveLength(1);
  });

  test("an unknown outcome that nobody clears up asks a person in time", async () => {
    const ctx = await testWorkspace();
    recorder.fault = () => "error_after";
    await dispatcher({ timing: { patience: 300 } });
    const { id } = await scheduled(ctx, 0);
    await settled(ctx, id, "needs_attention");
    expect((await resolveDelivery(ctx, { deliveryId: id, answer: "it_is_live" })).state).toBe("published");
    expect(recorder.writes).toBe(1);
  });

  test("a rate limit and an outage are waited for, a refusal is final", async () => {
    const ctx = await testWorkspace();
    recorder.fault = ({ text, nth }) => (text === "no" ? "rejected" : nth === 1 ? (text as Fault) : null);
    await dispatcher();
    const limited = await scheduled(ctx, 0, ["rate_limited"]);
    const down = await scheduled(ctx, 0, ["unavailable"]);
    const refused = await scheduled(ctx, 0, ["no"]);
    await allDone(ctx);
    expect(await stateOf(ctx, limited.id)).toBe("published");
    expect((await getDelivery(ctx, { deliveryId: down.id })).attempts.map(({ outcome }) => outcome)).toEqual([
      "unavailable",
      "published",
    ]);
    const failed = await getDelivery(ctx, { deliveryId: refused.id });
    expect(failed).toMatchObject({
      state: "failed",
      failure: { code: "spam", message: "The network does not want this." },
    });
    expect(recorder.accepted.map(({ text }) => text).sort()).toEqual(["rate_limited", "unavailable"]);
  });

  test("a sign-in that ran out is renewed once", async () => {
    const ctx = await testWorkspace();
    recorder.fault = ({ text, nth }) => (text === "dead" || nth === 1 ? "expired" : null);
    let refreshes = 0;
    const lost: string[] = [];
    const network = { ...recorderNetwork(recorder.url), connect: () => Promise.reject(new Error("unused")) };
    const door: ChannelDoor = {
      open: (c, channelId) =>
        Promise.resolve({ channelId, workspaceId: c.workspaceId, remoteId: "r", credentials: {}, version: 1 }),
      refresh: () => Promise.resolve(refreshes++),
      lose: (_ctx, channelId) => Promise.resolve(void lost.push(channelId)),
    };
    running.push(await createDispatcher({ networks: new Map([["x", network]]), door, timing: SHORT }));
    const renewed = await scheduled(ctx, 0, ["fine"]);
    const dead = await scheduled(ctx, 0, ["dead"]);
    await settled(ctx, renewed.id, "published");
    await settled(ctx, dead.id, "needs_attention");
    expect(refreshes).toBe(2);
    expect(lost).toEqual([dead.channelId]);
  });
});

describe("threads", () => {
  test.each([0, 1, 2, 3])("a thread that fails at part %i resumes there, under the right parent", async (k) => {
    const ctx = await testWorkspace();
    const texts = ["p0", "p1", "p2", "p3"];
    const faults: Fault[] = ["reset_before", "unavailable", "timeout_after", "error_after"];
    recorder.fault = ({ text, nth }) => (text === `p${k}` && nth === 1 ? (faults[k] ?? null) : null);
    await dispatcher();
    const { id } = await scheduled(ctx, 0, texts);
    await allDone(ctx);
    expect(await stateOf(ctx, id)).toBe("published");
    expect(recorder.accepted.map(({ text }) => text)).toEqual(texts);
    expect(recorder.accepted.map(({ parent }) => parent)).toEqual([null, "r1", "r2", "r3"]);
  });

  test("an edit after part 1 is out leaves the thread as it was", async () => {
    const ctx = await testWorkspace();
    recorder.fault = ({ text, nth }) => (text === "p1" && nth === 1 ? "unavailable" : null);
    await dispatcher();
    const thread = await scheduled(ctx, 0, ["p0", "p1"]);
    await eventually("part 1 is refused", () => recorder.writes === 2);
    const versionId = await insertVersion(ctx, { renditionId: thread.renditionId, version: 2, texts: ["n0", "n1"] });
    expect(await ctx.tx((tx) => repinDeliveries(tx, thread.renditionId, versionId))).toEqual([]);
    await allDone(ctx);
    expect(recorder.accepted.map(({ text }) => text)).toEqual(["p0", "p1"]);
  });
});

describe("changes up to the cut-off", () => {
  test("a cancel that was acknowledged is never sent, one that came too late is told so", async () => {
    const ctx = await testWorkspace();
    await dispatcher();
    const count = 40;
    const rows: { id: string }[] = [];
    for (let i = 0; i < count; i++) rows.push(await scheduled(ctx, 3_600_000, [`c${i}`]));
    const start = Date.now() + 2_000;
    const dues = rows.map((_, i) => new Date(start + i * 10).toISOString());
    await ctx.tx((tx) =>
      tx.execute(sql`update deliveries d set due_at = u.due::timestamptz, send_at = u.due::timestamptz
        from unnest(${sql.param(rows.map(({ id }) => id))}::uuid[], ${sql.param(dues)}::text[]) u(id, due) where d.id = u.id`),
    );
    await pool()`select pg_notify('due', '')`;
    const acknowledged = new Set<string>();
    const refusals = new Set<string>();
    await Promise.all(
      rows.map(async ({ id }, i) => {
        // One in five at once, the others from 50 ms before the instant to 30 ms after it.
        const cancelAt = i % 5 === 0 ? 0 : start + i * 10 - 50 + (i % 16) * 5;
        await new Promise((resolve) => setTimeout(resolve, cancelAt - Date.now()));
        await cancelDelivery(ctx, { deliveryId: id }).then(
          () => acknowledged.add(`c${i}`),
          (error: Error) => refusals.add(error.message),
        );
      }),
    );
    await allDone(ctx);
    const sent = recorder.accepted.map(({ text }) => text);
    expect(sent.filter((text) => acknowledged.has(text))).toEqual([]);
    expect(sent.length + acknowledged.size).toBe(count);
    expect(acknowledged.size).toBeGreaterThanOrEqual(count / 5);
    expect([...refusals].every((told) => /^(Too late: it is going out|It is already out)\.$/.test(told))).toBe(true);
  });

  test("an edit saved before the cut-off is what goes out, and so is a new time", async () => {
    const ctx = await testWorkspace();
    await dispatcher();
    const edited = await scheduled(ctx, 3_000, ["old"]);
    const moved = await scheduled(ctx, 3_000, ["moved"]);
    await settled(ctx, edited.id, "claimed");
    const versionId = await insertVersion(ctx, {
      renditionId: edited.renditionId,
      version: 2,
      texts: ["new", "and more"],
    });
    expect(await ctx.tx((tx) => repinDeliveries(tx, edited.renditionId, versionId))).toEqual([edited.id]);
    const later = await rescheduleDelivery(ctx, { deliveryId: moved.id, at: inMs(4_500) });
    await allDone(ctx);
    expect(recorder.accepted.map(({ text }) => text)).toEqual(["new", "and more", "moved"]);
    const last = recorder.accepted.at(-1);
    expect(last?.at).toBeGreaterThanOrEqual(later.delivery.dueAt.getTime());
  });

  test("an edit that breaks a rule of the network is not sent", async () => {
    const ctx = await testWorkspace();
    await dispatcher();
    const { id, renditionId } = await scheduled(ctx, 3_000, ["fine"]);
    const versionId = await insertVersion(ctx, { renditionId, version: 2, texts: ["long ".repeat(100)] });
    await ctx.tx((tx) => repinDeliveries(tx, renditionId, versionId));
    await settled(ctx, id, "needs_attention");
    expect(recorder.writes).toBe(0);
  });
});

describe("lateness", () => {
  const overdueBy = async (ctx: Ctx, minutes: number) => {
    const made = await scheduled(ctx, 60_000);
    const then = new Date(Date.now() - minutes * 60_000);
    await ctx.tx((tx) => tx.update(deliveries).set({ dueAt: then, sendAt: then }));
    return made;
  };

  test("what is a little late is looked up and then sent", async () => {
    const ctx = await testWorkspace();
    const { id } = await overdueBy(ctx, 5);
    await dispatcher();
    await settled(ctx, id, "published");
    expect(recorder.lookUps).toBe(1);
    expect(recorder.accepted).toHaveLength(1);
  });

  test("what a fault of our own kept from being sent asks a person once it is overdue", async () => {
    const ctx = await testWorkspace();
    const { id } = await overdueBy(ctx, 2);
    const network = { ...recorderNetwork(recorder.url), connect: () => Promise.reject(new Error("unused")) };
    const networks = new Map([["x" as const, network]]);
    running.push(await createDispatcher({ networks, door: refusing, timing: SHORT }));
    await settled(ctx, id, "needs_attention");
    expect((await getDelivery(ctx, { deliveryId: id })).failure).toMatchObject({ code: "internal" });
    expect(recorder.writes).toBe(0);
  });

  test("what is later than the workspace allows asks a person, who may still send it", async () => {
    const ctx = await testWorkspace();
    await ctx.tx((tx) => tx.update(workspaces).set({ latenessMinutes: 3 }));
    const { id } = await overdueBy(ctx, 5);
    await dispatcher();
    await settled(ctx, id, "needs_attention");
    expect(recorder.writes).toBe(0);
    await resolveDelivery(ctx, { deliveryId: id, answer: "send_again" });
    await settled(ctx, id, "published");
  });

  test("an older database put back does not post again what is there", async () => {
    const ctx = await testWorkspace();
    const texts = ["p0", "p1", "p2"];
    const thread = await scheduled(ctx, 0, texts);
    const first = await dispatcher();
    await settled(ctx, thread.id, "published");
    await first.stop();
    running = [];
    const then = new Date(Date.now() - 5 * 60_000);
    await ctx.tx((tx) =>
      tx.update(deliveries).set({ state: "scheduled", dueAt: then, sendAt: then, publishedAt: null }),
    );
    await ctx.tx((tx) => tx.execute("update delivery_parts set state = 'pending', remote_id = null, receipt = null"));
    await dispatcher();
    await settled(ctx, thread.id, "published");
    expect(recorder.accepted.map(({ text }) => text)).toEqual(texts);
  });
});

describe("peers", () => {
  test("a stop puts claims back at once and another takes them", async () => {
    const ctx = await testWorkspace();
    const first = await dispatcher();
    const { id } = await scheduled(ctx, 1_900);
    await settled(ctx, id, "claimed");
    const second = await dispatcher();
    await first.stop();
    running = [second];
    await settled(ctx, id, "published");
    expect(recorder.accepted).toHaveLength(1);
    expect(recorder.accepted.every(({ at, dueAt }) => at >= dueAt)).toBe(true);
  });
});
