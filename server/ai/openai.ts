import OpenAI from "openai";
import type { ResponseStreamEvent, ResponseUsage } from "openai/resources/responses/responses";
import type { Model, TokenUsage } from "@/server/ai/model";
import { explainOpenAiError } from "@/server/ai/openai-error";
import {
  REASONING_ROOM,
  streamingModel,
  type VendorCall,
  type VendorEvent,
  type VendorOptions,
} from "@/server/ai/streaming-model";
import { vendorError } from "@/server/ai/vendor-errors";
import { ModelError } from "@/server/errors";

const NAME = "OpenAI";

/** OpenAI through its Responses API: nothing stored there, strict schema, streamed. */
export function openAiModel(options: VendorOptions): Model {
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseUrl ?? "https://api.openai.com/v1",
    organization: null,
    project: null,
    // The SDK would also repeat "insufficient_quota"; our one retry policy is in retry.ts.
    maxRetries: 0,
    logLevel: "off",
    ...(options.fetch && { fetch: options.fetch }),
  });
  return streamingModel({
    provider: "openai",
    name: NAME,
    options,
    stream: (call) => stream(client, call, options.effort),
    explain: (error) => explainOpenAiError(NAME, error),
  });
}

async function* stream(client: OpenAI, call: VendorCall, effort: VendorOptions["effort"]): AsyncGenerator<VendorEvent> {
  const format = { type: "json_schema" as const, name: call.schemaName, strict: true, schema: call.schema };
  const request = client.responses.create(
    {
      model: call.model,
      instructions: call.instructions,
      input: call.prompt,
      text: { format },
      max_output_tokens: call.maxOutputTokens + REASONING_ROOM,
      store: false,
      stream: true,
      ...(effort && { reasoning: { effort } }),
    },
    { signal: call.signal },
  );
  const { data: events, response } = await request.withResponse();
  yield { type: "headers", headers: response.headers };
  for await (const event of events) yield* read(event);
}

function* read(event: ResponseStreamEvent): Generator<VendorEvent> {
  switch (event.type) {
    case "response.output_text.delta":
      yield { type: "text", delta: event.delta };
      return;
    case "response.refusal.done":
      yield { type: "alive" };
      throw new ModelError("refused", `${NAME} refused: ${event.refusal}`);
    case "response.completed":
      yield* usage(event.response.usage);
      yield { type: "end" };
      return;
    case "response.incomplete":
      yield* usage(event.response.usage);
      throw event.response.incomplete_details?.reason === "content_filter"
        ? new ModelError("refused", `${NAME}'s content filter stopped the reply.`)
        : new ModelError("truncated", `${NAME} stopped at the longest reply allowed.`);
    case "response.failed":
      yield* usage(event.response.usage);
      throw failure(event.response.error?.code, event.response.error?.message, event.response.error);
    case "error":
      throw failure(event.code, event.message, event);
    default:
      yield { type: "alive" };
  }
}

function* usage(reported: ResponseUsage | null | undefined): Generator<VendorEvent> {
  if (!reported) return;
  const { input_tokens, input_tokens_details: details, output_tokens } = reported;
  const tokens: TokenUsage = {
    input: input_tokens,
    cachedInput: details?.cached_tokens ?? 0,
    cacheWrite: details?.cache_write_tokens ?? 0,
    output: output_tokens,
  };
  yield { type: "usage", usage: tokens };
}

function failure(code: string | null | undefined, message: string | undefined, cause: unknown): ModelError {
  return vendorError({ name: NAME, status: undefined, codes: [code], message: message ?? "", cause });
}
