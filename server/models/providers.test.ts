import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelProviders } from "@/db/schema/models";
import { type Ctx, createCtx } from "@/server/context";
import { addProvider } from "@/server/models/add-provider";
import { addProviderInput, updateProviderInput } from "@/server/models/input";
import { orderProviders } from "@/server/models/order-providers";
import { modelsOf } from "@/server/models/queries";
import { removeProvider } from "@/server/models/remove-provider";
import { saveModelSettings } from "@/server/models/save-model-settings";
import { testProvider } from "@/server/models/test-provider";
import { updateProvider } from "@/server/models/update-provider";
import { firstWriter } from "@/server/models/workspace-model";
import { testDatabase } from "@/server/testing/database";
import { startAnthropicServer } from "@/server/testing/model-servers/anthropic-server";
import { startCompatibleServer } from "@/server/testing/model-servers/compatible-server";
import type { ModelServer } from "@/server/testing/model-servers/model-server";
import { startOpenAiServer } from "@/server/testing/model-servers/openai-server";
import { reachOnly } from "@/server/testing/models";
import { testWorkspace } from "@/server/testing/workspace";
import { getUsage } from "@/server/usage/queries";

testDatabase();
const KEY = "sk-proj-a-key-of-the-workspace-9Q4z";
const servers: Record<"openai" | "anthropic" | "xai" | "gemini", ModelServer> = {} as never;

beforeAll(async () => {
  const reply = () => ({ ready: true });
  servers.openai = await startOpenAiServer({ apiKey: KEY, reply });
  servers.anthropic = await startAnthropicServer({ apiKey: KEY, reply });
  servers.xai = await startCompatibleServer({ apiKey: KEY, models: ["grok-4.3", "grok-4.6"], flavour: "xai", reply });
  servers.gemini = await startCompatibleServer({ apiKey: KEY, models: ["gemini-3.8-flash"], flavour: "gemini", reply });
  reachOnly(...Object.values(servers));
});
afterAll(async () => {
  for (const server of Object.values(servers)) await server.close();
});

const openAi = (more = {}) => ({
  ...{ vendor: "openai" as const, apiKey: KEY, baseUrl: servers.openai.url, small: "gpt-6-luna", large: "gpt-6-sol" },
  ...more,
});
const only = async (ctx: Ctx) => (await modelsOf(ctx)).providers[0];

describe("a workspace's providers", () => {
  test("keep their key to themselves: sealed in its row, its last four characters shown", async () => {
    const ctx = await testWorkspace();
    const { id } = await addProvider(ctx, openAi());
    const overview = await modelsOf(ctx);
    expect(overview.providers).toMatchObject([{ id, keyEnd: "9Q4z", status: { state: "new" }, isOn: true }]);
    expect(JSON.stringify(overview)).not.toContain(KEY.slice(0, 12));
    const [row] = await ctx.tx((tx) => tx.select().from(modelProviders));
    expect(JSON.stringify(row)).not.toContain(KEY.slice(0, 12));
    // A row copied to another provider does not open there.
    await addProvider(ctx, openAi({ name: "Other", apiKey: "another-key-0000" }));
    await ctx.tx((tx) => tx.update(modelProviders).set({ credentials: row?.credentials ?? null }));
    await expect(firstWriter(ctx)).rejects.toThrow();
  });

  test("are asked in their order; one switched off is passed over, one removed is gone", async () => {
    const ctx = await testWorkspace();
    const a = await addProvider(ctx, openAi({ name: "A" }));
    const b = await addProvider(ctx, openAi({ name: "B" }));
    expect(await firstWriter(ctx)).toBe("A · gpt-6-sol");
    await orderProviders(ctx, { providerIds: [b.id] });
    expect((await modelsOf(ctx)).providers.map(({ name }) => name)).toEqual(["B", "A"]);
    await updateProvider(ctx, { providerId: b.id, isOn: false });
    expect(await firstWriter(ctx)).toBe("A · gpt-6-sol");
    await removeProvider(ctx, { providerId: a.id });
    expect(await firstWriter(ctx)).toBeNull();
    await expect(removeProvider(ctx, { providerId: a.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("say what is missing", async () => {
    const ctx = await testWorkspace();
    const models = { small: "m", large: "m" };
    await expect(addProvider(ctx, { vendor: "xai", ...models })).rejects.toThrow("xAI Grok needs a key.");
    await expect(addProvider(ctx, { vendor: "compatible", ...models })).rejects.toThrow("address");
    const parse = (baseUrl: string) => addProviderInput.safeParse({ vendor: "compatible", ...models, baseUrl });
    expect(parse("ftp://llm.example").success).toBe(false);
    expect(parse("https://me:secret@llm.example/v1").success).toBe(false);
    expect(parse("https://llm.example/v1/").data?.baseUrl).toBe("https://llm.example/v1");
    expect(updateProviderInput.safeParse({ providerId: crypto.randomUUID(), dayUsd: 0 }).success).toBe(false);
  });

  test("send a stored key only to the address it was given for", async () => {
    const ctx = await testWorkspace();
    const { id: providerId } = await addProvider(ctx, openAi());
    const elsewhere = { providerId, baseUrl: "https://elsewhere.example/v1" };
    await expect(updateProvider(ctx, elsewhere)).rejects.toThrow("Enter the key again");
    await updateProvider(ctx, { ...elsewhere, apiKey: "a-new-key-abcd" });
    expect(await only(ctx)).toMatchObject({ baseUrl: elsewhere.baseUrl, keyEnd: "abcd" });
  });

  test("are changed only by who manages the workspace, and seen by nobody outside the team", async () => {
    const owner = await testWorkspace();
    const as = (role: "editor" | "client") =>
      createCtx({ ...owner, actor: { kind: "user", userId: owner.userId, role }, action: "test" });
    await expect(addProvider(as("editor"), openAi())).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(modelsOf(as("client"))).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await modelsOf(as("editor"))).providers).toEqual([]);
  });
});

describe("the server's own models", () => {
  test("write where the workspace has none, unless it says otherwise", async () => {
    Object.assign(process.env, { COMPATIBLE_BASE_URL: servers.xai.url, COMPATIBLE_MODEL: "grok-4.6" });
    Reflect.deleteProperty(globalThis, "repriseEnv");
    const ctx = await testWorkspace();
    expect(await firstWriter(ctx)).toBe("Compatible endpoint · grok-4.6");
    await saveModelSettings(ctx, { useServer: false, dayUsd: null, monthUsd: null });
    expect(await firstWriter(ctx)).toBeNull();
    await addProvider(ctx, openAi());
    await saveModelSettings(ctx, { useServer: true, dayUsd: null, monthUsd: null });
    expect(await firstWriter(ctx)).toBe("OpenAI · gpt-6-sol");
    Object.assign(process.env, { COMPATIBLE_BASE_URL: "", COMPATIBLE_MODEL: "" });
    Reflect.deleteProperty(globalThis, "repriseEnv");
  });
});

describe("testing a provider", () => {
  const tested = async (given: Parameters<typeof addProvider>[1]) => {
    const ctx = await testWorkspace();
    const { id: providerId } = await addProvider(ctx, given);
    const { works, models } = await testProvider(ctx, { providerId });
    return { ctx, works, results: models.map(({ result }) => result), messages: models.map(({ message }) => message) };
  };

  test("each vendor answers in its own format", async () => {
    const models = {
      openai: { small: "gpt-6-luna", large: "gpt-6.1-terra" },
      anthropic: { small: "claude-haiku-5-5", large: "claude-sonnet-5-5" },
      xai: { small: "grok-4.3", large: "grok-4.6" },
      gemini: { small: "gemini-3.8-flash", large: "gemini-3.8-flash" },
    };
    for (const vendor of ["openai", "anthropic", "xai", "gemini"] as const) {
      const given = { vendor, apiKey: KEY, baseUrl: servers[vendor].url, ...models[vendor] };
      const { ctx, works } = await tested(given);
      expect([vendor, works]).toEqual([vendor, true]);
      expect((await only(ctx))?.status).toMatchObject({ state: "ok" });
      const { items } = await getUsage(ctx, { days: 1 });
      expect(items.map(({ provider, unpriced }) => [provider, unpriced])).toEqual(items.map(() => [vendor, 0]));
      expect(items.reduce((sum, { costMicros }) => sum + costMicros, 0)).toBeGreaterThan(0);
    }
  });

  test("tells a wrong key from a wrong model, and leaves the reason with the provider", async () => {
    const wrong = await tested(openAi({ apiKey: "sk-wrong-key" }));
    expect(wrong).toMatchObject({ works: false, results: ["wrong_key", "wrong_key"] });
    expect((await only(wrong.ctx))?.status).toMatchObject({ state: "failing", message: expect.stringMatching(/key/) });
    const gemini = { vendor: "gemini" as const, baseUrl: servers.gemini.url, small: "gemini-3.8-flash" };
    const badKey = await tested({ ...gemini, apiKey: "wrong-key", large: "gemini-3.8-flash" });
    expect(badKey.results).toEqual(["wrong_key"]);
    const noModel = await tested({ ...gemini, apiKey: KEY, large: "gemini-9" });
    expect(noModel.results).toEqual(["works", "no_model"]);
    for (const message of [...wrong.messages, ...noModel.messages]) expect(message).not.toContain("sk-");
  });

  test("an address that is private is refused by the guard, unless the installation lists it", async () => {
    const local = await startCompatibleServer({ models: ["llama3.3"], reply: () => ({ ready: true }) });
    const models = { small: "llama3.3", large: "llama3.3" };
    const refused = await tested({ vendor: "ollama", baseUrl: local.url, ...models });
    expect(refused.results).toEqual(["unreachable"]);
    expect(refused.messages[0]).toContain("FETCH_ALLOW");
    const metadata = await tested({ vendor: "compatible", baseUrl: "http://169.254.169.254/v1", ...models });
    expect(metadata.results).toEqual(["unreachable"]);
    const named = await tested({
      vendor: "compatible",
      baseUrl: local.url.replace("127.0.0.1", "localhost"),
      ...models,
    });
    expect(named.messages[0]).toContain("private");
    expect(local.journal).toHaveLength(0);
    reachOnly(local, ...Object.values(servers));
    expect((await tested({ vendor: "ollama", baseUrl: local.url, ...models })).works).toBe(true);
    await local.close();
    reachOnly(...Object.values(servers));
  });
});
