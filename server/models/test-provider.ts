import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { modelProviders } from "@/db/schema/models";
import type { ModelRequest } from "@/server/ai/model";
import { providerModel } from "@/server/ai/provider-model";
import { type Ctx, guard } from "@/server/context";
import { AppError, ModelError, type ModelErrorKind } from "@/server/errors";
import type { TestedProvider } from "@/server/models/input";
import { meteredModel } from "@/server/models/metered-model";
import { openProvider } from "@/server/models/provider-key";

const TEST_MS = 30_000;

type Result = TestedProvider["models"][number]["result"];

const RESULTS: Record<ModelErrorKind, Result> = {
  auth: "wrong_key",
  no_model: "no_model",
  unavailable: "unreachable",
  timeout: "unreachable",
  quota: "no_credit",
  rate_limited: "limited",
  over_budget: "over_budget",
  unpriced: "over_budget",
  refused: "odd",
  truncated: "odd",
  invalid_reply: "odd",
  too_long: "odd",
  cancelled: "unreachable",
};

/**
 * Asks a provider one small question with each of its models and says in plain words what came of it. A real call: it
 * costs a fraction of a cent, counts against the budgets and stands in the ledger. Throws NOT_FOUND.
 */
export async function testProvider(ctx: Ctx, { providerId }: { providerId: string }): Promise<TestedProvider> {
  guard(ctx, "workspace.manage");
  const [row] = await ctx.tx((tx) =>
    tx
      .select()
      .from(modelProviders)
      .where(and(eq(modelProviders.workspaceId, ctx.workspaceId), eq(modelProviders.id, providerId))),
  );
  if (!row) throw new AppError("NOT_FOUND", "There is no such provider.");
  const provider = openProvider(row);
  const limits = { firstByteMs: TEST_MS, idleMs: TEST_MS, totalMs: TEST_MS };
  const use = { jobId: null, purpose: "test" };
  const model = meteredModel(providerModel({ ...provider, limits }), { ctx, use, providerId });
  const { small, large } = provider.model;
  const sizes = small === large ? (["small"] as const) : (["small", "large"] as const);
  const models = await Promise.all(
    sizes.map(async (size) => {
      const name = provider.model[size];
      try {
        await model.generate(question(size));
        return { model: name, result: "works" as const, message: "It answered as it should." };
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        return { model: name, result: RESULTS[error.kind], message: error.message };
      }
    }),
  );
  return { works: models.every(({ result }) => result === "works"), models };
}

const question = (size: "small" | "large"): ModelRequest<{ ready: boolean }> => ({
  task: { kind: "outline", title: "", language: "en", passages: [], maxIdeas: 1 },
  instructions: "You are being tested. Answer with the JSON asked for and nothing else.",
  prompt: "Are you ready to write? Say so in `ready`.",
  schema: z.object({ ready: z.boolean() }),
  schemaName: "ready",
  size,
  maxOutputTokens: 100,
  signal: new AbortController().signal,
});
