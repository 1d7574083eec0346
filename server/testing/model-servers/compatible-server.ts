import type { IncomingHttpHeaders } from "node:http";
import type { TokenUsage } from "@/server/errors";
import {
  type Answer,
  type Asked,
  asRecord,
  type Dialect,
  type Ending,
  type Frame,
  type ModelServer,
  type ReplyHook,
  serveModel,
} from "./model-server";
import { OPENAI_KEYWORDS, schemaProblem } from "./schema-rules";

/** Whose manners the endpoint has: error shapes, safety stops and token counting differ. */
type Flavour = "plain" | "xai" | "gemini";

export type CompatibleServerOptions = {
  reply: ReplyHook;
  models: string[];
  /** Absent: no key is asked for, as Ollama and vLLM. */
  apiKey?: string;
  flavour?: Flavour;
  /** Answers any `response_format` with 400, as endpoints without structured output do. */
  refusesFormat?: boolean;
  /** Ignores `stream_options`. */
  omitsUsage?: boolean;
};

/** A local Chat Completions endpoint; `url` already ends in /v1. */
export async function startCompatibleServer(options: CompatibleServerOptions): Promise<ModelServer> {
  const flavour = options.flavour ?? "plain";
  const dialect: Dialect = {
    path: "/v1/chat/completions",
    check: (headers, body) => check(headers, body, options),
    read,
    failure: (name, retryAfterSeconds) => failure(flavour, name, retryAfterSeconds),
    frames: (reply) => chunks(reply, options),
    errorFrame: () => ({ data: { error: { message: "The backend died.", type: "server_error", code: 500 } } }),
  };
  const server = await serveModel(dialect, options.reply);
  return { ...server, url: `${server.url}/v1` };
}

function check(
  headers: IncomingHttpHeaders,
  body: Record<string, unknown>,
  { apiKey, models, flavour = "plain", refusesFormat }: CompatibleServerOptions,
): Answer | null {
  if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`) return failure(flavour, "unauthorized", 0);
  const { model, messages, response_format: format } = body;
  if (typeof model !== "string" || !models.includes(model)) {
    return shaped(flavour, { status: 404, message: `model '${model}' not found`, code: "model_not_found" });
  }
  if (!Array.isArray(messages) || messages.length === 0) {
    return shaped(flavour, { status: 400, message: "messages is required", code: "invalid_request" });
  }
  if (body["stream"] !== true) return shaped(flavour, { status: 501, message: "This double only streams.", code: "" });
  if (format === undefined) return null;
  if (refusesFormat) {
    return shaped(flavour, { status: 400, message: "'response_format' is not supported", code: "invalid_request" });
  }
  const asked = asRecord(asRecord(format)["json_schema"]);
  if (asked["strict"] !== true) return null;
  const problem = schemaProblem(asked["schema"], { extra: OPENAI_KEYWORDS, everyRequired: true });
  return problem === null ? null : shaped(flavour, { status: 400, message: problem, code: "invalid_schema" });
}

function read(body: Record<string, unknown>): Asked {
  const messages = Array.isArray(body["messages"]) ? body["messages"].map(asRecord) : [];
  const said = (role: string) =>
    messages
      .filter((one) => one["role"] === role)
      .map((one) => String(one["content"]))
      .join("\n");
  return {
    model: String(body["model"]),
    instructions: said("system"),
    prompt: said("user"),
    schema: asRecord(asRecord(body["response_format"])["json_schema"])["schema"] ?? null,
    body,
  };
}

function* chunks(
  { asked, pieces, usage, ending }: Parameters<Dialect["frames"]>[0],
  { flavour = "plain", omitsUsage = false }: CompatibleServerOptions,
): Generator<Frame> {
  const base = { id: "chatcmpl-local", object: "chat.completion.chunk", created: 1_795_000_000, model: asked.model };
  const chunk = (delta: Record<string, unknown>, finish_reason: string | null = null): Frame => ({
    data: { ...base, choices: [{ index: 0, delta, finish_reason }] },
  });
  const wantsUsage = asRecord(asked.body["stream_options"])["include_usage"] === true && !omitsUsage;

  yield chunk({ role: "assistant", content: "" });
  if (ending === "refused") {
    yield chunk({ refusal: "I can't help with that." });
  } else if (!(ending === "filtered" && flavour === "gemini")) {
    const isWhole = ending !== "length" && ending !== "filtered" && ending !== "failed";
    for (const content of isWhole ? pieces : pieces.slice(0, Math.ceil(pieces.length / 2))) {
      yield { ...chunk({ content }), isText: true };
    }
  }
  if (ending === "failed") {
    yield { data: { error: { message: "The backend died.", type: "server_error", code: 500 } } };
    return;
  }
  yield chunk({}, finish(ending, flavour));
  if (wantsUsage) yield { data: { ...base, choices: [], usage: spent(usage, flavour) } };
  yield { data: "[DONE]" };
}

function finish(ending: Ending, flavour: Flavour): string {
  if (ending === "length") return "length";
  // Gemini may call its own safety stop an ordinary one.
  return ending === "filtered" && flavour !== "gemini" ? "content_filter" : "stop";
}

function spent({ input, cachedInput, output }: TokenUsage, flavour: Flavour) {
  // xAI counts reasoning in the total only.
  const completion = flavour === "xai" ? Math.ceil(output / 2) : output;
  return {
    prompt_tokens: input,
    completion_tokens: completion,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cachedInput },
  };
}

function failure(flavour: Flavour, name: Parameters<Dialect["failure"]>[0], retryAfterSeconds: number): Answer {
  switch (name) {
    case "unauthorized": {
      const status = { plain: 401, xai: 403, gemini: 400 }[flavour];
      return shaped(flavour, {
        status,
        message: "API key not valid.",
        code: "invalid_api_key",
        reason: "API_KEY_INVALID",
      });
    }
    case "rate_limited":
      return shaped(flavour, {
        status: 429,
        message: "Too many requests.",
        code: "rate_limit_exceeded",
        retryAfterSeconds,
      });
    case "quota":
      return shaped(flavour, { status: 402, message: "No credit left.", code: "payment_required" });
    case "overloaded":
      return shaped(flavour, { status: 503, message: "The model is overloaded.", code: "UNAVAILABLE" });
    case "server_error":
      return shaped(flavour, { status: 500, message: "Internal error.", code: "INTERNAL" });
    case "too_long":
      return shaped(flavour, { status: 400, message: "This model's maximum context length is 4096 tokens.", code: "" });
  }
}

type Failure = { status: number; message: string; code: string; reason?: string; retryAfterSeconds?: number };

/** The same failure in each endpoint's own shape: a string at xAI, an array with details at Google. */
function shaped(flavour: Flavour, { status, message, code, reason, retryAfterSeconds }: Failure): Answer {
  if (flavour === "xai") return { status, body: { code, error: message } };
  if (flavour === "plain") {
    const headers = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
    return { status, body: { error: { message, type: "invalid_request_error", param: null, code } }, headers };
  }
  const retryDelay = retryAfterSeconds === undefined ? {} : { retryDelay: `${retryAfterSeconds}s` };
  const details = [{ "@type": "type.googleapis.com/google.rpc.Status", ...(reason && { reason }), ...retryDelay }];
  const googleStatus = status === 429 ? "RESOURCE_EXHAUSTED" : code.toUpperCase();
  return { status, body: [{ error: { code: status, message, status: googleStatus, details } }] };
}
