import { describe, expect, test } from "vitest";
import { deliveries } from "@/db/schema/deliveries";
import { workspaces } from "@/db/schema/workspaces";
import type { Ctx } from "@/server/context";
import { cancelDelivery } from "@/server/publishing/cancel-delivery";
import { getDelivery } from "@/server/publishing/queries";
import { repinDeliveries } from "@/server/publishing/repin-deliveries";
import { rescheduleDelivery } from "@/server/publishing/reschedule-delivery";
import { resolveDelivery } from "@/server/publishing/resolve-delivery";
import { schedulePost } from "@/server/publishing/schedule-post";
import { testDatabase } from "@/server/testing/database";
import { dispatchBed, inMs, moveTo, scheduled, settled, stateOf } from "@/server/testing/dispatch-bed";
import { type Fault, recorderNetwork } from "@/server/testing/networks/recorder";
import { deliveryRows, eventually, insertVersion, publishable, testChannel } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import type { ChannelDoor } from "./channel-door";

const bed = dispatchBed(testDatabase());

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
    await bed.dispatcher();
    await bed.dispatcher();
    await bed.allDone(ctx);
    expect(bed.recorder.accepted).toHaveLength(60);
    expect(new Set(bed.recorder.accepted.map(({ key }) => key)).size).toBe(60);
    expect(bed.recorder.accepted.filter(({ at, dueAt }) => at < dueAt)).toEqual([]);
    expect((await deliveryRows(ctx)).map(({ state }) => state)).toEqual(Array(60).fill("published"));
  });

  test("a post saved while nothing is due wakes the dispatcher", async () => {
    const ctx = await testWorkspace();
    await bed.dispatcher();
    const { id } = await scheduled(ctx, 0);
    await settled(ctx, id, "published");
    const detail = await getDelivery(ctx, { deliveryId: id });
    expect(detail.url).toBe(`${bed.recorder.url}/r1`);
    expect(detail.attempts).toMatchObject([{ part: 0, kind: "publish", outcome: "published" }]);
  });

  test("one channel that hangs delays no other", async () => {
    const ctx = await testWorkspace();
    bed.recorder.fault = ({ text }) => (text.startsWith("hang") ? "timeout_after" : null);
    await bed.dispatcher({ timing: { request: 6_000 } });
    const slow = await scheduled(ctx, 0, { texts: ["hang"] });
    const quick = await scheduled(ctx, 0, { texts: ["quick"] });
    await settled(ctx, quick.id, "published");
    expect(await stateOf(ctx, slow.id)).toBe("sending");
  });

  test("a channel's posts go one after another", async () => {
    const ctx = await testWorkspace();
    const channelId = await testChannel(ctx);
    bed.recorder.delayMs = 60;
    for (let i = 0; i < 4; i++) {
      const made = await publishable(ctx, { texts: [`${i}`], channelId });
      await schedulePost(ctx, { postId: made.postId, at: inMs(1_000 + i), channelIds: [channelId] });
    }
    await bed.dispatcher();
    await bed.dispatcher();
    await bed.allDone(ctx);
    const times = bed.recorder.accepted.map(({ at }) => at);
    expect(bed.recorder.accepted.map(({ text }) => text)).toEqual(["0", "1", "2", "3"]);
    expect(times.slice(1).every((at, i) => at - (times[i] ?? 0) >= 55)).toBe(true);
  });
});

describe("what goes wrong", () => {
  test.each<Fault>(["timeout_after", "reset_after", "error_after", "truncated_after", "reset_before"])(
    "%s: the network is asked before anything is sent again",
    async (fault) => {
      const ctx = await testWorkspace();
      bed.recorder.fault = ({ nth }) => (nth === 1 ? fault : null);
      await bed.dispatcher();
      const { id } = await scheduled(ctx, 0);
      await settled(ctx, id, "unknown");
      await bed.allDone(ctx);
      expect(await stateOf(ctx, id)).toBe("published");
      expect(bed.recorder.accepted).toHaveLength(1);
      expect(bed.recorder.lookUps).toBeGreaterThan(0);
    },
  );

  test("a network that cannot tell leaves the decision to a person, who may send it again", async () => {
    const ctx = await testWorkspace();
    bed.recorder.fault = ({ nth }) => (nth === 1 ? "reset_before" : null);
    await bed.dispatcher({ canTell: false });
    const { id } = await scheduled(ctx, 0);
    await bed.allDone(ctx, { canTell: false });
    expect(await stateOf(ctx, id)).toBe("needs_attention");
    expect(bed.recorder.writes).toBe(1);
    await resolveDelivery(ctx, { deliveryId: id, answer: "send_again" });
    await settled(ctx, id, "published");
    expect(bed.recorder.accepted).toHaveLength(1);
  });

  test("an unknown outcome that nobody clears up asks a person in time", async () => {
    const ctx = await testWorkspace();
    bed.recorder.fault = () => "error_after";
    bed.recorder.lookUpsHang = true;
    await bed.dispatcher({ timing: { patience: 300 } });
    const { id } = await scheduled(ctx, 0);
    await settled(ctx, id, "needs_attention");
    expect((await resolveDelivery(ctx, { deliveryId: id, answer: "it_is_live" })).state).toBe("published");
    expect(bed.recorder.writes).toBe(1);
  });

  test("a rate limit and an outage are waited for, a refusal is final", async () => {
    const ctx = await testWorkspace();
    bed.recorder.fault = ({ text, nth }) => (text === "no" ? "rejected" : nth === 1 ? (text as Fault) : null);
    await bed.dispatcher();
    const limited = await scheduled(ctx, 0, { texts: ["rate_limited"] });
    const down = await scheduled(ctx, 0, { texts: ["unavailable"] });
    const refused = await scheduled(ctx, 0, { texts: ["no"] });
    await bed.allDone(ctx);
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
    expect(bed.recorder.accepted.map(({ text }) => text).sort()).toEqual(["rate_limited", "unavailable"]);
  });

  describe("a sign-in that ran out", () => {
    const signIns = () => {
      const seen = { refreshes: 0, lost: [] as string[] };
      const door: ChannelDoor = {
        open: (c, channelId) =>
          Promise.resolve({ channelId, workspaceId: c.workspaceId, remoteId: "r", credentials: {}, version: 1 }),
        refresh: () => Promise.resolve(seen.refreshes++),
        lose: (_ctx, channelId) => Promise.resolve(void seen.lost.push(channelId)),
      };
      const network = { ...recorderNetwork(bed.recorder.url), connect: () => Promise.reject(new Error("unused")) };
      return { seen, options: { networks: [network], door } };
    };

    test("is renewed once", async () => {
      const ctx = await testWorkspace();
      bed.recorder.fault = ({ text, nth }) => (text === "dead" || nth === 1 ? "expired" : null);
      const { seen, options } = signIns();
      await bed.dispatcher(options);
      const renewed = await scheduled(ctx, 0, { texts: ["fine"] });
      const dead = await scheduled(ctx, 0, { texts: ["dead"] });
      await settled(ctx, renewed.id, "published");
      await settled(ctx, dead.id, "needs_attention");
      expect(seen).toEqual({ refreshes: 2, lost: [dead.channelId] });
    });

    test("is renewed at each part of a thread when it was good for the part before", async () => {
      const ctx = await testWorkspace();
      bed.recorder.fault = ({ nth }) => (nth === 1 ? "expired" : null);
      const { seen, options } = signIns();
      await bed.dispatcher(options);
      const { id } = await scheduled(ctx, 0, { texts: ["p0", "p1", "p2"] });
      await settled(ctx, id, "published");
      expect(seen).toEqual({ refreshes: 3, lost: [] });
    });
  });
});

describe("threads", () => {
  test.each([0, 1, 2, 3])("a thread that fails at part %i resumes there, under the right parent", async (k) => {
    const ctx = await testWorkspace();
    const texts = ["p0", "p1", "p2", "p3"];
    const faults: Fault[] = ["reset_before", "unavailable", "timeout_after", "error_after"];
    bed.recorder.fault = ({ text, nth }) => (text === `p${k}` && nth === 1 ? (faults[k] ?? null) : null);
    await bed.dispatcher();
    const { id } = await scheduled(ctx, 0, { texts });
    await bed.allDone(ctx);
    expect(await stateOf(ctx, id)).toBe("published");
    expect(bed.recorder.accepted.map(({ text }) => text)).toEqual(texts);
    expect(bed.recorder.accepted.map(({ parent }) => parent)).toEqual([null, "r1", "r2", "r3"]);
  });

  test("an edit after part 1 is out leaves the thread as it was", async () => {
    const ctx = await testWorkspace();
    bed.recorder.fault = ({ text, nth }) => (text === "p1" && nth === 1 ? "unavailable" : null);
    await bed.dispatcher();
    const thread = await scheduled(ctx, 0, { texts: ["p0", "p1"] });
    await eventually("part 1 is refused", () => bed.recorder.writes === 2);
    const versionId = await insertVersion(ctx, { renditionId: thread.renditionId, version: 2, texts: ["n0", "n1"] });
    expect(await ctx.tx((tx) => repinDeliveries(tx, thread.renditionId, versionId))).toEqual([]);
    await bed.allDone(ctx);
    expect(bed.recorder.accepted.map(({ text }) => text)).toEqual(["p0", "p1"]);
  });
});

describe("changes up to the cut-off", () => {
  test("a cancel that was acknowledged is never sent, one that came too late is told so", async () => {
    const ctx = await testWorkspace();
    await bed.dispatcher();
    const count = 40;
    const rows: { id: string }[] = [];
    for (let i = 0; i < count; i++) rows.push(await scheduled(ctx, 3_600_000, { texts: [`c${i}`] }));
    const start = Date.now() + 2_000;
    await moveTo(ctx, new Map(rows.map(({ id }, i) => [id, start + i * 10])));
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
    await bed.allDone(ctx);
    const sent = bed.recorder.accepted.map(({ text }) => text);
    expect(sent.filter((text) => acknowledged.has(text))).toEqual([]);
    expect(sent.length + acknowledged.size).toBe(count);
    expect(acknowledged.size).toBeGreaterThanOrEqual(count / 5);
    expect([...refusals].every((told) => /^(Too late: it is going out|It is already out)\.$/.test(told))).toBe(true);
  });

  test("an edit saved before the cut-off is what goes out, and so is a new time", async () => {
    const ctx = await testWorkspace();
    await bed.dispatcher();
    const edited = await scheduled(ctx, 3_000, { texts: ["old"] });
    const moved = await scheduled(ctx, 3_000, { texts: ["moved"] });
    await settled(ctx, edited.id, "claimed");
    const versionId = await insertVersion(ctx, {
      renditionId: edited.renditionId,
      version: 2,
      texts: ["new", "and more"],
    });
    expect(await ctx.tx((tx) => repinDeliveries(tx, edited.renditionId, versionId))).toEqual([edited.id]);
    const later = await rescheduleDelivery(ctx, { deliveryId: moved.id, at: inMs(4_500) });
    await bed.allDone(ctx);
    expect(bed.recorder.accepted.map(({ text }) => text)).toEqual(["new", "and more", "moved"]);
    const last = bed.recorder.accepted.at(-1);
    expect(last?.at).toBeGreaterThanOrEqual(later.delivery.dueAt.getTime());
  });

  test("an edit that breaks a rule of the network is not sent", async () => {
    const ctx = await testWorkspace();
    await bed.dispatcher();
    const { id, renditionId } = await scheduled(ctx, 3_000, { texts: ["fine"] });
    const versionId = await insertVersion(ctx, { renditionId, version: 2, texts: ["long ".repeat(100)] });
    await ctx.tx((tx) => repinDeliveries(tx, renditionId, versionId));
    await settled(ctx, id, "needs_attention");
    expect(bed.recorder.writes).toBe(0);
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
    await bed.dispatcher();
    await settled(ctx, id, "published");
    expect(bed.recorder.lookUps).toBe(1);
    expect(bed.recorder.accepted).toHaveLength(1);
  });

  test("what a fault of our own kept from being sent asks a person once it is overdue", async () => {
    const ctx = await testWorkspace();
    const { id } = await overdueBy(ctx, 2);
    const network = { ...recorderNetwork(bed.recorder.url), connect: () => Promise.reject(new Error("unused")) };
    await bed.dispatcher({ networks: [network] });
    await settled(ctx, id, "needs_attention");
    expect((await getDelivery(ctx, { deliveryId: id })).failure).toMatchObject({ code: "internal" });
    expect(bed.recorder.writes).toBe(0);
  });

  test("what is later than the workspace allows asks a person, who may still send it", async () => {
    const ctx = await testWorkspace();
    await ctx.tx((tx) => tx.update(workspaces).set({ latenessMinutes: 3 }));
    const { id } = await overdueBy(ctx, 5);
    await bed.dispatcher();
    await settled(ctx, id, "needs_attention");
    expect(bed.recorder.writes).toBe(0);
    await resolveDelivery(ctx, { deliveryId: id, answer: "send_again" });
    await settled(ctx, id, "published");
  });

  test("an older database put back does not post again what is there", async () => {
    const ctx = await testWorkspace();
    const texts = ["p0", "p1", "p2"];
    const thread = await scheduled(ctx, 0, { texts });
    const first = await bed.dispatcher();
    await settled(ctx, thread.id, "published");
    await first.stop();
    const then = new Date(Date.now() - 5 * 60_000);
    await ctx.tx((tx) =>
      tx.update(deliveries).set({ state: "scheduled", dueAt: then, sendAt: then, publishedAt: null }),
    );
    await ctx.tx((tx) => tx.execute("update delivery_parts set state = 'pending', remote_id = null, receipt = null"));
    await bed.dispatcher();
    await settled(ctx, thread.id, "published");
    expect(bed.recorder.accepted.map(({ text }) => text)).toEqual(texts);
  });
});

describe("peers", () => {
  test("a stop puts claims back at once and another takes them", async () => {
    const ctx = await testWorkspace();
    const first = await bed.dispatcher();
    const { id } = await scheduled(ctx, 1_900);
    await settled(ctx, id, "claimed");
    await bed.dispatcher();
    await first.stop();
    await settled(ctx, id, "published");
    expect(bed.recorder.accepted).toHaveLength(1);
    expect(bed.recorder.accepted.every(({ at, dueAt }) => at >= dueAt)).toBe(true);
  });
});
