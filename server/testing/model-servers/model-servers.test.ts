import { afterEach, describe, expect, it } from "vitest";
import { startAnthropicServer } from "./anthropic-server";
import { startCompatibleServer } from "./compatible-server";
import { asRecord, type ModelServer } from "./model-server";
import { startOpenAiServer } from "./openai-server";

const apiKey = "key-for-tests";
const reply = () => ({ text: "Hello from the other side." });
const strict = {
  type: "object",
  properties: { text: { type: "string" } },
  required: ["text"],
  additionalProperties: false,
};

let server: ModelServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

function post(url: string, body: unknown, headers: Record<string, string>): Promise<Response> {
  return fetch(url, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
}

/** The events of a stream, as their JSON (or the bare text of a sentinel). */
async function eventsOf(response: Response): Promise<unknown[]> {
  const data = (await response.text()).matchAll(/^data: (.*)$/gm);
  return Array.from(data, ([, text = ""]) => (text.startsWith("{") ? JSON.parse(text) : text));
}

const typesOf = (events: unknown[]) => {
  const types = events.map((event) => String(asRecord(event)["type"]));
  return types.filter((type, index) => type !== types[index - 1]);
};

describe("the OpenAI double", () => {
  const good = {
    model: "gpt-6-luna",
    input: "Hi",
    stream: true,
    store: false,
    text: { format: { type: "json_schema", name: "t", strict: true, schema: strict } },
  };
  const ask = async (body: unknown, key = apiKey) => {
    server ??= await startOpenAiServer({ apiKey, reply });
    return post(`${server.url}/responses`, body, { authorization: `Bearer ${key}` });
  };

  it("streams the events of the Responses API in order, numbered without a gap", async () => {
    const events = await eventsOf(await ask(good));
    expect(typesOf(events)).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.output_item.done",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(events.map((event) => asRecord(event)["sequence_number"])).toEqual(events.map((_event, index) => index));
  });

  it("notices a reply that the caller lets it keep", async () => {
    const started = await startOpenAiServer({ apiKey, reply });
    server = started;
    await (await ask(good)).text();
    expect(started.stored).toHaveLength(0);
    const { store: _store, ...rest } = good;
    await (await ask(rest)).text();
    expect(started.stored).toHaveLength(1);
  });

  it.each<[string, object, number, string]>([
    ["a retired model", { ...good, model: "gpt-4-turbo" }, 404, "model_not_found"],
    ["an unknown model", { ...good, model: "gpt-7" }, 404, "model_not_found"],
    ["a parameter of another API", { ...good, messages: [] }, 400, "unknown_parameter"],
    ["temperature while reasoning", { ...good, temperature: 1 }, 400, "unsupported_parameter"],
    ["an open object", format({ ...strict, additionalProperties: true }), 400, "invalid_json_schema"],
    ["an optional property", format({ ...strict, required: [] }), 400, "invalid_json_schema"],
    [
      "a keyword outside strict mode",
      format({ ...strict, properties: { text: { type: "string", minLength: 1 } } }),
      400,
      "invalid_json_schema",
    ],
  ])("refuses %s", async (_what, body, status, code) => {
    const response = await ask(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  });

  it("refuses another key", async () => {
    expect((await ask(good, "another")).status).toBe(401);
  });

  function format(schema: object) {
    return { ...good, text: { format: { type: "json_schema", name: "t", strict: true, schema } } };
  }
});

describe("the Anthropic double", () => {
  const good = {
    model: "claude-haiku-5-5",
    max_tokens: 100,
    stream: true,
    messages: [{ role: "user", content: "Hi" }],
    output_config: { format: { type: "json_schema", schema: strict } },
  };
  const version = { "anthropic-version": "2026-10-21" };
  const ask = async (body: unknown, headers: Record<string, string> = { authorization: `Bearer ${apiKey}` }) => {
    server ??= await startAnthropicServer({ apiKey, reply });
    return post(`${server.url}/v1/messages`, body, { ...version, ...headers });
  };

  it("streams the events of the Messages API in order", async () => {
    const events = await eventsOf(await ask(good));
    expect(typesOf(events)).toEqual([
      "message_start",
      "ping",
      "content_block_start",
      "content_block_delta",
      "content_block_stop",
      "content_block_start",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
  });

  it("takes the key in either header; the older one wins", async () => {
    expect((await ask(good, { "x-api-key": apiKey })).status).toBe(200);
    expect((await ask(good, { "x-api-key": "another", authorization: `Bearer ${apiKey}` })).status).toBe(401);
  });

  it("takes temperature only with the old version", async () => {
    const body = { ...good, temperature: 1 };
    const response = await ask(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { message: "temperature: Extra inputs are not permitted" } });
    const old = { authorization: `Bearer ${apiKey}`, "anthropic-version": "2023-06-01" };
    expect((await ask(body, old)).status).toBe(200);
  });

  it.each<[string, object, number]>([
    ["no max_tokens", { ...good, max_tokens: undefined }, 400],
    ["a retired model", { ...good, model: "claude-3-haiku" }, 404],
    ["an assistant's last word", { ...good, messages: [{ role: "assistant", content: "Hi" }] }, 400],
    ["enabled thinking on a newer model", { ...good, thinking: { type: "enabled", budget_tokens: 2000 } }, 400],
    [
      "an open object",
      { ...good, output_config: { format: { type: "json_schema", schema: { type: "object", properties: {} } } } },
      400,
    ],
  ])("refuses %s", async (_what, body, status) => {
    expect((await ask(body)).status).toBe(status);
  });
});

describe("the Chat Completions double", () => {
  it("reports usage only when asked, and closes with [DONE]", async () => {
    server = await startCompatibleServer({ models: ["m"], reply });
    const body = { model: "m", stream: true, messages: [{ role: "user", content: "Hi" }] };
    const url = `${server.url}/chat/completions`;
    const silent = await eventsOf(await post(url, body, {}));
    const counting = await eventsOf(await post(url, { ...body, stream_options: { include_usage: true } }, {}));
    expect(silent.some((event) => "usage" in asRecord(event))).toBe(false);
    expect(counting.at(-2)).toMatchObject({ choices: [], usage: { prompt_tokens: 1 } });
    expect([silent.at(-1), counting.at(-1)]).toEqual(["[DONE]", "[DONE]"]);
  });
});
