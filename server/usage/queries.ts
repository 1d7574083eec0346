import { and, asc, desc, eq, gte, inArray, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { jobs, modelCalls } from "@/db/schema/jobs";
import { sources } from "@/db/schema/sources";
import { workspaces } from "@/db/schema/workspaces";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { before, pageOf } from "@/server/paging";
import type { UsageDays, UsageJobs, UsageJobsInput, UsageOfJob, UsageTotals } from "@/server/usage/input";

/** Refused by our own limits: nothing was sent. */
const PASSED_OVER = ["over_budget", "unpriced"] as const;
const wasSent = sql`${modelCalls.outcome} not in ('over_budget', 'unpriced')`;
const number = (value: SQL) => sql<number>`coalesce(${value}, 0)`.mapWith(Number);

const sums = {
  calls: number(sql`count(*) filter (where ${wasSent} and ${modelCalls.outcome} <> 'cached')`),
  inputTokens: number(sql`sum(${modelCalls.inputTokens})`),
  outputTokens: number(sql`sum(${modelCalls.outputTokens})`),
  costMicros: number(sql`sum(${modelCalls.costMicros})`),
  savedMicros: number(sql`sum(${modelCalls.savedMicros})`),
  unpriced: number(sql`count(*) filter (where ${modelCalls.costMicros} is null)`),
};

/** The beginning of the day, in the workspace's zone, with which a span of so many days begins. */
const since = (workspaceId: string, days: number) => sql`(
  select (date_trunc('day', now() at time zone time_zone) - make_interval(days => ${days - 1}::int)) at time zone time_zone
  from ${workspaces} where id = ${workspaceId})`;

/** Model calls of the last days, today included, summed by model; the costliest first. */
export async function getUsage(ctx: Ctx, { days }: { days: number }): Promise<UsageTotals> {
  guard(ctx, "jobs.create");
  const { workspaceId } = ctx;
  const failed = sql`${modelCalls.outcome} not in ('completed', 'cached')`;
  const items = await ctx.tx((tx) =>
    tx
      .select({
        provider: modelCalls.provider,
        model: modelCalls.model,
        ...sums,
        failed: number(sql`count(*) filter (where ${failed} and ${wasSent})`),
        cached: number(sql`count(*) filter (where ${modelCalls.outcome} = 'cached')`),
      })
      .from(modelCalls)
      .where(and(eq(modelCalls.workspaceId, workspaceId), gte(modelCalls.at, since(workspaceId, days))))
      .groupBy(modelCalls.provider, modelCalls.model)
      .orderBy(desc(sums.costMicros), asc(modelCalls.provider), asc(modelCalls.model))
      .limit(100),
  );
  return { items };
}

/** The same by day, days without a call too. */
export async function getUsageDays(ctx: Ctx, { days }: { days: number }): Promise<UsageDays> {
  guard(ctx, "jobs.create");
  const { workspaceId } = ctx;
  const { called, span } = await ctx.tx(async (tx) => {
    const zone = sql`(select time_zone from ${workspaces} where id = ${workspaceId})`;
    const day = sql<string>`to_char(${modelCalls.at} at time zone ${zone}, 'YYYY-MM-DD')`;
    return {
      called: await tx
        .select({ day: day.as("day"), ...sums })
        .from(modelCalls)
        .where(and(eq(modelCalls.workspaceId, workspaceId), gte(modelCalls.at, since(workspaceId, days))))
        .groupBy(sql`1`),
      span: await tx.execute<{ day: string }>(sql`
        select to_char((now() at time zone ${zone})::date - back, 'YYYY-MM-DD') as day
        from generate_series(${days - 1}::int, 0, -1) as back`),
    };
  });
  const none = { calls: 0, inputTokens: 0, outputTokens: 0, costMicros: 0, savedMicros: 0, unpriced: 0 };
  return { items: span.map(({ day }) => called.find((one) => one.day === day) ?? { day, ...none }) };
}

/** The jobs of the last days with what each has cost, newest first. */
export async function listUsageJobs(ctx: Ctx, { days, limit, cursor }: UsageJobsInput): Promise<UsageJobs> {
  guard(ctx, "jobs.create");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const rows = await tx
      .select({
        id: jobs.id,
        title: sql<string>`coalesce(${sources.title}, left(${jobs.prompt}, 120), '')`,
        status: jobs.status,
        createdAt: jobs.createdAt,
      })
      .from(jobs)
      .leftJoin(sources, and(eq(sources.workspaceId, jobs.workspaceId), eq(sources.id, jobs.sourceId)))
      .where(
        and(
          eq(jobs.workspaceId, workspaceId),
          gte(jobs.createdAt, since(workspaceId, days)),
          before(cursor, jobs.createdAt, jobs.id),
        ),
      )
      .orderBy(desc(jobs.createdAt), desc(jobs.id))
      .limit(limit + 1);
    const { items, nextCursor } = pageOf(rows, limit);
    const costs = await costsOf(
      tx,
      workspaceId,
      items.map(({ id }) => id),
    );
    return { items: items.map((job) => ({ ...job, ...costs(job.id) })), nextCursor };
  });
}

/** What one job has cost, and which models were not asked for want of budget or price. Throws NOT_FOUND. */
export async function getUsageOfJob(ctx: Ctx, { jobId }: { jobId: string }): Promise<UsageOfJob> {
  guard(ctx, "jobs.create");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const one = and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, jobId));
    const [job] = await tx.select({ id: jobs.id }).from(jobs).where(one);
    if (!job) throw new AppError("NOT_FOUND", "There is no such job.");
    const { provider, model, outcome } = modelCalls;
    const refused = await tx
      .selectDistinct({ provider, model, reason: sql<(typeof PASSED_OVER)[number]>`${outcome}` })
      .from(modelCalls)
      .where(
        and(eq(modelCalls.workspaceId, workspaceId), eq(modelCalls.jobId, jobId), inArray(outcome, [...PASSED_OVER])),
      )
      .orderBy(provider, model)
      .limit(20);
    return { ...(await costsOf(tx, workspaceId, [jobId]))(jobId), passedOver: refused };
  });
}

async function costsOf(tx: Tx, workspaceId: string, jobIds: readonly string[]) {
  const rows = await tx
    .select({ jobId: modelCalls.jobId, ...sums })
    .from(modelCalls)
    .where(and(eq(modelCalls.workspaceId, workspaceId), inArray(modelCalls.jobId, [...jobIds])))
    .groupBy(modelCalls.jobId);
  const none = { calls: 0, inputTokens: 0, outputTokens: 0, costMicros: 0, savedMicros: 0, unpriced: 0 };
  return (jobId: string) => {
    const { jobId: _, ...found } = rows.find((row) => row.jobId === jobId) ?? { jobId, ...none };
    return found;
  };
}
