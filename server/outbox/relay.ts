import { sql } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { listen } from "@/db/listen";
import { inngest } from "@/inngest/client";
import { log } from "@/server/log";

const BATCH = 100;
const FLOOR_MS = 5_000;
/** How long the executor may take: rows and a connection are held meanwhile. */
const SEND_MS = 10_000;

/** Sends what is in the outbox until it is empty. The row's id is the event's id, so a repeated send runs nothing twice. */
async function relayOutbox(): Promise<number> {
  let sent = 0;
  for (;;) {
    const count = await withoutTenant(async (tx) => {
      const rows = await tx.execute<{ id: string; name: string; data: Record<string, unknown> }>(
        sql`select id, name, data from sweep.take_outbox(${BATCH})`,
      );
      if (rows.length === 0) return 0;
      await send(rows.map((row) => ({ id: row.id, name: row.name, data: row.data })));
      const ids = rows.map((row) => row.id);
      await tx.execute(sql`select sweep.drop_outbox(${sql.param(ids)}::uuid[])`);
      return rows.length;
    });
    sent += count;
    if (count < BATCH) return sent;
  }
}

/** Throws after a while without an answer; what is accepted later all the same is known by its id. */
async function send(events: { id: string; name: string; data: Record<string, unknown> }[]): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("The executor did not answer in time.")), SEND_MS);
  try {
    await Promise.race([inngest.send(events), promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Keeps the outbox empty: woken by NOTIFY, with a poll as floor. Returns the way to stop it. */
export async function startRelay(): Promise<() => Promise<void>> {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  const run = async () => {
    do {
      again = false;
      try {
        await relayOutbox();
      } catch (error) {
        log().warn({ err: error }, "events wait in the outbox: the executor or the database does not answer");
      }
    } while (again && !stopped);
    running = null;
  };
  const wake = () => {
    if (stopped) return;
    if (running) again = true;
    else running = run();
  };
  const stopListening = await listen("outbox", { heard: wake, ready: wake });
  const floor = setInterval(wake, FLOOR_MS);
  return async () => {
    stopped = true;
    clearInterval(floor);
    stopListening();
    await running;
  };
}
