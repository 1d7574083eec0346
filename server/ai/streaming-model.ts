import { createHash } from "node:crypto";
import { type CallLimits, defaultLimits, watchCall } from "@/server/ai/call-limits";
import type { Asked, Model, ModelCall, ModelReply, ModelRequest, TokenUsage } from "@/server/ai/model";
import { costMicros, type FlatPrice } from "@/server/ai/prices";
import { noteLimits, noteRest, processRateLimits, type RateLimits, takeTurn } from "@/server/ai/rate-limits";
import { jsonText, readReply } from "@/server/ai/reply";
import { type StrictSchema, strictSchema } from "@/server/ai/strict-schema";
import { tokensAtMost } from "@/server/ai/tokens";
import { ModelError } from "@/server/errors";

/** What every vendor is told: its key and address, and the model for each size. */
export type VendorOptions = {
  apiKey: string;
  /** Absent: the vendor's own address. */
  baseUrl?: string;
  model: { small: string; large: string };
  /** How hard a reasoning model thinks; absent: its own default. Models that do not reason reject it. */
  effort?: "low" | "medium" | "high";
  limits?: Partial<CallLimits>;
  /** For models whose price is not in our table. */
  price?: FlatPrice;
  /** How it is reached; absent: as any server of the internet. */
  fetch?: typeof globalThis.fetch;
  /** What is left of the vendor's rate limits; absent: what this process knows. */
  rates?: RateLimits;
};

/** Room for reasoning on top of what the reply may take: it counts against the limit of a reply (2026-11). */
export const REASONING_ROOM = 8_000;

const NO_TOKENS: TokenUsage = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };

/** Tokens for what frames a prompt: roles, names, the schema's own wrapping. */
const FRAME = 100;

/** One call as a vendor sends it. */
export type VendorCall = {
  model: string;
  instructions: string;
  prompt: string;
  schema: StrictSchema;
  schemaName: string;
  maxOutputTokens: number;
  signal: AbortSignal;
};

/** What a vendor's stream comes to: its headers, more text, usage so far, the end it announced, or a sign of life. */
export type VendorEvent =
  | { type: "headers"; headers: Headers }
  | { type: "text"; delta: string }
  | { type: "usage"; usage: TokenUsage }
  | { type: "end" }
  | { type: "alive" };

/** What differs between vendors: how a call is sent and read (throwing ModelError for what the reply says) and its errors. */
export type Vendor = {
  provider: string;
  name: string;
  options: VendorOptions;
  stream: (call: VendorCall) => AsyncIterable<VendorEvent>;
  /** Turns whatever the SDK threw into a ModelError. */
  explain: (error: unknown) => ModelError;
};

/** A vendor as a Model: one try per `generate`, watched, parsed and priced; its failure carries the call it made. */
export function streamingModel(vendor: Vendor): Model {
  const { provider, options } = vendor;
  const { model, baseUrl, apiKey, effort, price, rates = processRateLimits() } = options;
  const account = hash([baseUrl ?? "", apiKey]).slice(0, 16);
  const circuit = (size: Asked["size"]) => `${provider}/${model[size]}/${account}`;
  return {
    provider,
    label: `${vendor.name} · ${model.large}`,
    circuit,
    waitMs: (request) =>
      takeTurn(rates, circuit(request.size), { tokens: inputTokens(request), now: performance.now() }),
    mostMicros: (request) => {
      const [input, output] = [inputTokens(request), request.maxOutputTokens + REASONING_ROOM];
      const cost = (cacheWrite: number) =>
        costMicros(model[request.size], { input, cachedInput: 0, cacheWrite, output }, { price });
      // Some vendors charge more for input they keep for the next call, and keep it unasked.
      const [fresh, kept] = [cost(0), cost(input)];
      return fresh === null || kept === null ? null : Math.max(fresh, kept);
    },
    fingerprint: ({ instructions, prompt, schema, schemaName, size, maxOutputTokens }) => {
      const asked = [instructions, prompt, JSON.stringify(strictSchema(schema, schemaName)), String(maxOutputTokens)];
      return hash([provider, baseUrl ?? "", model[size], effort ?? "", schemaName, ...asked]);
    },
    generate: (request) => callOnce(vendor, request, { name: circuit(request.size), rates }),
  };
}

/** The length before each part, so that no two lists of parts are written alike. */
const hash = (parts: readonly string[]): string =>
  createHash("sha256")
    .update(parts.map((part) => `${part.length}:${part}`).join(""))
    .digest("hex");

const inputTokens = ({ instructions, prompt, schema, schemaName }: Asked): number =>
  FRAME + tokensAtMost(instructions + prompt + JSON.stringify(strictSchema(schema, schemaName)));

async function callOnce<T>(
  vendor: Vendor,
  request: ModelRequest<T>,
  { name, rates }: { name: string; rates: RateLimits },
): Promise<ModelReply<T>> {
  const { provider, options } = vendor;
  const model = options.model[request.size];
  const schema = strictSchema(request.schema, request.schemaName);
  const started = performance.now();
  let usage: TokenUsage | null = null;
  let text = "";
  let ended = false;
  const finished = (outcome: ModelCall["outcome"]): ModelCall => {
    const latencyMs = Math.round(performance.now() - started);
    // A stream that broke before it was counted has been paid for all the same; so has one from who never counts.
    const spent =
      usage ?? (text === "" ? NO_TOKENS : { ...NO_TOKENS, input: inputTokens(request), output: tokensAtMost(text) });
    const costs = costMicros(model, spent, { price: options.price });
    return { provider, model, outcome, usage: spent, costMicros: costs, latencyMs };
  };

  const watch = watchCall(request.signal, { ...defaultLimits, ...options.limits });
  try {
    const { instructions, prompt, schemaName, maxOutputTokens } = request;
    const call = { model, instructions, prompt, schema, schemaName, maxOutputTokens, signal: watch.signal };
    for await (const event of explained(vendor, call, watch.failure)) {
      watch.heard();
      if (event.type === "headers") noteLimits(rates, name, { headers: event.headers, now: performance.now() });
      if (event.type === "usage") usage = event.usage;
      if (event.type === "end") ended = true;
      if (event.type !== "text") continue;
      text += event.delta;
      request.onText?.(jsonText(text));
    }
    if (!ended) throw new ModelError("truncated", `${vendor.name} ended its stream before the reply was complete.`);
    const value = readReply(text, request.schema);
    return { value, provider, model, calls: [finished("completed")] };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const { kind, message, cause, retryAfterMs } = error;
    if (kind === "rate_limited" && retryAfterMs !== null)
      noteRest(rates, name, { ms: retryAfterMs, now: performance.now() });
    const calls = [finished(kind)];
    throw new ModelError(kind, message, { cause, calls, ...(retryAfterMs !== null && { retryAfterMs }) });
  } finally {
    watch.stop();
  }
}

/** The vendor's events with its errors explained; errors of the consumer (`onText`) pass by untouched. */
async function* explained(
  vendor: Vendor,
  call: VendorCall,
  stopped: () => ModelError | null,
): AsyncGenerator<VendorEvent> {
  try {
    if (!call.signal.aborted) yield* vendor.stream(call);
  } catch (error) {
    throw stopped() ?? (error instanceof ModelError ? error : vendor.explain(error));
  }
  // Both SDKs end an aborted stream silently.
  const reason = stopped();
  if (reason) throw reason;
}
