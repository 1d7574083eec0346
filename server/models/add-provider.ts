import { randomUUID } from "node:crypto";
import { count, eq, max } from "drizzle-orm";
import { modelProviders } from "@/db/schema/models";
import { VENDORS } from "@/server/ai/vendors";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import type { AddProviderInput } from "@/server/models/input";
import { sealKey } from "@/server/models/provider-key";
import { toMicros } from "@/server/models/spending";

/** As many as `orderProviders` takes at once. */
const MOST = 20;

/** Adds a provider behind those that are there. Throws BAD_REQUEST when its vendor needs a key or an address and has none. */
export async function addProvider(ctx: Ctx, input: AddProviderInput): Promise<{ id: string }> {
  guard(ctx, "workspace.manage");
  const { workspaceId } = ctx;
  const { vendor, apiKey, dayUsd = null, monthUsd = null } = input;
  const known = VENDORS[vendor];
  const baseUrl = input.baseUrl ?? null;
  if (known.needsKey && !apiKey) throw new AppError("BAD_REQUEST", `${known.name} needs a key.`);
  if (known.baseUrl === null && baseUrl === null)
    throw new AppError("BAD_REQUEST", "Give the endpoint's address, for example https://llm.example.com/v1.");
  const id = randomUUID();
  return ctx.tx(async (tx) => {
    const [there] = await tx
      .select({ most: max(modelProviders.position), number: count() })
      .from(modelProviders)
      .where(eq(modelProviders.workspaceId, workspaceId));
    if (there && there.number >= MOST)
      throw new AppError("PRECONDITION_FAILED", `A workspace has at most ${MOST} providers. Remove one first.`);
    await tx.insert(modelProviders).values({
      id,
      workspaceId,
      vendor,
      name: input.name ?? known.name,
      baseUrl,
      smallModel: input.small,
      largeModel: input.large,
      inputPrice: input.inputPrice ?? null,
      outputPrice: input.outputPrice ?? null,
      position: (there?.most ?? -1) + 1,
      dayMicros: toMicros(dayUsd),
      monthMicros: toMicros(monthUsd),
      ...(apiKey && sealKey({ workspaceId, providerId: id }, apiKey)),
    });
    return { id };
  });
}
