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
import { ANTHROPIC_KEYWORDS, schemaProblem } from "./schema-rules";

const MODELS = [
  "claude-opus-5-5",
  "claude-sonnet-5-5",
  "claude-haiku-5-5",
  "claude-fable-5-2",
  "claude-fable-5-1",
  "claude-opus-5",
  "claude-sonnet-5",
  "claude-opus-4-8",
  "claude-opus-4-7",
  "claude-opus-4-6",
  "claude-opus-4-5",
  "claude-sonnet-4-6",
  "claude-haiku-4-5",
];
const SAMPLING = ["temperature", "top_p", "top_k"];
const FIELDS = new Set(
  (
    "model max_tokens messages cache_control container diagnostics inference_geo metadata output_config service_tier " +
    "speed stop_sequences stream system thinking tool_choice tools user_profile_id workspace_id"
  ).split(" "),
);

/** A local Anthropic Messages API, version 2026-10-21; `url` has no /v1, as its SDK wants it. */
export function startAnthropicServer(options: { apiKey: string; reply: ReplyHook }): Promise<ModelServer> {
  const dialect: Dialect = {
    path: "/v1/messages",
    check: (headers, body) => checkHeaders(headers, options.apiKey) ?? checkBody(headers, body),
    read,
    failure,
    frames: events,
    errorFrame: () => frame({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
  };
  return serveModel(dialect, options.reply);
}

function checkHeaders(headers: IncomingHttpHeaders, apiKey: string): Answer | null {
  // Both are accepted, and the older header wins.
  const key = headers["x-api-key"] ?? headers.authorization?.replace(/^Bearer /, "");
  if (key !== apiKey) return failure("unauthorized", 0);
  const version = headers["anthropic-version"];
  if (version === "2026-10-21" || version === "2023-06-01") return null;
  return invalid(`anthropic-version: "${version}" is not a valid version`);
}

function checkBody(headers: IncomingHttpHeaders, body: Record<string, unknown>): Answer | null {
  const allowed = headers["anthropic-version"] === "2023-06-01" ? SAMPLING : [];
  const extra = Object.keys(body).find((key) => !FIELDS.has(key) && !allowed.includes(key));
  if (extra) return invalid(`${extra}: Extra inputs are not permitted`);
  const { model, max_tokens: limit, messages, thinking } = body;
  if (typeof model !== "string") return invalid("model: Field required");
  if (!MODELS.includes(model)) return anthropicError(404, "not_found_error", `model: ${model}`);
  if (typeof limit !== "number") return invalid("max_tokens: Field required");
  if (limit < 1 || limit > 128_000) return invalid(`max_tokens: ${limit} > 128000, the maximum for ${model}`);
  if (!Array.isArray(messages) || messages.length === 0) return invalid("messages: at least one message is required");
  if (asRecord(messages.at(-1))["role"] !== "user") return invalid("messages: the last message must be the user's");
  if (asRecord(thinking)["type"] === "enabled" && /-5(-|$)/.test(model)) {
    return invalid("thinking.type: enabled is not supported by this model");
  }
  if (body["stream"] !== true) return anthropicError(501, "api_error", "This double only streams.");
  const format = asRecord(asRecord(body["output_config"])["format"]);
  if (format["type"] !== "json_schema") return null;
  const problem = schemaProblem(format["schema"], { extra: ANTHROPIC_KEYWORDS, everyRequired: false });
  return problem === null ? null : invalid(`output_config.format.schema: ${problem}`);
}

function read(body: Record<string, unknown>): Asked {
  const { messages, model, system, output_config } = body;
  return {
    model: String(model),
    instructions: textOf(system),
    prompt: Array.isArray(messages) ? messages.map((one) => textOf(asRecord(one)["content"])).join("\n") : "",
    schema: asRecord(asRecord(output_config)["format"])["schema"] ?? null,
    body,
  };
}

function textOf(content: unknown): string {
  if (!Array.isArray(content)) return typeof content === "string" ? content : "";
  return content.map((block) => asRecord(block)["text"] ?? "").join("");
}

function* events({ asked, pieces, usage, ending }: Parameters<Dialect["frames"]>[0]): Generator<Frame> {
  const message = {
    id: `msg_${crypto.randomUUID()}`,
    type: "message",
    role: "assistant",
    model: asked.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    container: null,
    usage: spent({ ...usage, output: 1 }),
  };
  yield frame({ type: "message_start", message });
  yield frame({ type: "ping" });
  // The newest models always think; what they thought is not shown.
  yield frame({
    type: "content_block_start",
    index: 0,
    content_block: { type: "thinking", thinking: "", signature: "" },
  });
  yield frame({ type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "c2ln" } });
  yield frame({ type: "content_block_stop", index: 0 });
  yield frame({ type: "content_block_start", index: 1, content_block: { type: "text", text: "", citations: null } });
  const isWhole = ending !== "length" && ending !== "filtered" && ending !== "refused" && ending !== "failed";
  for (const text of isWhole ? pieces : pieces.slice(0, Math.ceil(pieces.length / 2))) {
    yield { ...frame({ type: "content_block_delta", index: 1, delta: { type: "text_delta", text } }), isText: true };
  }
  if (ending === "failed") {
    yield frame({ type: "error", error: { type: "api_error", message: "Internal server error" } });
    return;
  }
  yield frame({ type: "content_block_stop", index: 1 });
  // Cumulative; null stands for "as reported before".
  const total = { ...spent(usage), input_tokens: null, cache_creation_input_tokens: null };
  yield frame({ type: "message_delta", delta: stop(ending), usage: total });
  yield frame({ type: "message_stop" });
}

function stop(ending: string) {
  if (ending === "refused" || ending === "filtered") {
    const stop_details = { type: "refusal", category: "general_harms", explanation: null };
    return { stop_reason: "refusal", stop_sequence: null, stop_details, container: null };
  }
  const stop_reason = ending === "length" ? "max_tokens" : "end_turn";
  return { stop_reason, stop_sequence: null, stop_details: null, container: null };
}

function frame(data: { type: string; [key: string]: unknown }): Frame {
  return { event: data.type, data };
}

function spent({ input, cachedInput, cacheWrite, output }: TokenUsage) {
  return {
    input_tokens: input - cachedInput - cacheWrite,
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cachedInput,
    cache_creation: null,
    output_tokens: output,
    output_tokens_details: null,
    server_tool_use: null,
    service_tier: "standard",
  };
}

function failure(name: Parameters<Dialect["failure"]>[0], retryAfterSeconds: number): Answer {
  switch (name) {
    case "unauthorized":
      return anthropicError(401, "authentication_error", "invalid API key");
    case "rate_limited":
      return {
        ...anthropicError(429, "rate_limit_error", "This request would exceed your rate limit."),
        headers: { "retry-after": String(retryAfterSeconds), "anthropic-ratelimit-requests-remaining": "0" },
      };
    case "quota":
      return anthropicError(403, "permission_error", "Spend limit reached.", "enforced_spend_limit_reached");
    case "overloaded":
      return anthropicError(529, "overloaded_error", "Overloaded");
    case "server_error":
      return anthropicError(500, "api_error", "Internal server error");
    case "too_long":
      return invalid("prompt is too long: 1200000 tokens > 1000000 maximum");
  }
}

function invalid(message: string): Answer {
  return anthropicError(400, "invalid_request_error", message);
}

function anthropicError(status: number, type: string, message: string, code: string | null = null): Answer {
  const details = code === null ? null : { error_code: code };
  const request_id = "req_local";
  return {
    status,
    body: { type: "error", error: { type, message, details }, request_id },
    headers: { "request-id": request_id },
  };
}
