import type { Db } from "./db.ts";

const batch = 500; // short transactions, so that nothing waits behind the clean-up

/** Deletes what ended more than `days` ago, and lets dedupe keys go after 24 h. */
export async function prune(db: Db, days: number): Promise<void> {
  await db.query(
    (sql) => sql`
    update engine.runs set dedupe_key = null where dedupe_key is not null and queued_at < now() - interval '24 hours'`,
  );
  await untilDone(() =>
    db.query(
      (sql) => sql`
    delete from engine.runs where id in (
      select id from engine.runs where ended_at < now() - make_interval(days => ${days}) limit ${batch})`,
    ),
  );
  await untilDone(() =>
    db.query(
      (sql) => sql`
    delete from engine.events where id in (
      select id from engine.events where received_at < now() - make_interval(days => ${days}) limit ${batch})`,
    ),
  );
  await untilDone(() =>
    db.query(
      (sql) => sql`
    delete from engine.buckets where key in (
      select key from engine.buckets where until < now() - interval '1 day' limit ${batch})`,
    ),
  );
}

async function untilDone(deleteSome: () => Promise<{ count: number }>): Promise<void> {
  while ((await deleteSome()).count === batch);
}
