import OpenAI, { APIError } from "openai";
import type { ChatCompletionChunk } from "openai/resources/chat/completions";
import type { CompletionUsage } from "openai/resources/completions";
import type { Model, TokenUsage } from "@/server/ai/model";
import { explainOpenAiError } from "@/server/ai/openai-error";
import {
  REASONING_ROOM,
  streamingModel,
  type VendorCall,
  type VendorEvent,
  type VendorOptions,
} from "@/server/ai/streaming-model";
import { ModelError } from "@/server/errors";

/** An endpoint that speaks Chat Completions: xAI, Gemini, Ollama, vLLM, … `name` is what people read. */
export type CompatibleOptions = Omit<VendorOptions, "apiKey" | "baseUrl"> & {
  name: string;
  baseUrl: string;
  apiKey?: string;
  /** The vendor behind it, for the ledger; absent: "compatible". */
  provider?: string;
  /** Its models reason also when no `effort` is asked for. */
  isReasoning?: boolean;
};

/** Any OpenAI-compatible endpoint through Chat Completions, streamed; works without strict schemas where it must. */
export function compatibleModel(given: CompatibleOptions): Model {
  // Ollama and vLLM need no key, but the SDK does.
  const options = { ...given, apiKey: given.apiKey || "none" };
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseUrl,
    fetch: unwrapped(given.fetch ?? fetch),
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: "off",
  });
  return streamingModel({
    provider: options.provider ?? "compatible",
    name: options.name,
    options,
    stream: (call) => stream(client, call, options),
    explain: (error) => explainOpenAiError(options.name, error),
  });
}

/** Gemini wraps its errors in an array (2026-11), where the SDK does not look. */
const unwrapped =
  (send: typeof fetch): typeof fetch =>
  async (input, init) => {
    const response = await send(input, init);
    if (response.ok) return response;
    const text = await response.text();
    const body = /^\s*\[(.*)\]\s*$/s.exec(text)?.[1] ?? text;
    return new Response(body, { status: response.status, headers: response.headers });
  };

/** Endpoint and model pairs that refused `response_format`: asked in words from then on, until the process ends. */
const withoutFormat = new Set<string>();

async function* stream(client: OpenAI, call: VendorCall, options: CompatibleOptions): AsyncGenerator<VendorEvent> {
  const { data: chunks, response } = await open(client, call, options);
  yield { type: "headers", headers: response.headers };
  let finished: string | null = null;
  let isEmpty = true;
  for await (const chunk of chunks) {
    const choice = chunk.choices[0];
    if (chunk.usage) yield { type: "usage", usage: counted(chunk.usage) };
    const delta = choice?.delta;
    if (delta?.refusal) throw new ModelError("refused", `${options.name} refused: ${delta.refusal}`);
    if (delta?.content) isEmpty = false;
    yield delta?.content ? { type: "text", delta: delta.content } : { type: "alive" };
    finished = choice?.finish_reason ?? finished;
  }
  // Judged only here, since usage follows the finish; the SDK swallows the closing [DONE].
  if (finished === null) return;
  if (finished === "length") throw new ModelError("truncated", `${options.name} stopped at the longest reply allowed.`);
  if (finished === "content_filter" || isEmpty) {
    // Gemini's safety stop may come as a plain "stop" without any text (2026-11).
    throw new ModelError("refused", `${options.name} gave an empty or filtered reply.`);
  }
  yield { type: "end" };
}

async function open(
  client: OpenAI,
  call: VendorCall,
  options: CompatibleOptions,
): Promise<{ data: AsyncIterable<ChatCompletionChunk>; response: Response }> {
  const endpoint = `${options.baseUrl} ${call.model}`;
  const room = options.effort || options.isReasoning ? REASONING_ROOM : 0;
  const send = (isStrict: boolean) =>
    client.chat.completions
      .create(
        {
          model: call.model,
          messages: [
            { role: "system", content: isStrict ? call.instructions : `${call.instructions}\n\n${inWords(call)}` },
            { role: "user", content: call.prompt },
          ],
          // Not max_completion_tokens: Ollama and older vLLM know only this one. No room for reasoning unless asked for:
          // vLLM refuses a total beyond the model's context.
          max_tokens: call.maxOutputTokens + room,
          stream: true,
          stream_options: { include_usage: true },
          ...(isStrict && { response_format: strictFormat(call) }),
          ...(options.effort && { reasoning_effort: options.effort }),
        },
        { signal: call.signal },
      )
      .withResponse();
  if (withoutFormat.has(endpoint)) return await send(false);
  try {
    return await send(true);
  } catch (error) {
    if (!refusesFormat(error)) throw error;
    withoutFormat.add(endpoint);
    return await send(false);
  }
}

function strictFormat({ schemaName, schema }: VendorCall) {
  return { type: "json_schema" as const, json_schema: { name: schemaName, strict: true, schema } };
}

function inWords({ schema }: VendorCall): string {
  return `Reply with one JSON object and nothing else, no code fence. It must match this JSON schema:\n${JSON.stringify(schema)}`;
}

/** Endpoints say it in their own words; all name what they refuse. */
function refusesFormat(error: unknown): boolean {
  if (!(error instanceof APIError) || error.status === undefined) return false;
  const isRefusal = [400, 404, 415, 422, 500, 501].includes(error.status);
  return isRefusal && /response_format|json_schema|structured output|grammar/i.test(`${error.param} ${error.message}`);
}

/** xAI leaves reasoning out of `completion_tokens` (2026-11); the total has it. */
function counted(usage: CompletionUsage): TokenUsage {
  const { prompt_tokens: input, completion_tokens, total_tokens, prompt_tokens_details: details } = usage;
  return {
    input,
    cachedInput: details?.cached_tokens ?? 0,
    cacheWrite: details?.cache_write_tokens ?? 0,
    output: Math.max(completion_tokens, (total_tokens ?? 0) - input),
  };
}
