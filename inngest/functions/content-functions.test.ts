import { once } from "node:events";
import { createServer, type Server } from "node:http";
import pino from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { posts } from "@/db/schema/posts";
import { type Engine, startEngine } from "@/local/engine/engine";
import { freePort } from "@/local/engine/testing/postgres";
import { testKeys } from "@/local/engine/testing/processes";
import type { Ctx } from "@/server/context";
import { cancelJob } from "@/server/repurposing/cancel-job";
import { createJob } from "@/server/repurposing/create-job";
import { FORMATS } from "@/server/repurposing/formats/registry";
import type { FormatId } from "@/server/repurposing/input";
import { getJob } from "@/server/repurposing/queries";
import { retryOutput } from "@/server/repurposing/retry-output";
import { addSource } from "@/server/sources/add-source";
import { ARTICLE, testStorage } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { startCompatibleServer } from "@/server/testing/model-servers/compatible-server";
import type { ModelServer } from "@/server/testing/model-servers/model-server";
import { testWorkspace } from "@/server/testing/workspace";

const database = testDatabase();
testStorage();
const SLOW = { timeout: 15_000, interval: 50 };
let engine: Engine;
let app: Server;
let models: ModelServer;
let stopRelay: () => Promise<void>;

/** The real path: outbox, relay, executor and the SDK's own handler, all in this process. */
beforeAll(async () => {
  models = await startCompatibleServer({
    models: ["test-model"],
    reply: () => {
      throw new Error("every request of this file is scripted");
    },
  });
  const port = await freePort();
  Object.assign(process.env, {
    INNGEST_BASE_URL: `http://127.0.0.1:${port}`,
    INNGEST_EVENT_KEY: testKeys.eventKey,
    INNGEST_SIGNING_KEY: testKeys.signingKey,
    COMPATIBLE_BASE_URL: models.url,
    COMPATIBLE_MODEL: "test-model",
  });
  // Imported late: the SDK's client reads the environment when it is made.
  const { serve } = await import("inngest/node");
  const { inngest } = await import("@/inngest/client");
  const { functions } = await import("@/inngest/functions/all");
  const { startRelay } = await import("@/server/outbox/relay");
  const handle = serve({ client: inngest, functions });
  app = createServer((request, response) => void handle(request, response));
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
  const address = app.address();
  engine = await startEngine({
    databaseUrl: database.url("admin"),
    port,
    ...testKeys,
    appUrls: [`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/api/inngest`],
    log: pino({ level: "silent" }),
    retryMs: 100,
    graceMs: 100,
  });
  stopRelay = await startRelay();
});

afterAll(async () => {
  await stopRelay();
  await engine.close();
  app.closeAllConnections();
  app.close();
  await models.close();
});

const all = FORMATS.map(({ id }) => id);

async function newJob(text: string, formats: FormatId[]) {
  const ctx = await testWorkspace();
  const { id: sourceId } = await addSource(ctx, { kind: "text", text });
  const { id: jobId } = await createJob(ctx, { sourceId, formats });
  return { ctx, jobId };
}

const ended = (ctx: Ctx, jobId: string, status: string) =>
  vi.waitFor(async () => {
    const job = await getJob(ctx, { jobId });
    expect(job.status).toBe(status);
    return job;
  }, SLOW);

test("a job asked for while its source is read waits for it, is cancelled mid-call, and can go on", async () => {
  models.script({ hold: new Promise(() => {}) });
  const { ctx, jobId } = await newJob(ARTICLE, ["x"]);
  await vi.waitFor(() => expect(models.journal).toHaveLength(1), SLOW);
  await cancelJob(ctx, { jobId });
  await vi.waitFor(() => expect(models.journal[0]?.outcome).toBe("client_gone"), SLOW);
  expect(await getJob(ctx, { jobId })).toMatchObject({ status: "cancelled", outputs: [{ status: "cancelled" }] });
  // Without its key the model is passed over from now on, and the built-in writer is asked.
  models.script({ fail: "unauthorized" }, { fail: "unauthorized" });
  await retryOutput(ctx, { jobId, format: "x" });
  const job = await ended(ctx, jobId, "completed");
  expect(job.outputs).toMatchObject([{ status: "completed", model: "built-in/extractive-1" }]);
  expect(await ctx.tx((tx) => tx.$count(posts))).toBe(1);
});

test("every format is written, side by side", async () => {
  const { ctx, jobId } = await newJob(ARTICLE, all);
  const job = await ended(ctx, jobId, "completed");
  expect(job.outputs.map(({ status }) => status)).toEqual(all.map(() => "completed"));
  expect(await ctx.tx((tx) => tx.$count(posts))).toBe(all.length);
});

test("a source that cannot be read fails the jobs that wait for it", async () => {
  const { ctx, jobId } = await newJob("<rss><channel></channel></rss>", ["x"]);
  const job = await ended(ctx, jobId, "failed");
  expect(job.failure).toMatchObject({ reason: "unsupported", message: expect.stringContaining("feed") });
});
