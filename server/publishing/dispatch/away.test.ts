import { expect, test } from "vitest";
import { testDatabase } from "@/server/testing/database";
import { dispatchBed, scheduled, settled, stateOf } from "@/server/testing/dispatch-bed";
import { eventually } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";

const database = testDatabase();
const bed = dispatchBed(database);

/** What ran out would be put right by its lease, which outlives every test here. */
const LONG = { lease: 60_000 };

test("an intent that the database lost is begun again as soon as it is back, not when its lease ends", async () => {
  const ctx = await testWorkspace();
  await bed.dispatcher({ timing: LONG });
  const { id } = await scheduled(ctx, 1_500);
  await eventually("it is claimed", async () => (await stateOf(ctx, id)) === "claimed");
  await bed.asAdmin((admin) =>
    admin.begin(async (tx) => {
      await tx`select from deliveries where id = ${id} for update`;
      await eventually("its intent is on the way", () =>
        bed.asAdmin(async (other) => {
          const cut = await other`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = ${database.name} and wait_event_type = 'Lock' and query like '%begin_sending%'`;
          return cut.length > 0;
        }),
      );
    }),
  );
  await settled(ctx, id, "published");
  expect(bed.recorder.accepted.map(({ at, dueAt }) => at >= dueAt)).toEqual([true]);
});
