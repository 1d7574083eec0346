import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { attempts, deliveries, deliveryParts } from "@/db/schema/deliveries";
import { type Ctx, systemCtx } from "@/server/context";
import type { NetworkRules } from "@/server/networks/rules";
import { getDelivery } from "@/server/publishing/queries";
import { reconcileDelivery } from "@/server/publishing/reconcile-delivery";
import { testDatabase } from "@/server/testing/database";
import { dispatchBed, scheduled, settled } from "@/server/testing/dispatch-bed";
import { deliveryRows, eventually } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { newOwner } from "./owner";

const bed = dispatchBed(testDatabase());

/** This process as it would name itself with another pid: 4194303 is free, as pids end before it by default. */
const DEAD = newOwner().split("|").with(3, "4194303").join("|");
const ELSEWHERE = newOwner().split("|").with(1, "another-boot").join("|");

/** An intent as a sender leaves it that stops in the middle; `deadlineMs` from now nobody writes for it any more. */
async function abandoned(ctx: Ctx, owner: string, deadlineMs: number): Promise<string> {
  const { id } = await scheduled(ctx, 60_000);
  const { workspaceId } = ctx;
  await ctx.tx(async (tx) => {
    const deadlineAt = new Date(Date.now() + deadlineMs);
    await tx
      .update(deliveries)
      .set({ state: "sending", owner, fence: 1, sendingAt: new Date(), deadlineAt })
      .where(eq(deliveries.id, id));
    await tx.update(deliveryParts).set({ state: "sending" }).where(eq(deliveryParts.deliveryId, id));
    await tx
      .insert(attempts)
      .values({ workspaceId, deliveryId: id, ordinal: 0, kind: "publish", fence: 1, owner, startedAt: new Date() });
  });
  return id;
}

const HOUR = 3_600_000;
type Certainty = NetworkRules["certainty"];

test.each<{ with: string; certainty: Certainty; owner: string; becomes: string; writes: number }>([
  { with: "a key of ours", certainty: "native_key", owner: DEAD, becomes: "published", writes: 1 },
  {
    with: "a key of ours, by one that may still write",
    certainty: "native_key",
    owner: ELSEWHERE,
    becomes: "published",
    writes: 1,
  },
  { with: "a look-up only, by a dead sender", certainty: "lookup", owner: DEAD, becomes: "published", writes: 1 },
  {
    with: "a look-up only, by one that may still write",
    certainty: "lookup",
    owner: ELSEWHERE,
    becomes: "needs_attention",
    writes: 0,
  },
  { with: "no way to tell", certainty: "none", owner: DEAD, becomes: "needs_attention", writes: 0 },
])("a lost write with $with, which is not there: $becomes", async ({ certainty, owner, becomes, writes }) => {
  const ctx = await testWorkspace();
  const id = await abandoned(ctx, owner, owner === DEAD ? HOUR : -1);
  await bed.dispatcher({ rules: { certainty }, timing: { patience: 1_500 } });
  await settled(ctx, id, becomes);
  expect(bed.recorder.writes).toBe(writes);
});

test("a lost write of a dead sender that is not there yet is given the time to land", async () => {
  const ctx = await testWorkspace();
  const id = await abandoned(ctx, DEAD, HOUR);
  await bed.dispatcher({ timing: { settle: HOUR, patience: 1_500 } });
  await settled(ctx, id, "needs_attention");
  expect(bed.recorder.writes).toBe(0);
});

test("the intent of a dead sender is looked at at once, that of one nobody can judge only after its deadline", async () => {
  const ctx = await testWorkspace();
  const [dead, silent] = [await abandoned(ctx, DEAD, HOUR), await abandoned(ctx, ELSEWHERE, HOUR)];
  await bed.dispatcher();
  await settled(ctx, dead, "published");
  const row = (await deliveryRows(ctx)).find(({ id }) => id === silent);
  expect(row?.state).toBe("sending");
  expect((await getDelivery(ctx, { deliveryId: dead })).attempts[0]).toMatchObject({
    outcome: "unknown",
    message: "Its sender died.",
  });
});

test("without the executor the dispatcher finds out by itself", async () => {
  const ctx = await testWorkspace();
  bed.recorder.fault = () => "reset_after";
  await bed.dispatcher();
  const { id } = await scheduled(ctx, 0);
  await settled(ctx, id, "published");
  expect(bed.recorder.writes).toBe(1);
});

test("a network that hangs when it is asked: a person is, before the look ends", async () => {
  const ctx = await testWorkspace();
  bed.recorder.fault = () => "reset_after";
  bed.recorder.lookUpsHang = true;
  await bed.dispatcher({ timing: { patience: 400, lookUp: 15_000, lookAgain: 15_000 } });
  const { id } = await scheduled(ctx, 0);
  await settled(ctx, id, "needs_attention");
  expect(bed.recorder.lookUps).toBe(1);
});

test("several who look at once record one answer and send once", async () => {
  const ctx = await testWorkspace();
  bed.recorder.fault = ({ nth }) => (nth === 1 ? "reset_before" : null);
  await bed.dispatcher({ rules: { certainty: "native_key" }, timing: { look: 60_000 } });
  const { id } = await scheduled(ctx, 0);
  await settled(ctx, id, "unknown");
  const fence = (await deliveryRows(ctx))[0]?.fence ?? 0;
  const reach = bed.reachOf({ rules: { certainty: "native_key" } });
  const found = await Promise.all(
    Array.from({ length: 4 }, () =>
      reconcileDelivery(systemCtx(ctx.workspaceId, "test"), { deliveryId: id, fence }, reach),
    ),
  );
  expect(found.toSorted()).toEqual(["sent_again", "settled_already", "settled_already", "settled_already"]);
  await settled(ctx, id, "published");
  expect(bed.recorder.accepted).toHaveLength(1);
});

test("that it is out is believed even after a person was asked, until they answer", async () => {
  const ctx = await testWorkspace();
  bed.recorder.delayMs = 900;
  // The sender hears late, after its deadline and after everybody's patience.
  await bed.dispatcher({
    rules: { certainty: "none" },
    timing: { request: 8_000, startWithin: 400, grace: -8_300, patience: 100 },
  });
  const { id } = await scheduled(ctx, 0);
  await settled(ctx, id, "needs_attention");
  await settled(ctx, id, "published");
  expect(bed.recorder.writes).toBe(1);
});

test("a write that is lost again and again is not sent for ever", async () => {
  const ctx = await testWorkspace();
  bed.recorder.fault = () => "reset_before";
  const { id } = await scheduled(ctx, 0);
  await ctx.tx((tx) => tx.update(deliveries).set({ tries: 9 }));
  await bed.dispatcher({ rules: { certainty: "native_key" } });
  await settled(ctx, id, "needs_attention");
  expect((await getDelivery(ctx, { deliveryId: id })).failure).toMatchObject({ code: "gave_up" });
  await eventually("it was tried once", () => bed.recorder.writes === 1);
});
