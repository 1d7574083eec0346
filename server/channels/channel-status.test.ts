import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { channels } from "@/db/schema/channels";
import { deliveries } from "@/db/schema/deliveries";
import { workspaces } from "@/db/schema/workspaces";
import { schedulePost } from "@/server/publishing/schedule-post";
import { testDatabase } from "@/server/testing/database";
import { publishable, testChannel } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { channelStatus } from "./channel-status";
import { listChannels } from "./queries";

testDatabase();

const DAY = 86_400_000;
const from = (ms: number) => new Date(Date.now() + ms);
const fine = {
  health: "connected" as const,
  healthMessage: null,
  endsAt: null,
  notBefore: null,
  pausedAt: null,
  workspacePausedAt: null,
};

test("what needs a person most comes first, with what to do", () => {
  const until = from(DAY);
  const state = (over: object) => channelStatus({ ...fine, ...over });
  expect(state({})).toEqual({ state: "connected", message: null, until: null });
  expect(state({ notBefore: from(-1), endsAt: from(60 * DAY) }).state).toBe("connected");
  expect(state({ endsAt: until })).toMatchObject({ state: "expiring", until });
  expect(state({ endsAt: until, notBefore: until })).toMatchObject({ state: "limited", until });
  expect(state({ notBefore: until, pausedAt: from(-1) }).state).toBe("paused");
  expect(state({ workspacePausedAt: from(-1) }).message).toContain("workspace is paused");
  expect(state({ pausedAt: from(-1), endsAt: from(-1) }).state).toBe("reconnect");
  expect(state({ health: "reconnect", healthMessage: "Refused." }).message).toMatch(/^Refused\. Connect it again/);
});

test("each channel says what waits for it and what of it is at risk, in this workspace alone", async () => {
  const [ctx, other] = [await testWorkspace(), await testWorkspace()];
  const [steady, ending, lost] = [await testChannel(ctx), await testChannel(ctx), await testChannel(ctx)];
  const foreign = await testChannel(other);
  const at = (days: number) => from(days * DAY).toISOString();
  for (const [owner, channelId, days] of [
    [ctx, steady, 1],
    [ctx, ending, 1],
    [ctx, ending, 3],
    [ctx, ending, 4],
    [ctx, lost, 1],
    [other, foreign, 1],
  ] as const) {
    const { postId } = await publishable(owner, { channelId });
    await schedulePost(owner, { postId, at: at(days), channelIds: [channelId] });
  }
  await ctx.tx((tx) =>
    tx
      .update(channels)
      .set({ endsAt: from(2 * DAY) })
      .where(eq(channels.id, ending)),
  );
  await ctx.tx((tx) => tx.update(channels).set({ health: "reconnect" }).where(eq(channels.id, lost)));
  expect((await listChannels(ctx)).map(({ id, status, forecast }) => [id, status.state, forecast])).toEqual([
    [steady, "connected", { scheduled: 1, atRisk: 0 }],
    [ending, "expiring", { scheduled: 3, atRisk: 2 }],
    [lost, "reconnect", { scheduled: 1, atRisk: 1 }],
  ]);
  const sent = from(-60_000);
  await ctx.tx((tx) =>
    tx
      .update(deliveries)
      .set({ state: "published", sendingAt: sent, publishedAt: sent })
      .where(eq(deliveries.channelId, steady)),
  );
  expect((await listChannels(ctx)).map(({ nextAt, lastPublishedAt }) => [nextAt !== null, lastPublishedAt])).toEqual([
    [false, sent],
    [true, null],
    [true, null],
  ]);
  await ctx.tx((tx) => tx.update(workspaces).set({ pausedAt: new Date() }));
  expect((await listChannels(ctx)).map(({ status }) => status.state)).toEqual(["paused", "paused", "reconnect"]);
});
