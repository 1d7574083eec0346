import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { modelCalls } from "@/db/schema/jobs";
import { modelReservations, modelSettings } from "@/db/schema/models";
import { workspaces } from "@/db/schema/workspaces";

/** Limits of spending, in millionths of a US dollar; null: none. */
export type Budget = { dayMicros: number | null; monthMicros: number | null };

/** What was spent since the day and the month began in the workspace's zone, calls now running at their highest cost. */
export type Spending = { dayMicros: number; monthMicros: number };

/** The workspace's settings; without a row, the usual ones. */
export async function readSettings(tx: Tx, workspaceId: string): Promise<Budget & { useServer: boolean }> {
  const [row] = await tx.select().from(modelSettings).where(eq(modelSettings.workspaceId, workspaceId));
  const { useServer, dayMicros, monthMicros } = row ?? { useServer: true, dayMicros: null, monthMicros: null };
  return { useServer, dayMicros, monthMicros };
}

/** What all models of a workspace have cost, and each of its own providers by id. */
export async function readSpending(
  tx: Tx,
  workspaceId: string,
): Promise<{ all: Spending; of: (providerId: string) => Spending }> {
  // One statement, so that a call settled meanwhile is counted once: as a reservation or as a call.
  const rows = await tx.execute<{ provider_id: string | null; day: string; month: string }>(sql`
    with begin as materialized (
      select date_trunc('day', now() at time zone time_zone) at time zone time_zone as day,
             date_trunc('month', now() at time zone time_zone) at time zone time_zone as month
      from ${workspaces} where id = ${workspaceId}
    )
    select provider_id, sum(day) as day, sum(month) as month from (
      select c.provider_id, case when c.at >= begin.day then c.cost_micros else 0 end as day, c.cost_micros as month
      from begin, ${modelCalls} c where c.workspace_id = ${workspaceId} and c.at >= begin.month and c.cost_micros > 0
      union all
      select r.provider_id, r.micros, r.micros
      from ${modelReservations} r where r.workspace_id = ${workspaceId} and r.expires_at > now()
    ) as spent group by provider_id`);
  const none = { dayMicros: 0, monthMicros: 0 };
  const add = (sum: Spending, { dayMicros, monthMicros }: Spending) => ({
    dayMicros: sum.dayMicros + dayMicros,
    monthMicros: sum.monthMicros + monthMicros,
  });
  const spent = rows.map(({ provider_id, day, month }) => ({
    providerId: provider_id,
    dayMicros: Number(day),
    monthMicros: Number(month),
  }));
  return {
    all: spent.reduce(add, none),
    of: (providerId) => spent.filter((one) => one.providerId === providerId).reduce(add, none),
  };
}

/** US dollars as millionths of one; null stays null. */
export const toMicros = (usd: number | null): number | null => (usd === null ? null : Math.round(usd * 1_000_000));
/** Millionths of a US dollar as dollars. */
export const toUsd = (micros: number): number => micros / 1_000_000;
