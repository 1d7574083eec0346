import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { publishNow } from "@/server/publishing/publish-now";
import { rescheduleDelivery } from "@/server/publishing/reschedule-delivery";
import { schedulePost } from "@/server/publishing/schedule-post";
import { wallDate } from "@/server/publishing/wall-time";
import { testDatabase } from "@/server/testing/database";
import { deliveryRows, publishable, testChannel } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { addBlackout, listBlackouts, plannedWithin, removeBlackout } from "./blackouts";
import { addToQueue } from "./queue";
import { addSlots, nextFreeSlots } from "./slots";

testDatabase();

const DAY = 86_400_000;
const dayFromNow = (n: number, zone = "UTC") => wallDate(new Date(Date.now() + n * DAY), zone);
const holidays = { reason: "Holidays", channelId: null, planned: "stays" } as const;

test("nothing is planned, moved or sent into a blackout unless it is said that it may", async () => {
  const ctx = await testWorkspace();
  const { postId, channelId } = await publishable(ctx);
  const span = { from: dayFromNow(0), to: dayFromNow(5) };
  const { blackout } = await addBlackout(ctx, { ...holidays, ...span });
  const at = new Date(Date.now() + 3 * DAY).toISOString();
  const refused = {
    code: "UNPROCESSABLE_CONTENT",
    details: { blackout: { id: blackout.id, reason: "Holidays", ...span } },
  };
  await expect(schedulePost(ctx, { postId, at, channelIds: [channelId] })).rejects.toMatchObject(refused);
  await expect(publishNow(ctx, { postId, channelIds: [channelId] })).rejects.toMatchObject(refused);
  const later = new Date(Date.now() + 9 * DAY).toISOString();
  const { deliveries } = await schedulePost(ctx, { postId, at: later, channelIds: [channelId] });
  const deliveryId = deliveries[0]?.id ?? "";
  await expect(rescheduleDelivery(ctx, { deliveryId, at })).rejects.toThrow(/Nothing goes out from .*: Holidays\./);
  const moved = await rescheduleDelivery(ctx, { deliveryId, at, allowBlackout: true });
  expect(moved.delivery.dueAt.toISOString()).toBe(at);
  await removeBlackout(ctx, { blackoutId: blackout.id });
  await expect(removeBlackout(ctx, { blackoutId: blackout.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await listBlackouts(ctx, { limit: 10 })).items).toEqual([]);
});

test("its days are those of the workspace's zone, and it may bind one channel only", async () => {
  const ctx = await testWorkspace();
  await ctx.tx((tx) => tx.execute(sql`update workspaces set time_zone = 'Pacific/Kiritimati'`));
  const bound = await publishable(ctx);
  const free = await testChannel(ctx);
  const day = dayFromNow(10, "Pacific/Kiritimati");
  await addBlackout(ctx, { ...holidays, from: day, to: day, channelId: bound.channelId });
  const to = (channelId: string, at: string) =>
    schedulePost(ctx, { postId: bound.postId, at, channelIds: [channelId], timeZone: "Pacific/Kiritimati" });
  await expect(to(bound.channelId, `${day}T00:00`)).rejects.toThrow(/Holidays/);
  await expect(to(bound.channelId, `${day}T23:59`)).rejects.toThrow(/Holidays/);
  await expect(to(free, `${day}T12:00`)).resolves.toBeDefined();
  await expect(to(bound.channelId, `${dayFromNow(11, "Pacific/Kiritimati")}T00:00`)).resolves.toBeDefined();
});

test("the queue goes around it, and what is planned within it is listed and moved", async () => {
  const ctx = await testWorkspace();
  const channelId = await testChannel(ctx);
  await addSlots(ctx, { channelId, weekdays: [1, 2, 3, 4, 5, 6, 7], times: ["12:00"] });
  const { items } = await nextFreeSlots(ctx, { channelId, count: 6 });
  for (let i = 0; i < 3; i++) {
    const { postId } = await publishable(ctx, { channelId });
    await addToQueue(ctx, { postId, channelIds: [channelId] });
  }
  const day = (n: number) => items[n]?.wallTime.slice(0, 10) ?? "";
  const span = { from: day(1), to: day(3), channelId: null };
  const listed = await plannedWithin(ctx, { ...span, limit: 1 });
  const rest = await plannedWithin(ctx, { ...span, limit: 1, cursor: listed.nextCursor ?? "" });
  expect([...listed.items, ...rest.items].map(({ dueAt }) => dueAt)).toEqual([items[2]?.dueAt, items[1]?.dueAt]);
  expect(rest.nextCursor).toBeNull();
  const added = await addBlackout(ctx, { ...holidays, ...span, planned: "moves" });
  expect(added).toMatchObject({ moved: 2, stayed: 0 });
  const due = (await deliveryRows(ctx)).map(({ dueAt }) => dueAt.getTime()).sort();
  expect(due).toEqual([0, 4, 5].map((n) => items[n]?.dueAt.getTime()));
});

test("whoever plans while a blackout is added is either counted or refused", async () => {
  const ctx = await testWorkspace();
  const day = dayFromNow(4);
  const made = await Promise.all(Array.from({ length: 8 }, () => publishable(ctx)));
  const [added, ...planned] = await Promise.allSettled([
    addBlackout(ctx, { ...holidays, from: day, to: day }),
    ...made.map(({ postId, channelId }) =>
      schedulePost(ctx, { postId, at: `${day}T12:00:00Z`, channelIds: [channelId] }),
    ),
  ]);
  const inside = (await plannedWithin(ctx, { from: day, to: day, channelId: null, limit: 50 })).items.length;
  expect(added).toMatchObject({ status: "fulfilled", value: { stayed: inside } });
  expect(planned.filter(({ status }) => status === "fulfilled")).toHaveLength(inside);
});
