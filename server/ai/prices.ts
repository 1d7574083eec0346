import type { TokenUsage } from "@/server/ai/model";

/** US dollars per million tokens, which is also millionths of a dollar per token; null: the vendor names none. */
type Price = { input: number; cachedInput: number | null; cacheWrite: number | null; output: number };

/** A price somebody names for a model that is not in our table, US dollars per million tokens. */
export type FlatPrice = { input: number; output: number };

/** `long`: above so many input tokens the whole call has another price. `until`: the day (UTC) from which `later` holds. */
type PriceRow = Price & { long?: Price & { above: number }; until?: string; later?: Price };

function price(input: number, cachedInput: number | null, cacheWrite: number | null, output: number): Price {
  return { input, cachedInput, cacheWrite, output };
}

/** OpenAI's models of the 5.4 line and later: above 272K input tokens, twice the input and 1.5 times the output price. */
function openAi(input: number, cachedInput: number, cacheWrite: number | null, output: number): PriceRow {
  const doubledWrite = cacheWrite === null ? null : cacheWrite * 2;
  const long = { above: 272_000, ...price(input * 2, cachedInput * 2, doubledWrite, output * 1.5) };
  return { ...price(input, cachedInput, cacheWrite, output), long };
}

/** xAI's models with a higher price above 200K input tokens. */
const grok: PriceRow = { ...price(2, 0.5, null, 6), long: { above: 200_000, ...price(4, 1, null, 12) } };

/** One vendor's prices, with where they are from and the day they were last seen there. */
type PriceList = { vendor: string; source: string; asOf: string; models: Record<string, PriceRow> };

/**
 * Standard tier, by exact model name: a name that is not here has no known price, whatever it begins with. Cache writes:
 * OpenAI 30 minutes, Anthropic 5 minutes. claude-fable-5-2 (no price found) and gemini-3.1-pro-preview (price above 200K
 * tokens not known) are left out on purpose.
 */
const PRICE_LISTS: readonly PriceList[] = [
  {
    vendor: "OpenAI",
    source: "transcriptions of its pricing page",
    asOf: "2026-11-05",
    models: {
      "gpt-6-astra": openAi(10, 1, 12.5, 50),
      "gpt-6.1-sol": openAi(2, 0.1, 2.5, 10),
      "gpt-6-sol": openAi(2, 0.2, 2.5, 10),
      "gpt-6.1-terra": openAi(1, 0.05, 1.25, 5),
      "gpt-6-luna": openAi(0.1, 0.01, 0.125, 0.5),
      "gpt-5.6-sol": openAi(4, 0.4, 5, 20),
      "gpt-5.6-terra": openAi(2, 0.2, 2.5, 12),
      "gpt-5.6-luna": openAi(0.2, 0.02, 0.25, 1.2),
      "gpt-5.5": openAi(5, 0.5, null, 30),
      "gpt-5.4": openAi(2.5, 0.25, null, 15),
      "gpt-5.4-mini": openAi(0.75, 0.075, null, 4.5),
      "gpt-5.4-nano": openAi(0.2, 0.02, null, 1.25),
      "gpt-4.1": price(2, 0.5, null, 8),
      "gpt-4.1-mini": price(0.4, 0.1, null, 1.6),
      "gpt-4o": price(2.5, 1.25, null, 10),
      "gpt-4o-mini": price(0.15, 0.075, null, 0.6),
    },
  },
  {
    vendor: "Anthropic",
    source: "its pricing page and dated tables made from it",
    asOf: "2026-10-31",
    models: {
      "claude-fable-5-1": price(10, 0.25, 12.5, 50),
      "claude-opus-5-5": price(4, 0.2, 5, 20),
      "claude-opus-5": price(5, 0.5, 6.25, 25),
      "claude-opus-4-8": price(5, 0.5, 6.25, 25),
      "claude-opus-4-7": price(5, 0.5, 6.25, 25),
      "claude-opus-4-6": price(5, 0.5, 6.25, 25),
      "claude-opus-4-5": price(5, 0.5, 6.25, 25),
      "claude-sonnet-5-5": price(2, 0.1, 2.5, 10),
      "claude-sonnet-5": price(2, 0.2, 2.5, 10),
      "claude-sonnet-4-6": price(3, 0.3, 3.75, 15),
      "claude-haiku-5-5": {
        ...price(0.1, 0.01, 0.125, 0.5),
        long: { above: 100_000, ...price(0.5, 0.05, 0.625, 2.5) },
      },
      "claude-haiku-4-5": price(1, 0.1, 1.25, 5),
    },
  },
  {
    vendor: "xAI",
    source: "resellers' lists that match its page",
    asOf: "2026-10-31",
    models: {
      "grok-4.6": grok,
      "grok-4.5": grok,
      "grok-4.3": price(1.25, null, null, 2.5),
      "grok-4.20-0309-reasoning": price(1.25, null, null, 2.5),
      "grok-4.20-0309-non-reasoning": price(1.25, null, null, 2.5),
      "grok-build-0.1": price(1, null, null, 2),
    },
  },
  {
    vendor: "Google",
    source: "a transcription of its pricing page; the introductory price ends with 2026",
    asOf: "2026-10-07",
    models: {
      "gemini-3.8-flash": { ...price(0.75, null, null, 3.75), until: "2027-01-01", later: price(1.5, null, null, 7.5) },
      "gemini-3.5-flash": price(1.5, 0.15, null, 9),
      "gemini-3.5-flash-lite": price(0.3, null, null, 2.5),
    },
  },
];

const PRICES = new Map(PRICE_LISTS.flatMap(({ models }) => Object.entries(models)));

/** Where our prices are from and how old they are. */
export const PRICE_SOURCES = PRICE_LISTS.map(({ vendor, source, asOf }) => ({ vendor, source, asOf }));

/** Whether a model's price is in our table. */
export const hasKnownPrice = (model: string): boolean => PRICES.has(model);

/** What else decides a cost: a price for a model that is not in our table, and the day (now, unless given). */
type CostOptions = { price?: FlatPrice | undefined; at?: Date };

/**
 * What a call costs, in millionths of a US dollar; null when the model's price is unknown. Where a vendor names no price
 * for cached input, or for keeping input, it counts as fresh input: never too little.
 */
export function costMicros(
  model: string,
  usage: TokenUsage,
  { price, at = new Date() }: CostOptions = {},
): number | null {
  const row = PRICES.get(model);
  const now = row ? priceAt(row, usage.input, at) : price && { ...price, cachedInput: null, cacheWrite: null };
  if (!now) return null;
  const fresh = Math.max(0, usage.input - usage.cachedInput - usage.cacheWrite);
  const cached = usage.cachedInput * (now.cachedInput ?? now.input);
  const written = usage.cacheWrite * (now.cacheWrite ?? now.input);
  return Math.round(fresh * now.input + cached + written + usage.output * now.output);
}

function priceAt(row: PriceRow, input: number, at: Date): Price {
  if (row.long && input > row.long.above) return row.long;
  if (row.later && row.until && at >= new Date(row.until)) return row.later;
  return row;
}
