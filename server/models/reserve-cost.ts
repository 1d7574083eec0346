import { and, eq, lte, sql } from "drizzle-orm";
import { modelProviders, modelReservations } from "@/db/schema/models";
import type { Ctx } from "@/server/context";
import { ModelError } from "@/server/errors";
import { type Budget, readSettings, readSpending, type Spending } from "@/server/models/spending";

/** Longer than any call may take (240 s), so what is freed by time belonged to a process that died. */
const RESERVED_FOR = "10 minutes";

type Planned = { providerId: string | null; label: string; mostMicros: number | null };

/**
 * Sets aside what a call may cost at most, if the workspace's budget and the provider's leave room for it; null when there
 * is no budget. Concurrent calls queue here, so together they cannot spend more than there is. Throws ModelError
 * "over_budget", or "unpriced" for a model whose price nobody knows.
 */
export async function reserveCost(ctx: Ctx, { providerId, label, mostMicros }: Planned): Promise<string | null> {
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const whole = await readSettings(tx, workspaceId);
    const [provider] = providerId
      ? await tx
          .select({ dayMicros: modelProviders.dayMicros, monthMicros: modelProviders.monthMicros })
          .from(modelProviders)
          .where(and(eq(modelProviders.workspaceId, workspaceId), eq(modelProviders.id, providerId)))
      : [];
    const own = provider ?? { dayMicros: null, monthMicros: null };
    if (!isLimited(whole) && !isLimited(own)) return null;
    if (mostMicros === null)
      throw new ModelError(
        "unpriced",
        `${label} was not asked: its price is not known, so no budget can hold it. Enter the price in Settings, Models.`,
      );
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`models ${workspaceId}`}, 0))`);
    const spending = await readSpending(tx, workspaceId);
    const reached =
      limitReached(whole, { spent: spending.all, more: mostMicros, whose: "The workspace's budget" }) ??
      (providerId && limitReached(own, { spent: spending.of(providerId), more: mostMicros, whose: "Its budget" }));
    if (reached) throw new ModelError("over_budget", `${label} was not asked. ${reached}`);
    await tx
      .delete(modelReservations)
      .where(and(eq(modelReservations.workspaceId, workspaceId), lte(modelReservations.expiresAt, sql`now()`)));
    const [reservation] = await tx
      .insert(modelReservations)
      .values({ workspaceId, providerId, micros: mostMicros, expiresAt: sql`now() + ${RESERVED_FOR}::interval` })
      .returning({ id: modelReservations.id });
    return reservation?.id ?? null;
  });
}

const isLimited = ({ dayMicros, monthMicros }: Budget): boolean => dayMicros !== null || monthMicros !== null;

/** Which limit another call might pass, in plain words; null: none. */
function limitReached(
  budget: Budget,
  { spent, more, whose }: { spent: Spending; more: number; whose: string },
): string | null {
  const over = (limit: number | null, used: number) => limit !== null && used + more > limit;
  if (over(budget.dayMicros, spent.dayMicros)) return `${whose} for today has no room for another call.`;
  if (over(budget.monthMicros, spent.monthMicros)) return `${whose} for this month has no room for another call.`;
  return null;
}
