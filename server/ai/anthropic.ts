import Anthropic, { APIConnectionError, APIError } from "@anthropic-ai/sdk";
import type { MessageDeltaUsage, RawMessageStreamEvent, Usage } from "@anthropic-ai/sdk/resources/messages";
import type { Model } from "@/server/ai/model";
import {
  REASONING_ROOM,
  streamingModel,
  type VendorCall,
  type VendorEvent,
  type VendorOptions,
} from "@/server/ai/streaming-model";
import { connectionError, vendorError } from "@/server/ai/vendor-errors";
import { ModelError } from "@/server/errors";

const NAME = "Anthropic";

/** Anthropic through its Messages API (version 2026-10-21, which refuses `temperature`): structured output, streamed. */
export function anthropicModel(options: VendorOptions): Model {
  const client = new Anthropic({
    // Given explicitly: without it the SDK looks for credential files on disk.
    apiKey: options.apiKey,
    baseURL: options.baseUrl ?? "https://api.anthropic.com",
    maxRetries: 0,
    logLevel: "off",
    ...(options.fetch && { fetch: options.fetch }),
  });
  return streamingModel({
    provider: "anthropic",
    name: NAME,
    options,
    stream: (call) => stream(client, call, options.effort),
    explain,
  });
}

async function* stream(
  client: Anthropic,
  call: VendorCall,
  effort: VendorOptions["effort"],
): AsyncGenerator<VendorEvent> {
  const request = client.messages.create(
    {
      model: call.model,
      max_tokens: call.maxOutputTokens + REASONING_ROOM,
      system: call.instructions,
      messages: [{ role: "user", content: call.prompt }],
      output_config: { format: { type: "json_schema", schema: call.schema }, ...(effort && { effort }) },
      stream: true,
    },
    { signal: call.signal },
  );
  const { data: events, response } = await request.withResponse();
  yield { type: "headers", headers: response.headers };
  let tokens = noTokens;
  let stop: ModelError | null = null;
  for await (const event of events) {
    if (event.type === "message_start") tokens = counted(tokens, event.message.usage);
    if (event.type === "message_delta") {
      tokens = counted(tokens, event.usage);
      stop = stopped(event.delta);
    }
    yield read(event, tokens);
    if (event.type === "message_stop" && stop) throw stop;
    if (event.type === "message_stop") yield { type: "end" };
  }
}

type Tokens = { fresh: number; read: number; written: number; output: number };

const noTokens: Tokens = { fresh: 0, read: 0, written: 0, output: 0 };

/** Each report is cumulative; null means "as before". */
function counted(before: Tokens, usage: Usage | MessageDeltaUsage): Tokens {
  return {
    fresh: usage.input_tokens ?? before.fresh,
    read: usage.cache_read_input_tokens ?? before.read,
    written: usage.cache_creation_input_tokens ?? before.written,
    output: usage.output_tokens ?? before.output,
  };
}

function read(event: RawMessageStreamEvent, tokens: Tokens): VendorEvent {
  if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
    return { type: "text", delta: event.delta.text };
  }
  if (event.type !== "message_start" && event.type !== "message_delta") return { type: "alive" };
  const { fresh, read: cachedInput, written: cacheWrite, output } = tokens;
  return { type: "usage", usage: { input: fresh + cachedInput + cacheWrite, cachedInput, cacheWrite, output } };
}

/** Refusals and cut replies arrive as HTTP 200 with a stop reason. */
function stopped(delta: { stop_reason: string | null; stop_details?: { category?: string | null } | null }) {
  switch (delta.stop_reason) {
    case "refusal":
      return new ModelError("refused", `${NAME} refused (${delta.stop_details?.category ?? "no category"}).`);
    case "max_tokens":
      return new ModelError("truncated", `${NAME} stopped at the longest reply allowed.`);
    case "model_context_window_exceeded":
      return new ModelError("too_long", `${NAME}'s context window is full.`);
    default:
      return null;
  }
}

function explain(error: unknown): ModelError {
  if (!(error instanceof APIError) || error instanceof APIConnectionError) return connectionError(NAME, error);
  const { status, headers, errorCode, type, message } = error;
  return vendorError({ name: NAME, status, codes: [errorCode, type], message, headers, cause: error });
}
