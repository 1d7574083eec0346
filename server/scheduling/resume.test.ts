import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { pool } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import type { Ctx } from "@/server/context";
import { pauseChannel, pauseWorkspace, readPauses } from "@/server/publishing/pause";
import { schedulePost } from "@/server/publishing/schedule-post";
import { testDatabase } from "@/server/testing/database";
import { deliveryRows, publishable, testChannel } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { listOverdue, resumeChannelWith, resumeWorkspaceWith } from "./resume";
import { addSlots, nextFreeSlots } from "./slots";

testDatabase();

/** Three posts of a channel that should have gone out an hour ago and since, and one to come. */
async function overdueQueue(ctx: Ctx): Promise<string> {
  const channelId = await testChannel(ctx);
  for (let i = 0; i < 4; i++) {
    const { postId } = await publishable(ctx, { channelId });
    await schedulePost(ctx, { postId, at: new Date(Date.now() + 86_400_000).toISOString(), channelIds: [channelId] });
  }
  const [, ...late] = await ctx.tx((tx) => tx.select().from(deliveries).where(eq(deliveries.channelId, channelId)));
  for (const [i, { id }] of late.entries()) {
    const at = new Date(Date.now() - 3_600_000 + i * 60_000);
    await ctx.tx((tx) => tx.update(deliveries).set({ dueAt: at, sendAt: at }).where(eq(deliveries.id, id)));
  }
  return channelId;
}
const due = async (ctx: Ctx) => (await deliveryRows(ctx)).map(({ dueAt }) => dueAt.getTime()).sort((a, b) => a - b);
const choice = { overdue: "leave", spacingMinutes: 5 } as const;

test("a pause is shown and kept, what is overdue is listed, and may be left as it is", async () => {
  const ctx = await testWorkspace();
  const channelId = await overdueQueue(ctx);
  await pauseChannel(ctx, { channelId });
  const first = await readPauses(ctx);
  await pauseChannel(ctx, { channelId });
  expect(first).toMatchObject({ workspacePausedAt: null, items: [{ channelId }] });
  expect(await readPauses(ctx)).toEqual(first);
  const listed = await listOverdue(ctx, { channelId, limit: 2 });
  expect([listed.items.length, listed.total]).toEqual([2, 3]);
  const before = await due(ctx);
  expect(await resumeChannelWith(ctx, { channelId, ...choice })).toEqual({ moved: 0, left: 3 });
  expect(await due(ctx)).toEqual(before);
  expect((await readPauses(ctx)).items).toEqual([]);
});

test("what is overdue goes out now, spaced and in its order", async () => {
  const ctx = await testWorkspace();
  const channelId = await overdueQueue(ctx);
  const order = (await deliveryRows(ctx)).toSorted((a, b) => Number(a.dueAt) - Number(b.dueAt)).map(({ id }) => id);
  await pauseChannel(ctx, { channelId });
  const asked = Date.now();
  expect(await resumeChannelWith(ctx, { channelId, overdue: "send_now", spacingMinutes: 10 })).toEqual({
    moved: 3,
    left: 0,
  });
  const rows = (await deliveryRows(ctx)).toSorted((a, b) => Number(a.dueAt) - Number(b.dueAt));
  expect(rows.map(({ id }) => id)).toEqual(order);
  const [a = 0, b = 0, c = 0] = rows.map(({ dueAt }) => dueAt.getTime());
  expect(a).toBeGreaterThanOrEqual(asked - 1_000);
  expect([b - a, c - b]).toEqual([600_000, 600_000]);
});

test("or takes the next free slots, of every channel of a workspace", async () => {
  const ctx = await testWorkspace();
  const channels = [await overdueQueue(ctx), await overdueQueue(ctx)];
  await pauseWorkspace(ctx);
  const next = { overdue: "next_free_slots", spacingMinutes: 5 } as const;
  await expect(resumeWorkspaceWith(ctx, next)).rejects.toThrow(/has no slots yet/);
  expect((await readPauses(ctx)).workspacePausedAt).not.toBeNull();
  for (const channelId of channels)
    await addSlots(ctx, { channelId, weekdays: [1, 2, 3, 4, 5, 6, 7], times: ["08:00"] });
  const free = await nextFreeSlots(ctx, { channelId: channels[0] ?? "", count: 3 });
  expect(await resumeWorkspaceWith(ctx, next)).toEqual({ moved: 6, left: 0 });
  const times = (await due(ctx)).filter((at) => free.items.some(({ dueAt }) => dueAt.getTime() === at));
  expect(times).toHaveLength(6);
  expect((await readPauses(ctx)).workspacePausedAt).toBeNull();
});

test("what is going out while it is resumed is left alone", async () => {
  const ctx = await testWorkspace();
  const channelId = await overdueQueue(ctx);
  const [first] = (await deliveryRows(ctx)).toSorted((a, b) => Number(a.dueAt) - Number(b.dueAt));
  const id = first?.id ?? "";
  const [begun, end] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
  // As a sender does: its intent commits while the resume waits for the row.
  const sender = ctx.tx(async (tx) => {
    await tx.update(deliveries).set({ state: "sending" }).where(eq(deliveries.id, id));
    begun.resolve(null);
    await end.promise;
  });
  await begun.promise;
  const resumed = resumeChannelWith(ctx, { channelId, overdue: "send_now", spacingMinutes: 0 });
  await vi.waitFor(async () => {
    const [blocked] = await pool()`select 1 from pg_locks where not granted and locktype in ('transactionid', 'tuple')`;
    expect(blocked).toBeDefined();
  }, 10_000);
  end.resolve(null);
  await sender;
  expect(await resumed).toEqual({ moved: 2, left: 1 });
  expect((await deliveryRows(ctx)).find((row) => row.id === id)).toMatchObject({ state: "sending", revision: 1 });
});

test("pausing takes the right permission", async () => {
  const writer = await testWorkspace("writer");
  const editor = await testWorkspace("editor");
  await expect(pauseChannel(writer, { channelId: crypto.randomUUID() })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(pauseWorkspace(editor)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(pauseChannel(editor, { channelId: crypto.randomUUID() })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
