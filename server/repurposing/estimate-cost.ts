import { costMicros } from "@/server/ai/prices";
import type { Provider } from "@/server/ai/provider-model";
import { likelyTokens } from "@/server/ai/tokens";
import { type Ctx, guard } from "@/server/context";
import type { CostEstimate, EstimateInput } from "@/server/models/input";
import { modelsOf } from "@/server/models/queries";
import { toUsd } from "@/server/models/spending";
import { askedProviders } from "@/server/models/workspace-model";
import { draftShape, type Format } from "@/server/repurposing/formats/format";
import { findFormat } from "@/server/repurposing/formats/registry";

/** About 1,500 words of English. */
const USUAL_CHARACTERS = 9_000;
/** A source in a prompt beside the bare text: ids, headings and JSON around each sentence. A rough guess, on the high side. */
const WRAPPED = 1.4;
/** Tokens of instructions and schema around the material: rules, shape, voice. */
const OUTLINE_WORDS = 700;
const DRAFT_WORDS = 1_600;
/** Tokens of an outline, and what a model may think beside any reply. */
const OUTLINE_REPLY = 600;
const THOUGHTS = 2_000;
/** A draft beside its bare text: ids and JSON around each sentence. */
const CITED = 1.8;
/** As in write-draft.ts: a draft is mended at most twice. */
const REPAIRS = 2;

type Call = { size: "small" | "large"; input: number; output: number };

/**
 * What a job would cost with the workspace's first provider: at least with nothing to mend and no thinking, at most with
 * every draft mended twice. An estimate from lengths; what is really charged stands on the usage page.
 */
export async function estimateCost(ctx: Ctx, input: EstimateInput): Promise<CostEstimate> {
  guard(ctx, "jobs.create");
  const [first] = await askedProviders(ctx);
  const calls = plannedCalls(input);
  const tokens = calls.low.reduce((sum, { input: given, output }) => sum + given + output, 0);
  if (!first) return { writer: null, lowUsd: 0, highUsd: 0, tokens: 0, leftUsd: null };
  const { provider } = first;
  return {
    writer: provider.name,
    lowUsd: priceOf(provider, calls.low),
    highUsd: priceOf(provider, calls.high),
    tokens,
    leftUsd: await leftUsd(ctx, first.id),
  };
}

function plannedCalls({ characters = USUAL_CHARACTERS, formats, variants }: EstimateInput) {
  const source = Math.ceil(likelyTokens(characters) * WRAPPED);
  const outline: Call = { size: "small", input: source + OUTLINE_WORDS, output: OUTLINE_REPLY };
  const drafts = formats
    .map(findFormat)
    .filter((format) => format !== undefined)
    .flatMap((format) => Array.from({ length: variants }, () => draftCall(format, source)));
  const repairs = drafts.flatMap(({ input, output }): Call[] =>
    Array.from({ length: REPAIRS }, () => ({ size: "small", input: input + output, output })),
  );
  const low = [outline, ...drafts];
  return { low, high: [...low, ...repairs].map((call) => ({ ...call, output: call.output + THOUGHTS })) };
}

function draftCall(format: Format, source: number): Call {
  const { target, minParts, maxParts, slides } = draftShape(format);
  const parts = Math.ceil((minParts + maxParts) / 2);
  const characters = target * parts + (slides ? (slides.target * (slides.min + slides.max)) / 2 : 0);
  return { size: "large", input: source + DRAFT_WORDS, output: Math.ceil(likelyTokens(characters) * CITED) };
}

/** In US dollars; null when a price is unknown. */
function priceOf({ vendor, model, price }: Provider, calls: readonly Call[]): number | null {
  let sum = 0;
  for (const { size, input, output } of calls) {
    const usage = { input, cachedInput: 0, cacheWrite: 0, output };
    const named = vendor === "ollama" ? (price ?? { input: 0, output: 0 }) : price;
    const cost = costMicros(model[size], usage, { price: named });
    if (cost === null) return null;
    sum += cost;
  }
  return toUsd(sum);
}

/** What the tightest budget that holds for a provider has left; null: none does. */
async function leftUsd(ctx: Ctx, providerId: string | null): Promise<number | null> {
  const { budget, providers } = await modelsOf(ctx);
  const own = providers.find(({ id }) => id === providerId)?.budget;
  const left = [budget.day, budget.month, own?.day, own?.month].flatMap((gauge) =>
    gauge && gauge.limitUsd !== null ? [Math.max(0, gauge.limitUsd - gauge.spentUsd)] : [],
  );
  return left.length > 0 ? Math.min(...left) : null;
}
