import type { IncomingHttpHeaders } from "node:http";
import type { TokenUsage } from "@/server/errors";
import {
  type Answer,
  type Asked,
  asRecord,
  type Dialect,
  type Frame,
  type ModelServer,
  type ReplyHook,
  serveModel,
} from "./model-server";
import { OPENAI_KEYWORDS, schemaProblem } from "./schema-rules";

const MODELS = [
  "gpt-6-astra",
  "gpt-6.1-sol",
  "gpt-6.1-terra",
  "gpt-6-sol",
  "gpt-6-luna",
  "gpt-5.6-sol",
  "gpt-5.6-terra",
  "gpt-5.6-luna",
  "gpt-5.5",
  "gpt-5.4",
  "gpt-5.4-mini",
  "gpt-5.4-nano",
  "gpt-4.1",
  "gpt-4.1-mini",
  "gpt-4o",
  "gpt-4o-mini",
];
const RETIRED = ["gpt-4.1-nano", "o4-mini", "o3-mini", "o1", "gpt-4", "gpt-4-turbo", "gpt-3.5-turbo"];
const PARAMETERS = new Set(
  (
    "background conversation include input instructions max_output_tokens max_tool_calls metadata model " +
    "parallel_tool_calls previous_response_id prompt prompt_cache_key reasoning safety_identifier service_tier store " +
    "stream stream_options temperature text tool_choice tools top_logprobs top_p truncation user"
  ).split(" "),
);

/** A local OpenAI Responses API; `url` already ends in /v1, `stored` lists replies the caller let OpenAI keep. */
export async function startOpenAiServer(options: {
  apiKey: string;
  reply: ReplyHook;
}): Promise<ModelServer & { stored: string[] }> {
  const stored: string[] = [];
  const dialect: Dialect = {
    path: "/v1/responses",
    check: (headers, body) => check(headers, body, options.apiKey),
    read,
    failure,
    frames: (reply) => {
      const id = `resp_${crypto.randomUUID()}`;
      if (reply.asked.body["store"] !== false) stored.push(id);
      return numbered(events(id, reply));
    },
    errorFrame: (sequence_number) => {
      const error = { code: "server_error", message: "The server had an error.", param: null };
      return { event: "error", data: { type: "error", ...error, sequence_number } };
    },
  };
  const server = await serveModel(dialect, options.reply);
  return { ...server, url: `${server.url}/v1`, stored };
}

function check(headers: IncomingHttpHeaders, body: Record<string, unknown>, apiKey: string): Answer | null {
  if (headers.authorization !== `Bearer ${apiKey}`) return failure("unauthorized", 0);
  const unknown = Object.keys(body).find((key) => !PARAMETERS.has(key));
  if (unknown) return invalid(`Unknown parameter: '${unknown}'.`, unknown, "unknown_parameter");
  const model = body["model"];
  if (typeof model !== "string") return invalid("Missing required parameter: 'model'.", "model");
  if (!MODELS.includes(model)) {
    const why = RETIRED.includes(model) ? "has been deprecated" : "does not exist or you do not have access to it";
    return openAiError(404, { message: `The model '${model}' ${why}.`, param: "model", code: "model_not_found" });
  }
  if (body["input"] === undefined) return invalid("Missing required parameter: 'input'.", "input");
  const reasons = !model.startsWith("gpt-4");
  for (const parameter of reasons ? ["temperature", "top_p"] : ["reasoning"]) {
    if (parameter in body) {
      return invalid(`Unsupported parameter: '${parameter}' with this model.`, parameter, "unsupported_parameter");
    }
  }
  const limit = body["max_output_tokens"];
  if (limit !== undefined && (typeof limit !== "number" || limit < 16)) {
    return invalid(
      "Invalid 'max_output_tokens': expected a value >= 16.",
      "max_output_tokens",
      "integer_below_min_value",
    );
  }
  if (body["stream"] !== true)
    return openAiError(501, { message: "This double only streams.", code: "not_implemented" });
  return checkFormat(asRecord(asRecord(body["text"])["format"]));
}

function checkFormat(format: Record<string, unknown>): Answer | null {
  if (format["type"] !== "json_schema") return null;
  if (!/^[\w-]{1,64}$/.test(String(format["name"] ?? ""))) {
    return invalid("Invalid 'text.format.name': string does not match pattern.", "text.format.name", "invalid_value");
  }
  if (format["strict"] !== true) return null;
  const problem = schemaProblem(format["schema"], { extra: OPENAI_KEYWORDS, everyRequired: true });
  const message = `Invalid schema for response_format '${format["name"]}': ${problem}`;
  return problem === null ? null : invalid(message, "text.format.schema", "invalid_json_schema");
}

function read(body: Record<string, unknown>): Asked {
  return {
    model: String(body["model"]),
    instructions: String(body["instructions"] ?? ""),
    prompt: typeof body["input"] === "string" ? body["input"] : JSON.stringify(body["input"]),
    schema: asRecord(asRecord(body["text"])["format"])["schema"] ?? null,
    body,
  };
}

function* events(
  id: string,
  { asked, pieces, usage, ending }: Parameters<Dialect["frames"]>[0],
): Generator<Frame & { data: { type: string } }> {
  const { store, instructions, max_output_tokens, metadata = {} } = asked.body;
  const base = { id, object: "response", created_at: 1_795_000_000, model: asked.model, store: store !== false };
  const reply = (status: string, more: Record<string, unknown> = {}) => ({
    ...base,
    status,
    instructions,
    max_output_tokens,
    metadata,
    error: null,
    incomplete_details: null,
    output: [],
    usage: null,
    ...more,
  });
  const thought = { id: `rs_${id}`, type: "reasoning", summary: [] };
  const item = { id: `msg_${id}`, type: "message", role: "assistant" };
  const at = { item_id: item.id, output_index: 1, content_index: 0 };

  yield frame("response.created", { response: reply("in_progress") });
  yield frame("response.in_progress", { response: reply("in_progress") });
  yield frame("response.output_item.added", { output_index: 0, item: thought });
  yield frame("response.output_item.done", { output_index: 0, item: thought });
  yield frame("response.output_item.added", { output_index: 1, item: { ...item, status: "in_progress", content: [] } });
  if (ending === "refused") {
    const refusal = "I'm sorry, I can't help with that.";
    const part = { type: "refusal", refusal };
    const done = { ...item, status: "completed", content: [part] };
    yield frame("response.content_part.added", { ...at, part: { type: "refusal", refusal: "" } });
    yield frame("response.refusal.delta", { ...at, delta: refusal });
    yield frame("response.refusal.done", { ...at, refusal });
    yield frame("response.content_part.done", { ...at, part });
    yield frame("response.output_item.done", { output_index: 1, item: done });
    yield frame("response.completed", { response: reply("completed", { output: [thought, done], ...spent(usage) }) });
    return;
  }
  yield frame("response.content_part.added", { ...at, part: { type: "output_text", text: "", annotations: [] } });
  const isWhole = ending !== "length" && ending !== "filtered" && ending !== "failed";
  const said = isWhole ? pieces : pieces.slice(0, Math.ceil(pieces.length / 2));
  for (const delta of said) {
    yield { ...frame("response.output_text.delta", { ...at, delta, logprobs: [], obfuscation: "x9" }), isText: true };
  }
  if (ending === "failed") {
    const error = { code: "server_error", message: "The model failed to generate a response." };
    yield frame("response.failed", { response: reply("failed", { error, ...spent(usage) }) });
    return;
  }
  const text = said.join("");
  const part = { type: "output_text", text, annotations: [], logprobs: [] };
  const status = isWhole ? "completed" : "incomplete";
  const done = { ...item, status, content: [part] };
  yield frame("response.output_text.done", { ...at, text, logprobs: [] });
  yield frame("response.content_part.done", { ...at, part });
  yield frame("response.output_item.done", { output_index: 1, item: done });
  const reason = ending === "filtered" ? "content_filter" : "max_output_tokens";
  const details = isWhole ? {} : { incomplete_details: { reason } };
  yield frame(`response.${status}`, {
    response: reply(status, { output: [thought, done], ...details, ...spent(usage) }),
  });
}

function frame(type: string, data: Record<string, unknown>): Frame & { data: { type: string } } {
  return { event: type, data: { type, ...data } };
}

function* numbered(frames: Iterable<Frame & { data: { type: string } }>): Generator<Frame> {
  let sequence_number = 0;
  for (const one of frames) yield { ...one, data: { ...one.data, sequence_number: sequence_number++ } };
}

function spent({ input, cachedInput, cacheWrite, output }: TokenUsage) {
  const usage = {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cachedInput, cache_write_tokens: cacheWrite },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
  return { usage };
}

function failure(name: Parameters<Dialect["failure"]>[0], retryAfterSeconds: number): Answer {
  switch (name) {
    case "unauthorized":
      return openAiError(401, { message: "Incorrect API key provided.", code: "invalid_api_key" });
    case "rate_limited":
      return openAiError(
        429,
        { message: "Rate limit reached.", type: "requests", code: "rate_limit_exceeded" },
        { "retry-after": String(retryAfterSeconds), "x-ratelimit-remaining-requests": "0" },
      );
    case "quota":
      return openAiError(429, {
        message: "You exceeded your current quota, please check your plan and billing details.",
        type: "insufficient_quota",
        code: "insufficient_quota",
      });
    case "overloaded":
      return openAiError(503, { message: "The engine is currently overloaded.", type: "server_error" });
    case "server_error":
      return openAiError(500, { message: "The server had an error.", type: "server_error" });
    case "too_long":
      return invalid("Your input exceeds the context window of this model.", "input", "context_length_exceeded");
  }
}

function invalid(message: string, param: string, code: string | null = null): Answer {
  return openAiError(400, { message, param, code });
}

function openAiError(status: number, error: Record<string, unknown>, headers: Record<string, string> = {}): Answer {
  const body = { error: { type: "invalid_request_error", param: null, code: null, ...error } };
  return { status, body, headers: { "x-request-id": "req_local", ...headers } };
}
