import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { modelProviders } from "@/db/schema/models";
import { VENDORS } from "@/server/ai/vendors";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import type { UpdateProviderInput } from "@/server/models/input";
import { sealKey } from "@/server/models/provider-key";
import { toMicros } from "@/server/models/spending";

type Row = typeof modelProviders.$inferSelect;

/**
 * Changes a provider. Throws NOT_FOUND, and BAD_REQUEST when its address changes without its key being given anew: a key
 * that is stored is only ever sent to where it was meant for.
 */
export async function updateProvider(ctx: Ctx, input: UpdateProviderInput): Promise<void> {
  guard(ctx, "workspace.manage");
  const { workspaceId } = ctx;
  const { providerId, apiKey, small, large, dayUsd, monthUsd, ...same } = input;
  await ctx.tx(async (tx) => {
    const row = await lockProvider(tx, workspaceId, providerId);
    const moves = same.baseUrl !== undefined && same.baseUrl !== row.baseUrl;
    if (moves && row.credentials && apiKey === undefined)
      throw new AppError("BAD_REQUEST", "Enter the key again: it was stored for the address this provider had.");
    if (apiKey === null && VENDORS[row.vendor].needsKey)
      throw new AppError("BAD_REQUEST", `${VENDORS[row.vendor].name} needs a key. Switch it off instead.`);
    if (same.baseUrl === null && VENDORS[row.vendor].baseUrl === null)
      throw new AppError("BAD_REQUEST", "Give the endpoint's address, for example https://llm.example.com/v1.");
    const key =
      apiKey === null ? { credentials: null, keyEnd: null } : apiKey && sealKey({ workspaceId, providerId }, apiKey);
    await tx
      .update(modelProviders)
      .set({
        ...same,
        ...(small !== undefined && { smallModel: small }),
        ...(large !== undefined && { largeModel: large }),
        ...(dayUsd !== undefined && { dayMicros: toMicros(dayUsd) }),
        ...(monthUsd !== undefined && { monthMicros: toMicros(monthUsd) }),
        ...key,
        // An update of nothing is no statement.
        position: row.position,
      })
      .where(and(eq(modelProviders.workspaceId, workspaceId), eq(modelProviders.id, providerId)));
  });
}

async function lockProvider(tx: Tx, workspaceId: string, providerId: string): Promise<Row> {
  const [row] = await tx
    .select()
    .from(modelProviders)
    .where(and(eq(modelProviders.workspaceId, workspaceId), eq(modelProviders.id, providerId)))
    .for("update");
  if (!row) throw new AppError("NOT_FOUND", "There is no such provider.");
  return row;
}
