import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { deliveries, deliveryParts } from "@/db/schema/deliveries";
import type { Ctx } from "@/server/context";
import { getDelivery } from "@/server/publishing/queries";
import { rescheduleDelivery } from "@/server/publishing/reschedule-delivery";
import { resolveDelivery } from "@/server/publishing/resolve-delivery";
import { testDatabase } from "@/server/testing/database";
import { dispatchBed, inMs, scheduled, settled } from "@/server/testing/dispatch-bed";
import { testWorkspace } from "@/server/testing/workspace";

const bed = dispatchBed(testDatabase());

/** Publishes something, then makes the ledger what it was before that: due in `ms`. */
async function putBack(ctx: Ctx, ms: number): Promise<string> {
  const first = await bed.dispatcher();
  const { id } = await scheduled(ctx, 0, { texts: ["once"] });
  await settled(ctx, id, "published");
  await first.stop();
  const then = new Date(Date.now() + ms);
  await ctx.tx(async (tx) => {
    const forgotten = { state: "scheduled" as const, dueAt: then, sendAt: then, publishedAt: null, sendingAt: null };
    await tx.update(deliveries).set(forgotten).where(eq(deliveries.id, id));
    await tx
      .update(deliveryParts)
      .set({ state: "pending", remoteId: null, receipt: null, publishedAt: null })
      .where(eq(deliveryParts.deliveryId, id));
  });
  return id;
}

const restore = () => bed.asAdmin((admin) => admin`update ledger_state set place = 'another system/1/2@1'`);
/** As after a start of Postgres with a copy of its files, when the last beat was so long ago. */
const restart = (secondsAgo: number) =>
  bed.asAdmin(
    (admin) => admin`update ledger_state set started_at = started_at - interval '1 day',
      beat_at = clock_timestamp() - ${secondsAgo} * interval '1 second', restored_at = null, restarted_at = null, silent_until = null`,
  );

test.each([
  ["just now", 0],
  ["in a while", 2_500],
])("a database that was put back sends nothing again that is out: due %s", async (_when, ms) => {
  const ctx = await testWorkspace();
  const id = await putBack(ctx, ms);
  await restore();
  await bed.dispatcher();
  await settled(ctx, id, "published");
  expect(bed.recorder.writes).toBe(1);
});

test("nor when a person has given it another time since, or it was the files that were put back", async () => {
  const ctx = await testWorkspace();
  const id = await putBack(ctx, 60_000);
  await restart(600);
  await bed.dispatcher();
  await rescheduleDelivery(ctx, { deliveryId: id, at: inMs(1_500) });
  await settled(ctx, id, "published");
  expect(bed.recorder.writes).toBe(1);
});

test("what was made after that is not doubted", async () => {
  const ctx = await testWorkspace();
  await bed.asAdmin((admin) => admin`select sweep.beat()`);
  await restore();
  await bed.asAdmin((admin) => admin`select sweep.beat()`);
  await bed.dispatcher();
  const { id } = await scheduled(ctx, 0);
  await settled(ctx, id, "published");
  expect(bed.recorder.lookUps).toBe(0);
});

test("files put back within seconds are looked through as well", async () => {
  const ctx = await testWorkspace();
  const id = await putBack(ctx, -1_000);
  await restart(5);
  await bed.dispatcher();
  await settled(ctx, id, "published");
  expect(bed.recorder.writes).toBe(1);
});

test("a restart of a few seconds asks nobody, also where nobody can tell", async () => {
  const ctx = await testWorkspace();
  const { id } = await scheduled(ctx, 1_500);
  await bed.asAdmin((admin) => admin`select sweep.beat()`);
  await restart(5);
  await bed.dispatcher({ rules: { certainty: "none" } });
  await settled(ctx, id, "published");
});

test("a copy of a database knows that it is one", async () => {
  const ctx = await testWorkspace();
  await scheduled(ctx, 60_000);
  const state = async () => (await bed.asAdmin((admin) => admin`select place, restored_at from ledger_state`))[0];
  await bed.asAdmin((admin) => admin`select sweep.beat()`);
  const before = await state();
  // What pg_restore --clean does to a table: the same rows under another oid.
  await bed.asAdmin((admin) =>
    admin.begin(async (sql) => {
      await sql`alter table deliveries rename to deliveries_before`;
      await sql`create table deliveries (like deliveries_before including all)`;
      await sql`select sweep.beat()`;
      await sql`drop table deliveries`;
      await sql`alter table deliveries_before rename to deliveries`;
    }),
  );
  const after = await state();
  expect(after?.["place"]).not.toBe(before?.["place"]);
  expect(after?.["restored_at"]).not.toEqual(before?.["restored_at"]);
});

test("where nobody can tell, a person is asked after a restore, and once only", async () => {
  const ctx = await testWorkspace();
  const id = await putBack(ctx, 1_500);
  await restore();
  await bed.dispatcher({ rules: { certainty: "none" } });
  await settled(ctx, id, "needs_attention");
  expect((await getDelivery(ctx, { deliveryId: id })).failure?.message).toMatch(/cannot say whether it is out/);
  expect(bed.recorder.writes).toBe(1);
  await resolveDelivery(ctx, { deliveryId: id, answer: "send_again" });
  await settled(ctx, id, "published");
  expect(bed.recorder.writes).toBe(2);
});

test("where nobody can tell, a night's rest alone asks nobody about what is due after it", async () => {
  const ctx = await testWorkspace();
  const { id } = await scheduled(ctx, 2_500);
  await (await bed.dispatcher()).stop();
  await restart(8 * 3_600);
  await bed.dispatcher({ rules: { certainty: "none" } });
  await settled(ctx, id, "published");
});
