import { and, eq, gte, sql } from "drizzle-orm";
import { modelCalls } from "@/db/schema/jobs";
import { type Ctx, guard } from "@/server/context";
import type { UsageTotals } from "@/server/usage/input";

/** Model calls of the last days, summed by model; the costliest first. */
export async function getUsage(ctx: Ctx, { days }: { days: number }): Promise<UsageTotals> {
  guard(ctx, "workspace.read");
  const cost = sql<number>`coalesce(sum(${modelCalls.costMicros}), 0)`.mapWith(Number);
  const items = await ctx.tx((tx) =>
    tx
      .select({
        provider: modelCalls.provider,
        model: modelCalls.model,
        calls: sql<number>`count(*)`.mapWith(Number),
        failed: sql<number>`count(*) filter (where ${modelCalls.outcome} <> 'completed')`.mapWith(Number),
        inputTokens: sql<number>`sum(${modelCalls.inputTokens})`.mapWith(Number),
        outputTokens: sql<number>`sum(${modelCalls.outputTokens})`.mapWith(Number),
        costMicros: cost,
        unpriced: sql<number>`count(*) filter (where ${modelCalls.costMicros} is null)`.mapWith(Number),
      })
      .from(modelCalls)
      .where(
        and(
          eq(modelCalls.workspaceId, ctx.workspaceId),
          gte(modelCalls.at, sql`now() - make_interval(days => ${days}::int)`),
        ),
      )
      .groupBy(modelCalls.provider, modelCalls.model)
      .orderBy(sql`coalesce(sum(${modelCalls.costMicros}), 0) desc`, modelCalls.provider, modelCalls.model)
      .limit(100),
  );
  return { items };
}
