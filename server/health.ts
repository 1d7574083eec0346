import { sql } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { env } from "@/server/env";

const EXECUTOR_MS = 2_000;

/** An event that waits longer than this for the executor says that it is away, where it cannot be asked. */
const OUTBOX_SECONDS = 60;

/**
 * What readiness looked at. `outboxAgeSeconds` is how long the oldest event has waited for the executor. `degraded`: what
 * needs the executor waits (writing, uploads ahead of time); posts that are scheduled go out all the same.
 */
export type Health = {
  ready: boolean;
  degraded: boolean;
  database: boolean;
  executor: boolean;
  outboxAgeSeconds: number | null;
};

/** Can this process serve people: does the database answer? An executor that is away takes nobody out of rotation. */
export async function readiness(): Promise<Health> {
  const [age, answers] = await Promise.all([outboxAge().catch(() => null), executorAnswers()]);
  const executor = answers && (age ?? 0) <= OUTBOX_SECONDS;
  return { ready: age !== null, degraded: !executor, database: age !== null, executor, outboxAgeSeconds: age };
}

/** Seconds the oldest unsent event has waited; 0 when there is none. */
export async function outboxAge(): Promise<number> {
  const [row] = await withoutTenant((tx) => tx.execute<{ age: number }>(sql`select sweep.outbox_age() as age`));
  return row?.age ?? 0;
}

/** Inngest Cloud has no address of ours to ask; our own executor and a self-hosted one have. */
async function executorAnswers(): Promise<boolean> {
  const base = env().INNGEST_BASE_URL;
  if (!base) return true;
  const answer = await fetch(new URL("/health", base), { signal: AbortSignal.timeout(EXECUTOR_MS) }).catch(() => null);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}
