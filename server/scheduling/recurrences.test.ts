import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { deliveries } from "@/db/schema/deliveries";
import { renditions } from "@/db/schema/posts";
import { recurrenceDeliveries, recurrences } from "@/db/schema/scheduling";
import { type Ctx, systemCtx } from "@/server/context";
import { trashPost } from "@/server/posts/trash-post";
import { cancelDelivery } from "@/server/publishing/cancel-delivery";
import { repinDeliveries } from "@/server/publishing/repin-deliveries";
import { wallDate } from "@/server/publishing/wall-time";
import { takeEvents } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { deliveryRows, insertVersion, publishable } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { addBlackout } from "./blackouts";
import {
  changeFollowing,
  changeOccurrence,
  endRecurrence,
  pauseRecurrence,
  resumeRecurrence,
  skipOccurrence,
} from "./change-recurrence";
import { createRecurrence } from "./create-recurrence";
import { planRecurrence, recurrencesToPlan } from "./plan-recurrence";
import { getRecurrence, listRecurrences, previewRecurrence } from "./recurrences";

testDatabase();

const DAY = 86_400_000;
const dayFromNow = (n: number) => wallDate(new Date(Date.now() + n * DAY), "UTC");
const startsAt = () => `${dayFromNow(1)}T09:00`;

/** Posts whose texts differ, on one channel. */
async function rotation(ctx: Ctx, texts: string[], network: "x" | "hub" = "x") {
  const first = await publishable(ctx, { network, texts: [texts[0] ?? ""] });
  const postIds = [first.postId];
  for (const text of texts.slice(1))
    postIds.push((await publishable(ctx, { network, texts: [text], channelId: first.channelId })).postId);
  return { postIds, channelIds: [first.channelId] };
}
const start = (ctx: Ctx, of: { postIds: string[]; channelIds: string[] }, rule: string) =>
  createRecurrence(ctx, { title: "Tips", ...of, rule, startsAt: startsAt(), timeZone: "UTC" });
const plan = (ctx: Ctx, recurrenceId: string) => planRecurrence(systemCtx(ctx.workspaceId, "plan"), { recurrenceId });
const open = async (ctx: Ctx) =>
  (await deliveryRows(ctx))
    .filter(({ state }) => state === "scheduled")
    .toSorted((a, b) => Number(a.dueAt) - Number(b.dueAt));

describe("planning", () => {
  test("makes one delivery per turn and channel, however often and by however many it is run", async () => {
    const ctx = await testWorkspace();
    const of = await rotation(ctx, ["Same every day."], "hub");
    const { id } = await start(ctx, of, "FREQ=DAILY;COUNT=5");
    expect(await takeEvents(ctx, "scheduling/recurrence.changed")).toEqual([
      { workspaceId: ctx.workspaceId, recurrenceId: id },
    ]);
    await Promise.all([plan(ctx, id), plan(ctx, id), plan(ctx, id)]);
    expect(await plan(ctx, id)).toEqual({ planned: 0, more: false });
    const rows = await open(ctx);
    expect(rows.map(({ wallTime }) => wallTime)).toEqual([1, 2, 3, 4, 5].map((n) => `${dayFromNow(n)}T09:00:00`));
    const detail = await getRecurrence(ctx, { recurrenceId: id });
    expect(detail).toMatchObject({ state: "active", problem: null, plannedUntil: expect.any(Date) });
    expect(detail.next.map(({ deliveries: made }) => made.length)).toEqual([1, 1, 1, 1, 1]);
    expect((await listRecurrences(ctx, { limit: 5 })).items).toMatchObject([{ id, ...of }]);
  });

  test("one that died in the middle is finished by the next run", async () => {
    const ctx = await testWorkspace();
    const { id } = await start(ctx, await rotation(ctx, ["Hello."], "hub"), "FREQ=DAILY;COUNT=4");
    await plan(ctx, id);
    const [gone] = await open(ctx);
    // As if that turn's transaction had never been.
    await ctx.tx(async (tx) => {
      await tx.delete(recurrenceDeliveries).where(eq(recurrenceDeliveries.deliveryId, gone?.id ?? ""));
      await tx.delete(deliveries).where(eq(deliveries.id, gone?.id ?? ""));
    });
    expect(await plan(ctx, id)).toEqual({ planned: 1, more: false });
    expect(await open(ctx)).toHaveLength(4);
  });

  test("looks 30 days ahead, and the next sweep finds what is to be planned further", async () => {
    const ctx = await testWorkspace();
    const { id } = await start(ctx, await rotation(ctx, ["Hello."], "hub"), "FREQ=DAILY");
    const mine = async () =>
      (await recurrencesToPlan({ after: null, most: 100 })).filter(({ recurrenceId }) => recurrenceId === id);
    expect(await mine()).toEqual([{ recurrenceId: id, workspaceId: ctx.workspaceId }]);
    await plan(ctx, id);
    const rows = await open(ctx);
    expect([29, 30]).toContain(rows.length);
    expect(await mine()).toEqual([]);
    await ctx.tx((tx) => tx.update(recurrences).set({ plannedUntil: new Date(Date.now() + 28 * DAY) }));
    expect(await mine()).toHaveLength(1);
  });

  test("goes around blackouts and skipped turns", async () => {
    const ctx = await testWorkspace();
    const { id } = await start(ctx, await rotation(ctx, ["Hello."], "hub"), "FREQ=DAILY;COUNT=4");
    await addBlackout(ctx, {
      from: dayFromNow(2),
      to: dayFromNow(2),
      channelId: null,
      reason: "Feast",
      planned: "stays",
    });
    await skipOccurrence(ctx, { recurrenceId: id, occurrence: `${dayFromNow(3)}T09:00` });
    await plan(ctx, id);
    expect((await open(ctx)).map(({ wallTime }) => wallTime.slice(0, 10))).toEqual([dayFromNow(1), dayFromNow(4)]);
    const { next } = await getRecurrence(ctx, { recurrenceId: id });
    expect(next.map(({ blackout, skipped }) => [blackout !== null, skipped])).toEqual([
      [false, false],
      [true, false],
      [false, true],
      [false, false],
    ]);
  });
});

test("a recurrence whose turns are all over has ended", async () => {
  const ctx = await testWorkspace();
  const { id } = await start(ctx, await rotation(ctx, ["Hello."], "hub"), "FREQ=DAILY;COUNT=2");
  await ctx.tx((tx) => tx.update(recurrences).set({ startsAt: `${dayFromNow(-9)}T09:00:00` }));
  expect(await plan(ctx, id)).toEqual({ planned: 0, more: false });
  expect((await getRecurrence(ctx, { recurrenceId: id })).state).toBe("ended");
});

describe("variation", () => {
  test("a network that takes no repeats needs two texts that differ; the Hub takes one", async () => {
    const ctx = await testWorkspace();
    const same = await rotation(ctx, ["Buy now.", "Buy now."]);
    await expect(start(ctx, same, "FREQ=WEEKLY")).rejects.toThrow(/X takes no text twice within 7 days/);
    const preview = await previewRecurrence(ctx, { ...same, rule: "FREQ=WEEKLY", startsAt: startsAt() });
    expect(preview.problems).toEqual([expect.stringMatching(/give two posts/)]);
    expect(preview.next).toHaveLength(10);
    await expect(start(ctx, await rotation(ctx, ["Buy now."], "hub"), "FREQ=DAILY")).resolves.toBeDefined();
  });

  test("no text is sent twice within a week, also when it went there by itself; the rest is told and tried again", async () => {
    const ctx = await testWorkspace();
    const of = await rotation(ctx, ["One.", "Two.", "Three."]);
    const { id } = await start(ctx, of, "FREQ=DAILY;COUNT=12");
    await plan(ctx, id);
    const rows = await open(ctx);
    const sent = new Map<string, number[]>();
    for (const { versionId, dueAt } of rows) sent.set(versionId, [...(sent.get(versionId) ?? []), dueAt.getTime()]);
    for (const times of sent.values())
      for (const [i, at] of times.entries())
        if (i > 0) expect(at - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(7 * DAY);
    expect(rows.length).toBeGreaterThanOrEqual(6);
    const { problem, plannedUntil } = await getRecurrence(ctx, { recurrenceId: id });
    expect(problem).toMatch(/every text would be a repeat/);
    expect(plannedUntil).toBeNull();
  });

  test("an edit that makes two texts the same has the later turn planned with another", async () => {
    const ctx = await testWorkspace();
    const of = await rotation(ctx, ["One.", "Two.", "Three."]);
    const { id } = await start(ctx, of, "FREQ=DAILY;COUNT=2");
    await plan(ctx, id);
    await takeEvents(ctx, "scheduling/recurrence.changed");
    const [first, second] = await open(ctx);
    const renditionId = second?.renditionId ?? "";
    const versionId = await insertVersion(ctx, { renditionId, version: 2, texts: ["One."] });
    await ctx.tx(async (tx) => {
      await tx.update(renditions).set({ version: 2 }).where(eq(renditions.id, renditionId));
      await repinDeliveries(tx, renditionId, versionId);
    });
    expect(await takeEvents(ctx, "scheduling/recurrence.changed")).toMatchObject([{ recurrenceId: id }]);
    expect(await plan(ctx, id)).toEqual({ planned: 1, more: false });
    const after = await open(ctx);
    expect(after.map(({ postId }) => postId)).toEqual([of.postIds[0], of.postIds[2]]);
    expect(after[0]?.id).toBe(first?.id);
    expect(await plan(ctx, id)).toEqual({ planned: 0, more: false });
  });

  test("a post in the trash takes no turns", async () => {
    const ctx = await testWorkspace();
    const of = await rotation(ctx, ["One.", "Two."], "hub");
    const { id } = await start(ctx, of, "FREQ=DAILY;COUNT=2");
    await trashPost(ctx, { postId: of.postIds[0] ?? "" });
    await plan(ctx, id);
    expect(new Set((await open(ctx)).map(({ postId }) => postId))).toEqual(new Set([of.postIds[1]]));
    await trashPost(ctx, { postId: of.postIds[1] ?? "" });
    await pauseRecurrence(ctx, { recurrenceId: id, keepPlanned: false });
    await skipOccurrence(ctx, { recurrenceId: id, occurrence: startsAt() });
    await resumeRecurrence(ctx, { recurrenceId: id });
    await ctx.tx((tx) => tx.delete(recurrenceDeliveries));
    expect(await plan(ctx, id)).toEqual({ planned: 0, more: false });
    expect((await getRecurrence(ctx, { recurrenceId: id })).problem).toBe("All of its posts are in the trash.");
  });
});

describe("changing", () => {
  test("this one: another time or another post, and no other turn", async () => {
    const ctx = await testWorkspace();
    const of = await rotation(ctx, ["One.", "Two.", "Three."], "hub");
    const { id } = await start(ctx, of, "FREQ=DAILY;COUNT=3");
    const one = { recurrenceId: id, occurrence: `${dayFromNow(2)}T09:00` };
    await expect(changeOccurrence(ctx, { ...one, at: `${dayFromNow(2)}T11:15` })).rejects.toMatchObject({
      code: "PRECONDITION_FAILED",
    });
    await plan(ctx, id);
    const before = await open(ctx);
    await changeOccurrence(ctx, { ...one, at: `${dayFromNow(2)}T11:15` });
    await changeOccurrence(ctx, { ...one, postId: of.postIds[2] ?? "" });
    await plan(ctx, id);
    const after = await open(ctx);
    expect(after.map(({ wallTime }) => wallTime.slice(11, 16))).toEqual(["09:00", "11:15", "09:00"]);
    expect([after[0]?.id, after[2]?.id]).toEqual([before[0]?.id, before[2]?.id]);
    expect(after[1]?.postId).toBe(of.postIds[2]);
    await cancelDelivery(ctx, { deliveryId: after[1]?.id ?? "" });
    expect(await plan(ctx, id)).toEqual({ planned: 0, more: false });
    await expect(skipOccurrence(ctx, { ...one, occurrence: `${dayFromNow(2)}T10:00` })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("all following: the old one ends there, the new one goes on with the turns as they were", async () => {
    const ctx = await testWorkspace();
    const of = await rotation(ctx, ["One.", "Two."], "hub");
    const { id } = await start(ctx, of, "FREQ=DAILY;COUNT=6");
    await plan(ctx, id);
    const made = await changeFollowing(ctx, {
      recurrenceId: id,
      occurrence: `${dayFromNow(4)}T09:00`,
      startsAt: `${dayFromNow(4)}T18:00`,
    });
    expect(made).toMatchObject({ rule: "FREQ=DAILY;COUNT=3", postIds: [...of.postIds].reverse() });
    await plan(ctx, id);
    await plan(ctx, made.id);
    expect((await open(ctx)).map(({ wallTime }) => wallTime.slice(0, 16))).toEqual([
      ...[1, 2, 3].map((n) => `${dayFromNow(n)}T09:00`),
      ...[4, 5, 6].map((n) => `${dayFromNow(n)}T18:00`),
    ]);
    const all = await changeFollowing(ctx, { recurrenceId: made.id, occurrence: made.startsAt, title: "Evenings" });
    expect(all).toMatchObject({ title: "Evenings", rule: made.rule });
    expect(await getRecurrence(ctx, { recurrenceId: made.id })).toMatchObject({ state: "ended", next: [] });
    await expect(resumeRecurrence(ctx, { recurrenceId: made.id })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("a pause cancels what is planned and going on plans it again; an end is for good", async () => {
    const ctx = await testWorkspace();
    const { id } = await start(ctx, await rotation(ctx, ["One."], "hub"), "FREQ=DAILY;COUNT=3");
    await plan(ctx, id);
    expect(await pauseRecurrence(ctx, { recurrenceId: id, keepPlanned: false })).toMatchObject({
      cancelled: 3,
      recurrence: { state: "paused" },
    });
    expect(await plan(ctx, id)).toEqual({ planned: 0, more: false });
    await resumeRecurrence(ctx, { recurrenceId: id });
    await plan(ctx, id);
    expect(await open(ctx)).toHaveLength(3);
    expect(await endRecurrence(ctx, { recurrenceId: id, keepPlanned: true })).toMatchObject({ cancelled: 0 });
    await plan(ctx, id);
    expect(await open(ctx)).toHaveLength(3);
  });
});
