import { asc, eq } from "drizzle-orm";
import { modelProviders } from "@/db/schema/models";
import { builtInModel } from "@/server/ai/built-in/built-in";
import type { Model } from "@/server/ai/model";
import { type Provider, providerModel } from "@/server/ai/provider-model";
import { type ChainOptions, chainModels } from "@/server/ai/router";
import type { Ctx } from "@/server/context";
import { meteredModel, type Use } from "@/server/models/metered-model";
import { openProvider } from "@/server/models/provider-key";
import { serverProviders } from "@/server/models/server-providers";
import { readSettings } from "@/server/models/spending";

/** A provider that may be asked now; `id` is null for one of the server's. */
type Link = { id: string | null; provider: Provider };

/**
 * The workspace's writers as one model, `built-in` last: its own providers in their order, or the server's where it has
 * none and allows them. What it is set to is read anew at each request, so a change counts from the next one on.
 */
export function workspaceModel(ctx: Ctx, use: Use, options: ChainOptions = {}): Model {
  const asked = new Map<string, number>();
  return {
    provider: "workspace",
    label: "The workspace's models",
    generate: async (request) => {
      const outside = (await askedProviders(ctx)).map(({ id, provider }) => ({ id, model: providerModel(provider) }));
      const links = [...outside, { id: null, model: builtInModel() }];
      // Who asks the same thing again was not content with the reply; a step that runs again asks in the same order.
      const words = JSON.stringify([request.instructions, request.prompt]);
      const times = asked.get(words) ?? 0;
      asked.set(words, times + 1);
      const again = { ...use, edition: `${use.edition ?? ""}/${times}` };
      const chain = links.map(({ id, model }) => meteredModel(model, { ctx, use: again, providerId: id }));
      return chainModels(chain, options).generate(request);
    },
  };
}

/** Who is asked before `built-in`, first to last. */
export async function askedProviders(ctx: Ctx): Promise<Link[]> {
  const { rows, settings } = await ctx.tx(async (tx) => ({
    rows: await tx
      .select()
      .from(modelProviders)
      .where(eq(modelProviders.workspaceId, ctx.workspaceId))
      .orderBy(asc(modelProviders.position), asc(modelProviders.id)),
    settings: await readSettings(tx, ctx.workspaceId),
  }));
  const own = rows.filter(({ isOn }) => isOn);
  if (own.length > 0) return own.map((row) => ({ id: row.id, provider: openProvider(row) }));
  return settings.useServer ? serverProviders().map((provider) => ({ id: null, provider })) : [];
}

/** Who writes first, as people read it; null: only the built-in writer. */
export async function firstWriter(ctx: Ctx): Promise<string | null> {
  const [first] = await askedProviders(ctx);
  return first ? `${first.provider.name} · ${first.provider.model.large}` : null;
}
