import { expect, test } from "vitest";
import { outbox } from "@/db/schema/workspaces";
import type { Ctx } from "@/server/context";
import { testDatabase } from "@/server/testing/database";
import { deliveryRows, publishable, testChannel } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { bulkSchedule, previewBulk } from "./bulk";
import { addSlots, nextFreeSlots } from "./slots";

testDatabase();

async function many(ctx: Ctx, count: number) {
  const channelId = await testChannel(ctx);
  const made = await Promise.all(Array.from({ length: count }, () => publishable(ctx, { channelId })));
  return { channelIds: [channelId], postIds: made.map(({ postId }) => postId), allowBlackout: false };
}
const due = async (ctx: Ctx) => {
  const rows = (await deliveryRows(ctx)).toSorted((a, b) => Number(a.dueAt) - Number(b.dueAt));
  return rows.map(({ postId, dueAt }) => [postId, dueAt.toISOString()]);
};

test("posts go to the queue in their order; the preview says the same and leaves nothing behind", async () => {
  const ctx = await testWorkspace();
  const of = await many(ctx, 5);
  const channelId = of.channelIds[0] ?? "";
  const input = { ...of, plan: { kind: "queue" } } as const;
  await expect(bulkSchedule(ctx, input)).rejects.toThrow(/has 0 free slots/);
  await addSlots(ctx, { channelId, weekdays: [1, 2, 3, 4, 5, 6, 7], times: ["07:00", "19:00"] });
  const { items } = await nextFreeSlots(ctx, { channelId, count: 5 });
  const preview = await previewBulk(ctx, input);
  expect(preview.items.map(({ title, problem, times }) => [title, problem, times[0]?.dueAt])).toEqual(
    items.map(({ dueAt }) => ["A title", null, dueAt]),
  );
  expect([await deliveryRows(ctx), await ctx.tx((tx) => tx.select().from(outbox))]).toEqual([[], []]);
  await bulkSchedule(ctx, input);
  expect(await due(ctx)).toEqual(of.postIds.map((postId, i) => [postId, items[i]?.dueAt.toISOString()]));
  await expect(bulkSchedule(ctx, input)).rejects.toMatchObject({
    code: "CONFLICT",
    details: { postId: of.postIds[0] },
  });
});

test("every so many hours means hours that pass, also across a clock change", async () => {
  const ctx = await testWorkspace();
  const of = await many(ctx, 3);
  const plan = { kind: "every", hours: 12, from: "2031-03-29T20:00", timeZone: "Europe/Berlin" } as const;
  await bulkSchedule(ctx, { ...of, plan });
  expect((await due(ctx)).map(([, at]) => at)).toEqual([
    "2031-03-29T19:00:00.000Z",
    "2031-03-30T07:00:00.000Z",
    "2031-03-30T19:00:00.000Z",
  ]);
  expect((await deliveryRows(ctx)).map(({ wallTime }) => wallTime.slice(11, 16)).sort()).toEqual([
    "09:00",
    "20:00",
    "21:00",
  ]);
});

test("all or none: one that cannot go out keeps the others back, and each problem is told", async () => {
  const ctx = await testWorkspace();
  const of = await many(ctx, 2);
  const long = await publishable(ctx, { channelId: of.channelIds[0] ?? "", texts: ["long ".repeat(100)] });
  const postIds = [...of.postIds, long.postId];
  const times = ["2031-01-01T10:00Z", "2031-02-30T10:00Z", "2031-01-03T10:00Z"];
  const plan = { kind: "at", times: ["2031-01-01T10:00Z", "2031-01-02T10:00Z", "2031-01-03T10:00Z"] } as const;
  const { items } = await previewBulk(ctx, { ...of, postIds, plan: { ...plan, times: [...plan.times] } });
  expect(items.map(({ problem }) => problem)).toEqual([null, null, expect.stringMatching(/280|long/)]);
  await expect(bulkSchedule(ctx, { ...of, postIds, plan: { kind: "at", times } })).rejects.toThrow(/not a time/);
  await expect(bulkSchedule(ctx, { ...of, postIds, plan: { ...plan, times: [...plan.times] } })).rejects.toMatchObject({
    code: "UNPROCESSABLE_CONTENT",
    details: { postId: long.postId },
  });
  await expect(bulkSchedule(ctx, { ...of, plan: { ...plan, times: [...plan.times] } })).rejects.toThrow(/3 for 2/);
  expect(await deliveryRows(ctx)).toEqual([]);
});

test("two at once give every post its own slot, or refuse the second", async () => {
  const ctx = await testWorkspace();
  const [a, b] = [await many(ctx, 6), await many(ctx, 6)];
  const channelIds = a.channelIds;
  await addSlots(ctx, { channelId: channelIds[0] ?? "", weekdays: [1, 2, 3, 4, 5, 6, 7], times: ["07:00"] });
  const queue = { kind: "queue" } as const;
  const send = (postIds: string[]) => bulkSchedule(ctx, { postIds, channelIds, plan: queue, allowBlackout: false });
  const results = await Promise.allSettled([send(a.postIds), send(b.postIds), send([...a.postIds].reverse())]);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  expect(new Set((await due(ctx)).map(([, at]) => at)).size).toBe(12);
});
