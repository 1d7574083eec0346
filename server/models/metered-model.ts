import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { modelReservations } from "@/db/schema/models";
import type { Model, ModelCall, ModelReply, ModelRequest } from "@/server/ai/model";
import type { Ctx } from "@/server/context";
import { ModelError } from "@/server/errors";
import { findReply, keepReply, replyKey } from "@/server/models/kept-replies";
import { reserveCost } from "@/server/models/reserve-cost";
import { recordCalls } from "@/server/usage/record-calls";

/** What a model is asked for; another `edition` of the same request is written anew, the same one is remembered. */
export type Use = { jobId: string | null; purpose: string; edition?: string };

type Meter = { ctx: Ctx; use: Use; providerId: string | null };

const NO_TOKENS = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };

/**
 * A model whose every call is within the budgets before it is made, and in the ledger as soon as it has ended: whatever
 * becomes of the job it was for. A reply that was paid for is kept and not paid for again.
 */
export function meteredModel(model: Model, meter: Meter): Model {
  return {
    ...model,
    recall: (request) => recall(model, request, meter),
    generate: (request) => generate(model, request, meter),
  };
}

const keyOf = <T>({ fingerprint }: Model, request: ModelRequest<T>, { use }: Meter): string | null =>
  fingerprint ? replyKey(fingerprint(request), use.edition ?? "") : null;

async function recall<T>(model: Model, request: ModelRequest<T>, meter: Meter): Promise<ModelReply<T> | null> {
  const key = keyOf(model, request, meter);
  if (!key) return null;
  const { ctx, use, providerId } = meter;
  const started = performance.now();
  const found = await ctx.tx(async (tx) => {
    const kept = await findReply(tx, ctx.workspaceId, key);
    // The schema's words may be the same while what it accepts is not.
    const parsed = request.schema.safeParse(kept?.value);
    if (!kept || !parsed.success) return null;
    const { provider } = model;
    const latencyMs = Math.round(performance.now() - started);
    const call: ModelCall = {
      ...{ provider, model: kept.model, outcome: "cached", usage: NO_TOKENS, costMicros: 0, latencyMs },
    };
    const savedMicros = kept.costMicros ?? 0;
    await recordCalls(tx, { ...use, workspaceId: ctx.workspaceId, providerId, calls: [call], savedMicros });
    return { value: parsed.data, provider, model: kept.model, calls: recorded([call]) };
  });
  if (found) request.onText?.(JSON.stringify(found.value));
  return found;
}

async function generate<T>(model: Model, request: ModelRequest<T>, meter: Meter): Promise<ModelReply<T>> {
  const reservation = await reserve(model, request, meter);
  try {
    const reply = await model.generate(request);
    await settle(meter, reservation, reply.calls, async (tx) => {
      const key = keyOf(model, request, meter);
      if (!key) return;
      const costMicros = reply.calls.at(-1)?.costMicros ?? null;
      await keepReply(tx, meter.ctx.workspaceId, { key, model: reply.model, value: reply.value, costMicros });
    });
    return { ...reply, calls: recorded(reply.calls) };
  } catch (error) {
    // Of anything else nobody knows what it cost: what was set aside for it is freed by time.
    if (!(error instanceof ModelError)) throw error;
    await settle(meter, reservation, error.calls);
    throw withCalls(error, recorded(error.calls));
  }
}

/** Sets aside what the call may cost; a refusal is written down as a call that was not made. */
async function reserve<T>(model: Model, request: ModelRequest<T>, meter: Meter): Promise<string | null> {
  const { provider, label, mostMicros, circuit } = model;
  if (!mostMicros) return null;
  const { ctx, providerId } = meter;
  try {
    return await reserveCost(ctx, { providerId, label, mostMicros: mostMicros(request) });
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const name = circuit?.(request.size).split("/").slice(1, -1).join("/") ?? label;
    const call: ModelCall = {
      ...{ provider, model: name, outcome: error.kind, usage: NO_TOKENS, costMicros: 0, latencyMs: 0 },
    };
    await settle(meter, null, [call]);
    throw withCalls(error, recorded([call]));
  }
}

/** The call's real cost in place of what was set aside for it. */
async function settle(
  { ctx, use, providerId }: Meter,
  reservation: string | null,
  calls: readonly ModelCall[],
  also?: (tx: Tx) => Promise<void>,
): Promise<void> {
  const { workspaceId } = ctx;
  await ctx.tx(async (tx) => {
    await recordCalls(tx, { ...use, workspaceId, providerId, calls });
    if (reservation)
      await tx
        .delete(modelReservations)
        .where(and(eq(modelReservations.workspaceId, workspaceId), eq(modelReservations.id, reservation)));
    await also?.(tx);
  });
}

const recorded = (calls: readonly ModelCall[]): ModelCall[] => calls.map((call) => ({ ...call, recorded: true }));

function withCalls({ kind, message, cause, retryAfterMs }: ModelError, calls: readonly ModelCall[]): ModelError {
  return new ModelError(kind, message, { cause, calls, ...(retryAfterMs !== null && { retryAfterMs }) });
}
