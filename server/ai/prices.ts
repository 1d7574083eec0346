import type { TokenUsage } from "@/server/ai/model";

/** US dollars per million tokens, which is also millionths of a dollar per token; null: the vendor names no price. */
type Price = { input: number; cachedInput: number | null; cacheWrite: number | null; output: number };

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

/**
 * Standard tier, by exact model name: a name that is not here has no known price, whatever it begins with. Prices of
 * xAI and Gemini are of lower certainty. Cache writes: OpenAI 30 minutes, Anthropic 5 minutes.
 */
const PRICES = new Map<string, PriceRow>([
  // OpenAI: transcriptions of its pricing page dated 2026-10-01 to 2026-11-05.
  ["gpt-6-astra", openAi(10, 1, 12.5, 50)],
  ["gpt-6.1-sol", openAi(2, 0.1, 2.5, 10)],
  ["gpt-6-sol", openAi(2, 0.2, 2.5, 10)],
  ["gpt-6.1-terra", openAi(1, 0.05, 1.25, 5)],
  ["gpt-6-luna", openAi(0.1, 0.01, 0.125, 0.5)],
  ["gpt-5.6-sol", openAi(4, 0.4, 5, 20)],
  ["gpt-5.6-terra", openAi(2, 0.2, 2.5, 12)],
  ["gpt-5.6-luna", openAi(0.2, 0.02, 0.25, 1.2)],
  ["gpt-5.5", openAi(5, 0.5, null, 30)],
  ["gpt-5.4", openAi(2.5, 0.25, null, 15)],
  ["gpt-5.4-mini", openAi(0.75, 0.075, null, 4.5)],
  ["gpt-5.4-nano", openAi(0.2, 0.02, null, 1.25)],
  ["gpt-4.1", price(2, 0.5, null, 8)],
  ["gpt-4.1-mini", price(0.4, 0.1, null, 1.6)],
  ["gpt-4o", price(2.5, 1.25, null, 10)],
  ["gpt-4o-mini", price(0.15, 0.075, null, 0.6)],
  // Anthropic: its pricing page and dated tables, 2026-10. claude-fable-5-2 is missing on purpose: not found.
  ["claude-fable-5-1", price(10, 0.25, 12.5, 50)],
  ["claude-opus-5-5", price(4, 0.2, 5, 20)],
  ["claude-opus-5", price(5, 0.5, 6.25, 25)],
  ["claude-opus-4-8", price(5, 0.5, 6.25, 25)],
  ["claude-opus-4-7", price(5, 0.5, 6.25, 25)],
  ["claude-opus-4-6", price(5, 0.5, 6.25, 25)],
  ["claude-opus-4-5", price(5, 0.5, 6.25, 25)],
  ["claude-sonnet-5-5", price(2, 0.1, 2.5, 10)],
  ["claude-sonnet-5", price(2, 0.2, 2.5, 10)],
  ["claude-sonnet-4-6", price(3, 0.3, 3.75, 15)],
  ["claude-haiku-5-5", { ...price(0.1, 0.01, 0.125, 0.5), long: { above: 100_000, ...price(0.5, 0.05, 0.625, 2.5) } }],
  ["claude-haiku-4-5", price(1, 0.1, 1.25, 5)],
  // xAI: resellers' lists matching its page, 2026-07 to 2026-10.
  ["grok-4.6", grok],
  ["grok-4.5", grok],
  ["grok-4.3", price(1.25, null, null, 2.5)],
  ["grok-build-0.1", price(1, null, null, 2)],
  // Gemini: transcription of 2026-10-07; the introductory price ends with 2026. gemini-3.1-pro-preview is missing: its
  // price above 200K is not known.
  ["gemini-3.8-flash", { ...price(0.75, null, null, 3.75), until: "2027-01-01", later: price(1.5, null, null, 7.5) }],
  ["gemini-3.5-flash", price(1.5, 0.15, null, 9)],
  ["gemini-3.5-flash-lite", price(0.3, null, null, 2.5)],
]);

/** What a call cost, in millionths of a US dollar; null when the price of any part of it is unknown. */
export function costMicros(model: string, usage: TokenUsage, at: Date = new Date()): number | null {
  const row = PRICES.get(model);
  if (!row) return null;
  const now = priceAt(row, usage.input, at);
  const fresh = Math.max(0, usage.input - usage.cachedInput - usage.cacheWrite);
  const parts = [
    [fresh, now.input],
    [usage.cachedInput, now.cachedInput],
    [usage.cacheWrite, now.cacheWrite],
    [usage.output, now.output],
  ] as const;
  let sum = 0;
  for (const [tokens, perToken] of parts) {
    if (tokens === 0) continue;
    if (perToken === null) return null;
    sum += tokens * perToken;
  }
  return Math.round(sum);
}

function priceAt(row: PriceRow, input: number, at: Date): Price {
  if (row.long && input > row.long.above) return row.long;
  if (row.later && row.until && at >= new Date(row.until)) return row.later;
  return row;
}
