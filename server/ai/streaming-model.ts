import { createHash } from "node:crypto";
import { type CallLimits, defaultLimits, watchCall } from "@/server/ai/call-limits";
import type { Model, ModelCall, ModelReply, ModelRequest, TokenUsage } from "@/server/ai/model";
import { costMicros } from "@/server/ai/prices";
import { jsonText, readReply } from "@/server/ai/reply";
import { type StrictSchema, strictSchema } from "@/server/ai/strict-schema";
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
};

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

/** What a vendor's stream comes to: more text, usage so far, the end it announced, or just a sign of life. */
export type VendorEvent =
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
  const { model, limits, baseUrl, apiKey } = vendor.options;
  const account = createHash("sha256")
    .update(`${baseUrl ?? ""}\n${apiKey}`)
    .digest("hex")
    .slice(0, 16);
  return {
    provider: vendor.provider,
    label: `${vendor.name} · ${model.large}`,
    circuit: (size) => `${vendor.provider}/${model[size]}/${account}`,
    generate: (request) => callOnce(vendor, request, { ...defaultLimits, ...limits }),
  };
}

async function callOnce<T>(vendor: Vendor, request: ModelRequest<T>, limits: CallLimits): Promise<ModelReply<T>> {
  const { provider } = vendor;
  const model = vendor.options.model[request.size];
  const schema = strictSchema(request.schema, request.schemaName);
  const started = performance.now();
  let usage: TokenUsage = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };
  let text = "";
  let ended = false;
  const finished = (outcome: ModelCall["outcome"]): ModelCall => {
    const latencyMs = Math.round(performance.now() - started);
    return { provider, model, outcome, usage, costMicros: costMicros(model, usage), latencyMs };
  };

  const watch = watchCall(request.signal, limits);
  try {
    const { instructions, prompt, schemaName, maxOutputTokens } = request;
    const call = { model, instructions, prompt, schema, schemaName, maxOutputTokens, signal: watch.signal };
    for await (const event of explained(vendor, call, watch.failure)) {
      watch.heard();
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
