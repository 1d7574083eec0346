import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { pool } from "@/db/client";
import { channels } from "@/db/schema/channels";
import { deliveries } from "@/db/schema/deliveries";
import { workspaces } from "@/db/schema/workspaces";
import type { Ctx } from "@/server/context";
import { testDatabase } from "@/server/testing/database";
import { dispatchBed, scheduled, settled } from "@/server/testing/dispatch-bed";
import { deliveryRows, eventually } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { createLedger } from "./ledger";

const bed = dispatchBed(testDatabase());

const pauseChannel = (ctx: Ctx, channelId: string, pausedAt: Date | null) =>
  ctx.tx((tx) => tx.update(channels).set({ pausedAt }).where(eq(channels.id, channelId)));
const pauseWorkspace = (ctx: Ctx, pausedAt: Date | null) => ctx.tx((tx) => tx.update(workspaces).set({ pausedAt }));
const wake = () => pool()`select pg_notify('due', '')`;
const waits = (ctx: Ctx, id: string) =>
  eventually("it is due and waits for the pause to end", async () => {
    const row = (await deliveryRows(ctx)).find((one) => one.id === id);
    return row?.state === "scheduled" && row.failure?.code === "paused";
  });

test("what a paused channel owes waits, says why, and goes out when it is resumed; other channels go on", async () => {
  const ctx = await testWorkspace();
  const [held, free] = [await scheduled(ctx, 500, { texts: ["held"] }), await scheduled(ctx, 500, { texts: ["free"] })];
  await pauseChannel(ctx, held.channelId, new Date());
  await bed.dispatcher();
  await settled(ctx, free.id, "published");
  await waits(ctx, held.id);
  await pauseChannel(ctx, held.channelId, null);
  await wake();
  await settled(ctx, held.id, "published");
  expect(bed.recorder.accepted.map(({ text }) => text)).toEqual(["free", "held"]);
  expect((await deliveryRows(ctx)).map(({ failure }) => failure)).toEqual([null, null]);
});

test("a paused workspace sends nothing, and another goes on", async () => {
  const [ctx, other] = [await testWorkspace(), await testWorkspace()];
  await pauseWorkspace(ctx, new Date());
  const held = await scheduled(ctx, 0, { texts: ["held"] });
  const free = await scheduled(other, 0, { texts: ["free"] });
  await bed.dispatcher();
  await settled(other, free.id, "published");
  await waits(ctx, held.id);
  await pauseWorkspace(ctx, null);
  await wake();
  await settled(ctx, held.id, "published");
});

test("a claim that is held when the pause commits is not sent", async () => {
  const ctx = await testWorkspace();
  await bed.dispatcher();
  const rows = [await scheduled(ctx, 1_900, { texts: ["a"] }), await scheduled(ctx, 1_900, { texts: ["b"] })];
  for (const { id } of rows) await settled(ctx, id, "claimed");
  await pauseChannel(ctx, rows[0]?.channelId ?? "", new Date());
  await pauseWorkspace(ctx, new Date());
  for (const { id } of rows) await waits(ctx, id);
  expect(bed.recorder.writes).toBe(0);
});

test("what became overdue follows the lateness policy, without asking a network that cannot tell", async () => {
  const ctx = await testWorkspace();
  await ctx.tx((tx) => tx.update(workspaces).set({ latenessMinutes: 10, pausedAt: new Date() }));
  const [late, tooLate] = [await scheduled(ctx, 60_000), await scheduled(ctx, 60_000)];
  for (const [id, minutes] of [
    [late.id, 5],
    [tooLate.id, 15],
  ] as const) {
    const then = new Date(Date.now() - minutes * 60_000);
    await ctx.tx((tx) => tx.update(deliveries).set({ dueAt: then, sendAt: then }).where(eq(deliveries.id, id)));
  }
  await bed.dispatcher({ rules: { certainty: "none" } });
  await waits(ctx, late.id);
  await waits(ctx, tooLate.id);
  await pauseWorkspace(ctx, null);
  await wake();
  await settled(ctx, late.id, "published");
  await settled(ctx, tooLate.id, "needs_attention");
  expect(bed.recorder.writes).toBe(1);
});

test("beginning to send and a pause that is not committed yet: nothing waits, and nothing is begun behind its back", async () => {
  const ctx = await testWorkspace();
  const { id } = await scheduled(ctx, 0);
  const ledger = createLedger((query) => Promise.resolve(query(pool())), { owner: "a" });
  const [claimed] = await ledger.claim(1, {
    ahead: 0,
    lease: 60_000,
    full: { workspaces: [], channels: [], networks: [] },
  });
  const intent = { id, fence: claimed?.fence ?? 0, revision: 1, ordinal: 0, spacingMs: 0 };
  await ctx
    .tx(async (tx) => {
      await tx.update(workspaces).set({ pausedAt: new Date() });
      expect(await ledger.begin([intent], 1_000)).toEqual(new Set());
      throw new Error("not paused after all");
    })
    .catch(() => {});
  expect(await ledger.begin([intent], 1_000)).toEqual(new Set([id]));
});
