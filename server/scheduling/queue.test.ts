import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { deliveries } from "@/db/schema/deliveries";
import type { Ctx } from "@/server/context";
import { cancelDelivery } from "@/server/publishing/cancel-delivery";
import { testDatabase } from "@/server/testing/database";
import { deliveryRows, publishable, testChannel } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { slotTimes } from "./free-slots";
import { addToQueue, moveInQueue, shuffleQueue } from "./queue";
import { addSlots, copySlots, listSlots, moveSlot, nextFreeSlots, removeSlot } from "./slots";

testDatabase();

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const inZone = (ctx: Ctx, zone: string) => ctx.tx((tx) => tx.execute(sql`update workspaces set time_zone = ${zone}`));

async function queue(ctx: Ctx, times = ["09:00", "17:00"]): Promise<string> {
  const channelId = await testChannel(ctx);
  await addSlots(ctx, { channelId, weekdays: EVERY_DAY, times });
  return channelId;
}
const queued = async (ctx: Ctx, channelId: string) => {
  const { postId } = await publishable(ctx, { channelId });
  const { deliveries: made } = await addToQueue(ctx, { postId, channelIds: [channelId] });
  return { postId, id: made[0]?.id ?? "", dueAt: made[0]?.dueAt.getTime() ?? 0 };
};

describe("slots", () => {
  test("are added once each, moved, removed and copied; what is planned at them stays and is counted", async () => {
    const ctx = await testWorkspace();
    const channelId = await queue(ctx);
    const other = await queue(ctx, ["12:00"]);
    const { items, timeZone } = await addSlots(ctx, { channelId, weekdays: [1], times: ["09:00"] });
    expect([items.length, timeZone]).toEqual([14, "UTC"]);
    const { id, dueAt } = await queued(ctx, channelId);
    const at = new Date(dueAt);
    const slot = items.find(
      ({ weekday, time }) => weekday === (at.getUTCDay() || 7) && at.toISOString().slice(11, 16) === time,
    );
    const slotId = slot?.id ?? "";
    const weekday = slot?.weekday ?? 0;
    const neighbour = slot?.time === "09:00" ? "17:00" : "09:00";
    await expect(moveSlot(ctx, { slotId, weekday, time: neighbour })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await moveSlot(ctx, { slotId, weekday, time: "10:30" })).toEqual({ stays: 1 });
    expect((await deliveryRows(ctx)).find((row) => row.id === id)?.dueAt.getTime()).toBe(dueAt);
    expect(await removeSlot(ctx, { slotId })).toEqual({ stays: 0 });
    await expect(removeSlot(ctx, { slotId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await copySlots(ctx, { channelId, toChannelIds: [other], replace: true })).toEqual({ stays: 0 });
    const times = async (which: string) =>
      (await listSlots(ctx, { channelId: which })).items.map(({ weekday, time }) => `${weekday} ${time}`);
    expect(await times(other)).toEqual(await times(channelId));
  });

  test("a queue has at most a hundred", async () => {
    const ctx = await testWorkspace();
    const channelId = await testChannel(ctx);
    const times = Array.from({ length: 15 }, (_, i) => `${String(i).padStart(2, "0")}:15`);
    await expect(addSlots(ctx, { channelId, weekdays: EVERY_DAY, times })).rejects.toThrow(/at most 100/);
    expect((await listSlots(ctx, { channelId })).items).toEqual([]);
  });

  test("the hour that is skipped moves a slot, the hour that comes twice means the first", () => {
    const at = (zone: string, after: string) => {
      const [time] = slotTimes([{ weekday: 7, time: "02:30" }], { after: new Date(after), timeZone: zone });
      return [time?.dueAt.toISOString(), time?.wallTime, time?.shifted !== null];
    };
    expect(at("Europe/Berlin", "2027-03-27T00:00Z")).toEqual(["2027-03-28T01:30:00.000Z", "2027-03-28T03:30:00", true]);
    expect(at("Europe/Berlin", "2027-10-30T00:00Z")).toEqual(["2027-10-31T00:30:00.000Z", "2027-10-31T02:30:00", true]);
    const both = [
      { weekday: 7, time: "02:30" },
      { weekday: 7, time: "03:30" },
    ];
    const [first, second] = slotTimes(both, { after: new Date("2027-03-27T00:00Z"), timeZone: "Europe/Berlin" });
    expect(first?.dueAt.toISOString()).toBe("2027-03-28T01:30:00.000Z");
    expect(second?.wallTime).toBe("2027-04-04T02:30:00");
  });
});

describe("the queue", () => {
  test("gives the next free slots of the workspace's zone, in order, and gives one back that is cancelled", async () => {
    const ctx = await testWorkspace();
    await inZone(ctx, "Asia/Kathmandu");
    const channelId = await queue(ctx);
    const { items } = await nextFreeSlots(ctx, { channelId, count: 4 });
    expect(items.map(({ wallTime }) => wallTime.slice(11, 16)).sort()).toEqual(["09:00", "09:00", "17:00", "17:00"]);
    const [first, second] = [await queued(ctx, channelId), await queued(ctx, channelId)];
    expect([first.dueAt, second.dueAt]).toEqual(items.slice(0, 2).map(({ dueAt }) => dueAt.getTime()));
    await cancelDelivery(ctx, { deliveryId: first.id });
    expect((await queued(ctx, channelId)).dueAt).toBe(first.dueAt);
    expect((await queued(ctx, channelId)).dueAt).toBe(items[2]?.dueAt.getTime());
  });

  test("twenty at once get twenty different slots, also over several channels", async () => {
    const ctx = await testWorkspace();
    const [a, b] = [await queue(ctx), await queue(ctx)];
    const made = await Promise.all(Array.from({ length: 20 }, () => publishable(ctx, { channelId: a })));
    await Promise.all(
      made.map(({ postId }, i) => addToQueue(ctx, { postId, channelIds: i % 2 === 0 ? [a, b] : [b, a] })),
    );
    const rows = await deliveryRows(ctx);
    expect(rows).toHaveLength(40);
    expect(new Set(rows.map(({ channelId, dueAt }) => `${channelId} ${dueAt.getTime()}`)).size).toBe(40);
  });

  test("says what to do where there are no slots, and then plans nothing anywhere", async () => {
    const ctx = await testWorkspace();
    const [full, empty] = [await queue(ctx), await testChannel(ctx)];
    const { postId } = await publishable(ctx, { channelId: full });
    await expect(addToQueue(ctx, { postId, channelIds: [full, empty] })).rejects.toThrow(/has no slots yet/);
    expect(await deliveryRows(ctx)).toEqual([]);
  });

  test("moves a delivery to a free slot and to no other", async () => {
    const ctx = await testWorkspace();
    const channelId = await queue(ctx);
    const [first, second] = [await queued(ctx, channelId), await queued(ctx, channelId)];
    const free = await nextFreeSlots(ctx, { channelId, count: 2 });
    const to = free.items[1]?.dueAt ?? new Date();
    const moved = await moveInQueue(ctx, { deliveryId: first.id, to });
    expect(moved.delivery).toMatchObject({ dueAt: to, revision: 2, state: "scheduled" });
    await expect(moveInQueue(ctx, { deliveryId: first.id, to: new Date(second.dueAt) })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await expect(moveInQueue(ctx, { deliveryId: first.id, to: new Date(to.getTime() + 1) })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect((await moveInQueue(ctx, { deliveryId: second.id })).delivery.dueAt.getTime()).toBe(first.dueAt);
  });

  test("shuffling keeps the times and changes who has them", async () => {
    const ctx = await testWorkspace();
    const channelId = await queue(ctx, ["03:00", "11:00", "19:00"]);
    const before: { id: string; dueAt: number }[] = [];
    for (let i = 0; i < 12; i++) before.push(await queued(ctx, channelId));
    await ctx.tx((tx) => tx.update(deliveries).set({ state: "claimed" }).where(sql`id = ${before[3]?.id}`));
    const { moved } = await shuffleQueue(ctx, { channelId });
    const after = await deliveryRows(ctx);
    const times = (rows: { dueAt: Date | number }[]) => rows.map(({ dueAt }) => Number(dueAt)).sort();
    expect(times(after)).toEqual(times(before));
    // One in 11! (40 million) shuffles moves none.
    expect(moved).toBeGreaterThan(0);
    expect(after.filter(({ revision }) => revision === 2)).toHaveLength(moved);
    expect(after.find(({ id }) => id === before[3]?.id)?.revision).toBe(1);
  });
});
