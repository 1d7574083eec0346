import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { channels } from "@/db/schema/channels";
import { deliveries, deliveryParts } from "@/db/schema/deliveries";
import { type Check, posts } from "@/db/schema/posts";
import type { Ctx } from "@/server/context";
import { testDatabase } from "@/server/testing/database";
import { deliveryRows, insertVersion, publishable } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { cancelDelivery } from "./cancel-delivery";
import { cancelForPost } from "./cancel-for-post";
import { publishNow } from "./publish-now";
import { calendar, getDelivery, listDeliveries } from "./queries";
import { repinDeliveries } from "./repin-deliveries";
import { rescheduleDelivery } from "./reschedule-delivery";
import { resolveDelivery } from "./resolve-delivery";
import { schedulePost } from "./schedule-post";

testDatabase();

const tomorrow = () => new Date(Date.now() + 86_400_000);
const check: Check = {
  gate: "numbers",
  state: "fix",
  hard: true,
  part: 0,
  sentence: 0,
  message: "“41 %” is not in the source.",
};

async function scheduled(ctx: Ctx, texts = ["Hello."]) {
  const made = await publishable(ctx, { texts });
  const { deliveries: rows } = await schedulePost(ctx, {
    postId: made.postId,
    at: tomorrow().toISOString(),
    channelIds: [made.channelId],
  });
  return { ...made, id: rows[0]?.id ?? "" };
}

const setState = (ctx: Ctx, state: "sending" | "claimed" | "failed" | "published") =>
  ctx.tx((tx) => tx.update(deliveries).set({ state }));

describe("scheduling", () => {
  test("makes one delivery per channel, with the version pinned and a key for each part", async () => {
    const ctx = await testWorkspace();
    const made = await publishable(ctx, { texts: ["one", "two"] });
    await ctx.tx((tx) => tx.execute(sql`update workspaces set time_zone = 'Asia/Tokyo'`));
    const at = `${tomorrow().toISOString().slice(0, 10)}T09:00`;
    const { deliveries: rows } = await schedulePost(ctx, { postId: made.postId, at, channelIds: [made.channelId] });
    expect(rows).toMatchObject([{ state: "scheduled", timeZone: "Asia/Tokyo", wallTime: `${at}:00`, network: "x" }]);
    expect(rows[0]?.dueAt.toISOString()).toMatch(/T00:00:00.000Z$/);
    const parts = await ctx.tx((tx) => tx.select().from(deliveryParts));
    expect(new Set(parts.map(({ ownKey }) => ownKey)).size).toBe(2);
    expect((await deliveryRows(ctx))[0]?.versionId).toBe(made.versionId);
  });

  test("refuses what cannot go out, each with its reason", async () => {
    const ctx = await testWorkspace();
    const at = tomorrow().toISOString();
    const long = await publishable(ctx, { texts: ["long ".repeat(100)] });
    const unsigned = await publishable(ctx, { checks: [check] });
    const fine = await publishable(ctx);
    const hub = await publishable(ctx, { network: "hub" });
    const tryIt = (postId: string, channelId: string, time = at) =>
      schedulePost(ctx, { postId, at: time, channelIds: [channelId] });
    await expect(tryIt(long.postId, long.channelId)).rejects.toMatchObject({ code: "UNPROCESSABLE_CONTENT" });
    await expect(tryIt(unsigned.postId, unsigned.channelId)).rejects.toThrow(/41 %/);
    await expect(tryIt(fine.postId, hub.channelId)).rejects.toThrow(/no version for Hub/);
    await expect(tryIt(fine.postId, fine.channelId, "2020-01-01T00:00:00Z")).rejects.toThrow(/has passed/);
    await ctx.tx((tx) => tx.update(channels).set({ health: "reconnect" }).where(eq(channels.id, fine.channelId)));
    await expect(tryIt(fine.postId, fine.channelId)).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
    await ctx.tx((tx) => tx.update(posts).set({ deletedAt: new Date() }));
    await expect(tryIt(hub.postId, hub.channelId)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await deliveryRows(ctx)).toEqual([]);
  });

  test("two clicks at once make one delivery", async () => {
    const ctx = await testWorkspace();
    const made = await publishable(ctx);
    const click = () => publishNow(ctx, { postId: made.postId, channelIds: [made.channelId] });
    const results = await Promise.allSettled([click(), click(), click()]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await deliveryRows(ctx)).toHaveLength(1);
  });

  test("another workspace's posts, channels and deliveries do not exist", async () => {
    const [ours, theirs] = [await testWorkspace(), await testWorkspace()];
    const made = await publishable(ours);
    const foreign = await scheduled(theirs);
    const input = { postId: made.postId, at: tomorrow().toISOString(), channelIds: [foreign.channelId] };
    await expect(schedulePost(ours, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const gone = { code: "NOT_FOUND" };
    const deliveryId = foreign.id;
    await expect(cancelDelivery(ours, { deliveryId })).rejects.toMatchObject(gone);
    await expect(rescheduleDelivery(ours, { deliveryId, at: input.at })).rejects.toMatchObject(gone);
    await expect(resolveDelivery(ours, { deliveryId, answer: "send_again" })).rejects.toMatchObject(gone);
    await expect(getDelivery(ours, { deliveryId })).rejects.toMatchObject(gone);
  });

  test("a member who only reads may look and change nothing", async () => {
    const owner = await testWorkspace("client");
    await expect(
      schedulePost(owner, { postId: crypto.randomUUID(), at: "2030-01-01T00:00", channelIds: [crypto.randomUUID()] }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await listDeliveries(owner, { limit: 10 })).items).toEqual([]);
  });
});

describe("changing", () => {
  test("a new time wins over a claim, and an old revision over nothing", async () => {
    const ctx = await testWorkspace();
    const { id } = await scheduled(ctx);
    await setState(ctx, "claimed");
    const at = new Date(Date.now() + 2 * 86_400_000).toISOString();
    const { delivery } = await rescheduleDelivery(ctx, { deliveryId: id, at, revision: 1 });
    expect(delivery).toMatchObject({ state: "scheduled", revision: 2 });
    await expect(rescheduleDelivery(ctx, { deliveryId: id, at, revision: 1 })).rejects.toMatchObject({
      code: "CONFLICT",
      details: { revision: 2 },
    });
  });

  test("what is planned can be sent now, by the database's clock", async () => {
    const ctx = await testWorkspace();
    const { id } = await scheduled(ctx);
    const { delivery } = await rescheduleDelivery(ctx, { deliveryId: id, at: "now", timeZone: "Asia/Tokyo" });
    expect(delivery).toMatchObject({ state: "scheduled", timeZone: "Asia/Tokyo" });
    expect(Math.abs(delivery.dueAt.getTime() - Date.now())).toBeLessThan(60_000);
  });

  test("once it is going out it is too late for everything", async () => {
    const ctx = await testWorkspace();
    const { id, renditionId } = await scheduled(ctx);
    await setState(ctx, "sending");
    await expect(cancelDelivery(ctx, { deliveryId: id })).rejects.toThrow("Too late: it is going out.");
    const at = tomorrow().toISOString();
    await expect(rescheduleDelivery(ctx, { deliveryId: id, at })).rejects.toThrow("Too late: it is going out.");
    const versionId = await insertVersion(ctx, { renditionId, version: 2, texts: ["new"] });
    expect(await ctx.tx((tx) => repinDeliveries(tx, renditionId, versionId))).toEqual([]);
  });

  test("an edit moves open deliveries to the new version, with as many parts as it has", async () => {
    const ctx = await testWorkspace();
    const { id, renditionId } = await scheduled(ctx, ["one", "two", "three"]);
    const parts = () => ctx.tx((tx) => tx.select().from(deliveryParts).orderBy(deliveryParts.ordinal));
    const before = await parts();
    const shorter = await insertVersion(ctx, { renditionId, version: 2, texts: ["only"] });
    expect(await ctx.tx((tx) => repinDeliveries(tx, renditionId, shorter))).toEqual([id]);
    expect(await parts()).toEqual(before.slice(0, 1));
    const longer = await insertVersion(ctx, { renditionId, version: 3, texts: ["a", "b"] });
    await ctx.tx((tx) => repinDeliveries(tx, renditionId, longer));
    expect((await parts()).map(({ ordinal }) => ordinal)).toEqual([0, 1]);
    expect((await deliveryRows(ctx))[0]).toMatchObject({ versionId: longer, revision: 3, state: "scheduled" });
  });

  test("trashing a post cancels what is open and leaves what is out", async () => {
    const ctx = await testWorkspace();
    const { postId } = await scheduled(ctx);
    expect(await ctx.tx((tx) => cancelForPost(tx, postId))).toBe(1);
    expect(await ctx.tx((tx) => cancelForPost(tx, postId))).toBe(0);
    expect((await deliveryRows(ctx))[0]?.state).toBe("cancelled");
  });

  test("what failed can be sent again, and then waits for its turn", async () => {
    const ctx = await testWorkspace();
    const { id } = await scheduled(ctx);
    await setState(ctx, "failed");
    await expect(resolveDelivery(ctx, { deliveryId: id, answer: "it_is_live" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect((await resolveDelivery(ctx, { deliveryId: id, answer: "send_again" })).state).toBe("scheduled");
  });
});

describe("reading", () => {
  test("the calendar shows a span without what was cancelled, the list goes page by page", async () => {
    const ctx = await testWorkspace();
    const rows = [await scheduled(ctx), await scheduled(ctx), await scheduled(ctx)];
    await cancelDelivery(ctx, { deliveryId: rows[0]?.id ?? "" });
    const span = { from: new Date(), to: new Date(Date.now() + 7 * 86_400_000) };
    const month = await calendar(ctx, span);
    expect(month.items.map(({ id }) => id)).toEqual(rows.slice(1).map(({ id }) => id));
    expect(month.items[0]).toMatchObject({ title: "A title", channelName: "x", state: "scheduled" });
    const { channelId = "" } = rows[1] ?? {};
    expect((await calendar(ctx, { ...span, channelId })).items.map(({ id }) => id)).toEqual([rows[1]?.id]);
    const first = await listDeliveries(ctx, { limit: 2 });
    const second = await listDeliveries(ctx, { limit: 2, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(rows.map(({ id }) => id).reverse());
    expect(second.nextCursor).toBeNull();
    expect((await listDeliveries(ctx, { limit: 9, state: "cancelled" })).items).toHaveLength(1);
    await expect(calendar(ctx, { from: span.to, to: span.from })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  test("what waits for a person comes oldest first, without what was planned anew", async () => {
    const ctx = await testWorkspace();
    const [refused, again, asked] = [await scheduled(ctx), await scheduled(ctx), await scheduled(ctx)];
    await setState(ctx, "failed");
    await ctx.tx((tx) => tx.update(deliveries).set({ state: "needs_attention" }).where(eq(deliveries.id, asked.id)));
    const { postId, channelId } = again;
    await schedulePost(ctx, { postId, channelIds: [channelId], at: tomorrow().toISOString() });
    const first = await listDeliveries(ctx, { limit: 1, state: "waiting" });
    const second = await listDeliveries(ctx, { limit: 1, state: "waiting", cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([refused.id, asked.id]);
    expect(second.nextCursor).toBeNull();
  });
});
