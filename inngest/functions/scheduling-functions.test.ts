import { once } from "node:events";
import { createServer, type Server } from "node:http";
import pino from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Engine, startEngine } from "@/local/engine/engine";
import { freePort } from "@/local/engine/testing/postgres";
import { testKeys } from "@/local/engine/testing/processes";
import { checkImport } from "@/server/scheduling/check-import";
import { commitImport } from "@/server/scheduling/commit-import";
import { createRecurrence } from "@/server/scheduling/create-recurrence";
import { getImport } from "@/server/scheduling/imports";
import { getRecurrence } from "@/server/scheduling/recurrences";
import { testStorage } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { deliveryRows, publishable } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";

const database = testDatabase();
testStorage();
const SLOW = { timeout: 15_000, interval: 50 };
let engine: Engine;
let app: Server;
let stopRelay: () => Promise<void>;

/** The real path: outbox, relay, executor and the SDK's own handler, all in this process. */
beforeAll(async () => {
  const port = await freePort();
  Object.assign(process.env, {
    INNGEST_BASE_URL: `http://127.0.0.1:${port}`,
    INNGEST_EVENT_KEY: testKeys.eventKey,
    INNGEST_SIGNING_KEY: testKeys.signingKey,
  });
  // Imported late: the SDK's client reads the environment when it is made.
  const { serve } = await import("inngest/node");
  const { inngest } = await import("@/inngest/client");
  const { importPosts } = await import("@/inngest/functions/import-posts");
  const { planRecurrence } = await import("@/inngest/functions/plan-recurrence");
  const { startRelay } = await import("@/server/outbox/relay");
  const handle = serve({ client: inngest, functions: [importPosts, planRecurrence] });
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
});

test("a new recurrence becomes deliveries by itself", async () => {
  const ctx = await testWorkspace();
  const { postId, channelId } = await publishable(ctx, { network: "hub" });
  const { id: recurrenceId } = await createRecurrence(ctx, {
    title: "Daily",
    postIds: [postId],
    channelIds: [channelId],
    rule: "FREQ=DAILY;COUNT=8",
    startsAt: new Date(Date.now() + 86_400_000).toISOString().slice(0, 16),
    timeZone: "UTC",
  });
  await vi.waitFor(async () => {
    expect((await getRecurrence(ctx, { recurrenceId })).plannedUntil).not.toBeNull();
  }, SLOW);
  expect(await deliveryRows(ctx)).toHaveLength(8);
});

test("a committed import goes through all its rows, step by step", async () => {
  const ctx = await testWorkspace();
  await publishable(ctx, { network: "hub" });
  const rows = Array.from({ length: 30 }, (_, i) => `Tip ${i}.,hub,2031-01-01,10:${String(i).padStart(2, "0")}`);
  const csv = `text,channels,date,time\n${rows.join("\n")}\n`;
  const { id: importId } = await checkImport(ctx, { fileName: "tips.csv", csv });
  await commitImport(ctx, { importId, leaveOutProblems: false });
  await vi.waitFor(async () => {
    expect(await getImport(ctx, { importId })).toMatchObject({ state: "completed", done: 30, problems: 0 });
  }, SLOW);
  expect(new Set((await deliveryRows(ctx)).map(({ dueAt }) => dueAt.getTime())).size).toBe(30);
});
