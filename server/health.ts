import { sql } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { env } from "@/server/env";

const EXECUTOR_MS = 2_000;

/** What readiness looked at; `outboxAgeSeconds` is how long the oldest event has waited for the executor. */
export type Health = { ready: boolean; database: boolean; executor: boolean; outboxAgeSeconds: number | null };

/** Can this process do its work: does the database answer, and the executor? */
export async function readiness(): Promise<Health> {
  const [age, executor] = await Promise.all([outboxAge().catch(() => null), executorAnswers()]);
  return { ready: age !== null && executor, database: age !== null, executor, outboxAgeSeconds: age };
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
