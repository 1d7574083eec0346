import { asc, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { modelCalls } from "@/db/schema/jobs";
import { modelProviders } from "@/db/schema/models";
import { hasKnownPrice, PRICE_SOURCES } from "@/server/ai/prices";
import { VENDOR_IDS, VENDORS } from "@/server/ai/vendors";
import { type Ctx, guard } from "@/server/context";
import type { BudgetView, ModelsOverview, ProviderStatus, ProviderView } from "@/server/models/input";
import { serverProviders } from "@/server/models/server-providers";
import { type Budget, readSettings, readSpending, type Spending, toUsd } from "@/server/models/spending";

type Row = typeof modelProviders.$inferSelect;
type LastCalls = { provider_id: string; outcome: string; at: Date; failed: number };

/** After so many failures in a row, each process leaves a model alone for a while (server/ai/circuit.ts). */
const RESTS_AFTER = 5;
const REST_MS = 30_000;

/** Everything the models page shows. Keys stay where they are: only their last four characters are told. */
export async function modelsOf(ctx: Ctx): Promise<ModelsOverview> {
  guard(ctx, "jobs.create");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const rows = await tx
      .select()
      .from(modelProviders)
      .where(eq(modelProviders.workspaceId, workspaceId))
      .orderBy(asc(modelProviders.position), asc(modelProviders.id));
    const settings = await readSettings(tx, workspaceId);
    const spending = await readSpending(tx, workspaceId);
    const last = await lastCalls(tx, workspaceId);
    const view = (row: Row): ProviderView => {
      const budget = budgetOf(row, spending.of(row.id));
      const called = last.find(({ provider_id }) => provider_id === row.id);
      return viewOf(row, { budget, status: statusOf(row, budget, called) });
    };
    return {
      providers: rows.map(view),
      server: serverProviders().map(({ vendor, name, model }) => ({ vendor, name, ...model })),
      useServer: settings.useServer,
      budget: budgetOf(settings, spending.all),
      vendors: VENDOR_IDS.map((id) => VENDORS[id]),
      prices: PRICE_SOURCES,
    };
  });
}

/** How each provider's last call ended, and how many have failed in a row. */
async function lastCalls(tx: Tx, workspaceId: string): Promise<LastCalls[]> {
  const rows = await tx.execute<LastCalls>(sql`
    select p.id as provider_id, l.outcome, l.at, l.failed
    from ${modelProviders} p cross join lateral (
      select (array_agg(outcome order by at desc, id desc))[1] as outcome, max(at) as at,
             coalesce(min(n) filter (where outcome = 'completed'), count(*) + 1) - 1 as failed
      from (
        select c.outcome, c.at, c.id, row_number() over (order by c.at desc, c.id desc) as n
        from ${modelCalls} c
        where c.workspace_id = ${workspaceId} and c.provider_id = p.id and c.at > now() - interval '7 days'
          and c.outcome not in ('cached', 'cancelled', 'over_budget', 'unpriced')
        order by c.at desc, c.id desc limit ${RESTS_AFTER}
      ) as recent
    ) as l
    where p.workspace_id = ${workspaceId} and l.outcome is not null`);
  return rows.map((row) => ({ ...row, at: new Date(row.at), failed: Number(row.failed) }));
}

const WORDS: Record<string, string> = {
  auth: "It did not accept the key. Enter it again.",
  no_model: "It has no model of that name for this key. Check the names.",
  quota: "The account has no credit left. Add some with the vendor.",
  rate_limited: "It is limiting how often you may ask.",
  unavailable: "It could not be reached.",
  timeout: "It took too long to answer.",
  invalid_reply: "Its last reply was not what was asked for.",
  truncated: "Its last reply was cut short.",
};

function statusOf({ isOn }: Row, { day, month }: BudgetView, last: LastCalls | undefined): ProviderStatus {
  const at = last?.at ?? null;
  if (!isOn) return { state: "off", message: null, at };
  const used = [
    { gauge: day, words: "Today's budget is used up." },
    { gauge: month, words: "This month's budget is used up." },
  ].find(({ gauge }) => gauge.limitUsd !== null && gauge.spentUsd >= gauge.limitUsd);
  if (used) return { state: "over_budget", message: used.words, at };
  if (!last) return { state: "new", message: null, at };
  const message = WORDS[last.outcome];
  if (!message) return { state: "ok", message: null, at };
  const rests = last.failed >= RESTS_AFTER && Date.now() - last.at.getTime() < REST_MS;
  return { state: rests ? "resting" : "failing", message, at };
}

const viewOf = (row: Row, more: Pick<ProviderView, "budget" | "status">): ProviderView => {
  const { id, vendor, name, baseUrl, keyEnd, smallModel, largeModel, inputPrice, outputPrice, isOn } = row;
  const isNamed = VENDORS[vendor].isFree || (inputPrice !== null && outputPrice !== null);
  const priced = { small: isNamed || hasKnownPrice(smallModel), large: isNamed || hasKnownPrice(largeModel) };
  const models = { small: smallModel, large: largeModel };
  return { id, vendor, name, baseUrl, keyEnd, ...models, inputPrice, outputPrice, priced, isOn, ...more };
};

function budgetOf({ dayMicros, monthMicros }: Budget, spent: Spending): BudgetView {
  const gauge = (limit: number | null, used: number) => ({
    limitUsd: limit === null ? null : toUsd(limit),
    spentUsd: toUsd(used),
  });
  return { day: gauge(dayMicros, spent.dayMicros), month: gauge(monthMicros, spent.monthMicros) };
}
