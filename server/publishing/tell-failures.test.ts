import { eq, inArray } from "drizzle-orm";
import { expect, test } from "vitest";
import { deliveries } from "@/db/schema/deliveries";
import { notifications } from "@/db/schema/notifications";
import type { Ctx } from "@/server/context";
import { testDatabase } from "@/server/testing/database";
import { publishable, testChannel } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { cancelDelivery } from "./cancel-delivery";
import { resolveDelivery } from "./resolve-delivery";
import { schedulePost } from "./schedule-post";
import { tellFailures } from "./tell-failures";

testDatabase();

async function scheduled(ctx: Ctx, channelId: string): Promise<string> {
  const { postId } = await publishable(ctx, { channelId });
  const at = new Date(Date.now() + 86_400_000).toISOString();
  const { deliveries: rows } = await schedulePost(ctx, { postId, at, channelIds: [channelId] });
  return rows[0]?.id ?? "";
}

/** As the ledger leaves what did not go out: `fence` grows with every try. */
const fail = (ctx: Ctx, ids: string[], over: { fence?: number; code?: string; state?: "needs_attention" } = {}) => {
  const { fence = 1, code = "rejected", state = "failed" } = over;
  const failure = { code, message: "Too long for X." };
  return ctx.tx((tx) => tx.update(deliveries).set({ state, fence, failure }).where(inArray(deliveries.id, ids)));
};
const open = async (ctx: Ctx) =>
  (await ctx.tx((tx) => tx.select().from(notifications))).filter(({ resolvedAt }) => resolvedAt === null);

test("what did not go out is told once for a channel and a reason, whatever their number, in its own workspace", async () => {
  const [ctx, other] = [await testWorkspace(), await testWorkspace()];
  const [channelId, second] = [await testChannel(ctx), await testChannel(ctx)];
  const ids = [await scheduled(ctx, channelId), await scheduled(ctx, channelId), await scheduled(ctx, channelId)];
  await fail(ctx, ids);
  const asked = await scheduled(ctx, second);
  await fail(ctx, [asked], { code: "cannot_tell", state: "needs_attention" });
  expect((await tellFailures()).told).toBe(4);
  expect((await tellFailures()).told).toBe(0);
  expect((await open(ctx)).map(({ text }) => text).sort()).toEqual([
    "3 posts, “A title” the last of them, did not go out to x on X. Too long for X.",
    "“A title” did not go out to x on X. Too long for X.",
  ]);
  expect(await open(other)).toEqual([]);
});

test("it is over when the last of them is sent again or given up, and new when it fails again", async () => {
  const ctx = await testWorkspace();
  const channelId = await testChannel(ctx);
  const [a, b] = [await scheduled(ctx, channelId), await scheduled(ctx, channelId)];
  await fail(ctx, [a, b]);
  await tellFailures();
  await cancelDelivery(ctx, { deliveryId: a });
  expect((await tellFailures()).settled).toBe(0);
  await resolveDelivery(ctx, { deliveryId: b, answer: "send_again" });
  expect((await tellFailures()).settled).toBe(1);
  expect(await open(ctx)).toEqual([]);
  await fail(ctx, [b], { fence: 2 });
  expect((await tellFailures()).told).toBe(1);
  expect(await open(ctx)).toHaveLength(1);
});

test("the same delivery that fails again between two looks is no news", async () => {
  const ctx = await testWorkspace();
  const id = await scheduled(ctx, await testChannel(ctx));
  await fail(ctx, [id]);
  await tellFailures();
  const [before] = await open(ctx);
  await fail(ctx, [id], { fence: 2 });
  expect((await tellFailures()).told).toBe(1);
  expect(await open(ctx)).toEqual([before]);
  expect((await ctx.tx((tx) => tx.select().from(deliveries).where(eq(deliveries.id, id))))[0]?.toldFence).toBe(2);
});
