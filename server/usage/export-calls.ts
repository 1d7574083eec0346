import { and, asc, eq, gte } from "drizzle-orm";
import { modelCalls } from "@/db/schema/jobs";
import { type Ctx, guard } from "@/server/context";
import { after, cursorOf } from "@/server/paging";

const PAGE = 1_000;
const HEADER =
  "at,purpose,job,provider,model,outcome,input_tokens,cached_input_tokens,cache_write_tokens,output_tokens,cost_usd,saved_usd,latency_ms";

/** The ledger of the last days as CSV (RFC 4180), oldest first, page by page. Throws FORBIDDEN before the first line. */
export function exportCalls(ctx: Ctx, { days }: { days: number }): AsyncGenerator<string, void> {
  guard(ctx, "jobs.create");
  return lines(ctx, days);
}

async function* lines(ctx: Ctx, days: number): AsyncGenerator<string, void> {
  yield `${HEADER}\r\n`;
  const from = new Date(Date.now() - days * 86_400_000);
  let cursor: string | undefined;
  for (;;) {
    const rows = await ctx.tx((tx) =>
      tx
        .select()
        .from(modelCalls)
        .where(
          and(
            eq(modelCalls.workspaceId, ctx.workspaceId),
            gte(modelCalls.at, from),
            after(cursor, modelCalls.at, modelCalls.id),
          ),
        )
        .orderBy(asc(modelCalls.at), asc(modelCalls.id))
        .limit(PAGE),
    );
    if (rows.length > 0) yield rows.map(line).join("");
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    cursor = cursorOf({ createdAt: last.at, id: last.id });
  }
}

function line(call: typeof modelCalls.$inferSelect): string {
  const { at, purpose, jobId, provider, model, outcome, costMicros } = call;
  const words = [at.toISOString(), purpose, jobId ?? "", provider, model, outcome].map(cell);
  const numbers = [
    call.inputTokens,
    call.cachedInputTokens,
    call.cacheWriteTokens,
    call.outputTokens,
    costMicros === null ? "" : costMicros / 1_000_000,
    call.savedMicros / 1_000_000,
    call.latencyMs,
  ];
  return `${[...words, ...numbers].join(",")}\r\n`;
}

/** A model's name is somebody's choice: one that begins like a formula must not become one in a spreadsheet. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
