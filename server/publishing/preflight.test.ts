import { eq } from "drizzle-orm";
import sharp from "sharp";
import { expect, test } from "vitest";
import { assets, channels } from "@/db/schema/channels";
import { deliveries, deliveryParts } from "@/db/schema/deliveries";
import { notifications } from "@/db/schema/notifications";
import { type Check, renditionVersions } from "@/db/schema/posts";
import { workspaces } from "@/db/schema/workspaces";
import { addAsset } from "@/server/assets/add-asset";
import type { Ctx } from "@/server/context";
import { storage } from "@/server/storage/storage";
import { testStorage } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { insertVersion, publishable, testChannel } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { cancelDelivery } from "./cancel-delivery";
import { PREFLIGHT_START, type PreflightPlace, preflightPage } from "./preflight";
import { getDelivery } from "./queries";
import { repinDeliveries } from "./repin-deliveries";
import { rescheduleDelivery } from "./reschedule-delivery";
import { schedulePost } from "./schedule-post";
import { tellFailures } from "./tell-failures";

testDatabase();
testStorage();

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR);

async function scheduled(ctx: Ctx, { hours = 5, channelId = "" } = {}) {
  const made = await publishable(ctx, { network: "bluesky", ...(channelId && { channelId }) });
  const at = inHours(hours).toISOString();
  const { deliveries: rows } = await schedulePost(ctx, { postId: made.postId, at, channelIds: [made.channelId] });
  return { ...made, id: rows[0]?.id ?? "", risks: rows[0]?.risks ?? [] };
}

async function lookAtAll(): Promise<void> {
  for (let place: PreflightPlace | null = PREFLIGHT_START; place; ) place = await preflightPage(place);
}

const risksOf = async (ctx: Ctx, deliveryId: string) =>
  (await getDelivery(ctx, { deliveryId })).risks.map(({ code, severity }) => [code, severity]);
const open = async (ctx: Ctx) =>
  (await ctx.tx((tx) => tx.select().from(notifications))).filter(({ resolvedAt }) => resolvedAt === null);

test("what is well is marked as looked at and told to nobody", async () => {
  const ctx = await testWorkspace();
  const { id, risks } = await scheduled(ctx);
  expect(risks).toEqual([]);
  await lookAtAll();
  const [row] = await ctx.tx((tx) => tx.select().from(deliveries).where(eq(deliveries.id, id)));
  expect(row?.preflight).toMatchObject({ revision: 1, risks: [] });
  expect(row?.revision).toBe(1);
  expect(await open(ctx)).toEqual([]);
});

test("a sign-in that ends before is said when scheduling, told once for the channel, and over once it holds longer", async () => {
  const ctx = await testWorkspace();
  const channelId = await testChannel(ctx, "bluesky");
  await ctx.tx((tx) => tx.update(channels).set({ endsAt: inHours(3) }));
  expect((await scheduled(ctx, { channelId, hours: 2 })).risks).toEqual([]);
  const late = await scheduled(ctx, { channelId });
  expect(late.risks).toMatchObject([{ code: "sign_in_ends", severity: "error" }]);
  await scheduled(ctx, { channelId, hours: 6 });
  await lookAtAll();
  expect(await open(ctx)).toMatchObject([{ kind: "preflight", channelId, deliveryId: null }]);
  await rescheduleDelivery(ctx, { deliveryId: late.id, at: inHours(1).toISOString() });
  expect(await risksOf(ctx, late.id)).toEqual([]);
});

test("pauses and limits delay, a lost channel does not let out: each is said and none told twice", async () => {
  const ctx = await testWorkspace();
  const { id } = await scheduled(ctx);
  const set = (values: Partial<typeof channels.$inferInsert>) => ctx.tx((tx) => tx.update(channels).set(values));
  await set({ notBefore: inHours(8) });
  await lookAtAll();
  expect(await risksOf(ctx, id)).toEqual([["limited", "warning"]]);
  await set({ pausedAt: new Date() });
  await lookAtAll();
  expect(await risksOf(ctx, id)).toEqual([["paused", "warning"]]);
  await ctx.tx((tx) => tx.update(workspaces).set({ pausedAt: new Date() }));
  await set({ health: "reconnect" });
  await lookAtAll();
  expect(await risksOf(ctx, id)).toEqual([["reconnect", "error"]]);
  // Losing it was told when it was lost.
  expect(await open(ctx)).toEqual([]);
});

test("text, gates and media that would be refused are found hours before, told once, and over when mended or called off", async () => {
  const ctx = await testWorkspace();
  const check: Check = {
    gate: "figures",
    state: "fix",
    hard: true,
    part: 0,
    sentence: 0,
    message: "“41 %” is not in the source.",
  };
  const [long, unsigned] = [await scheduled(ctx), await scheduled(ctx)];
  const versions = (values: Partial<typeof renditionVersions.$inferInsert>, id: string) =>
    ctx.tx((tx) => tx.update(renditionVersions).set(values).where(eq(renditionVersions.id, id)));
  // The limits or the gates may have changed since they were scheduled.
  await versions({ parts: [{ text: "long ".repeat(100), media: [] }] }, long.versionId);
  await versions({ checks: [check] }, unsigned.versionId);
  await lookAtAll();
  await lookAtAll();
  expect(await risksOf(ctx, long.id)).toEqual([["rules", "error"]]);
  expect(await risksOf(ctx, unsigned.id)).toEqual([["unsigned", "error"]]);
  const told = await open(ctx);
  expect(told.map(({ deliveryId }) => deliveryId).sort()).toEqual([long.id, unsigned.id].sort());
  expect(told.find(({ deliveryId }) => deliveryId === unsigned.id)?.text).toBe(
    "“A title” cannot go out to bluesky as it is. “41 %” is not in the source. Mend it or sign the sentence.",
  );
  const mended = await insertVersion(ctx, { renditionId: long.renditionId, version: 2, texts: ["short"] });
  await ctx.tx((tx) => repinDeliveries(tx, long.renditionId, mended));
  expect(await risksOf(ctx, long.id)).toEqual([]);
  expect(await open(ctx)).toHaveLength(1);
  await cancelDelivery(ctx, { deliveryId: unsigned.id });
  await tellFailures();
  expect(await open(ctx)).toEqual([]);
});

test("a picture whose row or whose bytes are gone is missed before the instant", async () => {
  const ctx = await testWorkspace();
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#369" } })
    .png()
    .toBuffer();
  const asset = await addAsset(ctx, { bytes, fileName: "harbour.png" });
  const { id, versionId } = await scheduled(ctx);
  const parts = [{ text: "Look.", media: [{ assetId: asset.id, alt: "A harbour" }] }];
  await ctx.tx((tx) => tx.update(renditionVersions).set({ parts }).where(eq(renditionVersions.id, versionId)));
  await lookAtAll();
  expect(await risksOf(ctx, id)).toEqual([]);
  const [row] = await ctx.tx((tx) => tx.select().from(assets));
  await storage().remove(ctx.workspaceId, row?.sha256 ?? "");
  await lookAtAll();
  expect(await risksOf(ctx, id)).toEqual([["media", "error"]]);
  await ctx.tx((tx) => tx.delete(assets));
  await lookAtAll();
  expect(await risksOf(ctx, id)).toEqual([["media", "error"]]);
  expect(await open(ctx)).toHaveLength(1);
});

test("only what goes out within a day is looked at, page by page, and what is being sent is left alone", async () => {
  const ctx = await testWorkspace();
  const [near, far, claimed] = [await scheduled(ctx), await scheduled(ctx, { hours: 30 }), await scheduled(ctx)];
  await ctx.tx((tx) => tx.update(deliveries).set({ preflight: null }));
  await ctx.tx((tx) => tx.update(deliveries).set({ state: "claimed" }).where(eq(deliveries.id, claimed.id)));
  await lookAtAll();
  const rows = await ctx.tx((tx) => tx.select({ id: deliveries.id, preflight: deliveries.preflight }).from(deliveries));
  expect(rows.filter(({ preflight }) => preflight).map(({ id }) => id)).toEqual([near.id]);
  expect(far.risks).toEqual([]);
});

test("more than a network takes from one account in its window is said to those that come too late", async () => {
  const ctx = await testWorkspace();
  const channelId = await testChannel(ctx, "linkedin");
  const at = inHours(10);
  const one = await publishable(ctx, { network: "linkedin", channelId });
  await schedulePost(ctx, { postId: one.postId, at: at.toISOString(), channelIds: [channelId] });
  const [row] = await ctx.tx((tx) => tx.select().from(deliveries));
  if (!row) throw new Error("nothing was scheduled");
  const { id: _, ...copy } = row;
  const more = await publishable(ctx, { network: "linkedin", channelId });
  const plan = (minutes: number) => new Date(at.getTime() + minutes * 60_000);
  const ids = await ctx.tx(async (tx) => {
    const rows = Array.from({ length: 148 }, (_row, n) => ({ ...copy, sendAt: plan(n + 1), dueAt: plan(n + 1) }));
    return tx.insert(deliveries).values(rows).returning({ id: deliveries.id });
  });
  await ctx.tx((tx) =>
    tx
      .insert(deliveryParts)
      .values(ids.map(({ id }) => ({ workspaceId: ctx.workspaceId, deliveryId: id, ordinal: 0, ownKey: id }))),
  );
  const last = async (minutes: number, postId: string) =>
    (await schedulePost(ctx, { postId, at: plan(minutes).toISOString(), channelIds: [channelId] })).deliveries[0]
      ?.risks;
  expect(await last(200, more.postId)).toEqual([]);
  const over = await publishable(ctx, { network: "linkedin", channelId });
  expect(await last(201, over.postId)).toMatchObject([{ code: "quota", severity: "warning" }]);
  const dayLater = await publishable(ctx, { network: "linkedin", channelId });
  expect(await last(27 * 60, dayLater.postId)).toEqual([]);
});
