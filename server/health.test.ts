import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GET } from "@/app/api/health/ready/route";
import { outbox } from "@/db/schema/workspaces";
import { systemCtx } from "@/server/context";
import { readiness } from "@/server/health";
import { metricsFor, timeRequest } from "@/server/metrics";
import { addEvent } from "@/server/outbox/add-event";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";

testDatabase();
process.env["METRICS_TOKEN"] = "metrics";

let executorWorks = true;
const executor = createServer((_request, reply) => reply.writeHead(executorWorks ? 200 : 503).end());
beforeAll(async () => {
  await new Promise<void>((ready) => executor.listen(0, "127.0.0.1", ready));
  process.env["INNGEST_BASE_URL"] = `http://127.0.0.1:${(executor.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => executor.close(closed)));

test("ready means that the database answers; an executor that is away degrades and takes nobody out of rotation", async () => {
  const well = { ready: true, degraded: false, database: true, executor: true, outboxAgeSeconds: 0 };
  expect(await readiness()).toEqual(well);
  executorWorks = false;
  expect(await readiness()).toEqual({ ...well, degraded: true, executor: false });
  const answer = await GET();
  expect([answer.status, await answer.json()]).toMatchObject([200, { degraded: true }]);
  executorWorks = true;
});

test("an executor that answers and takes no events is away too", async () => {
  const { workspaceId } = await testWorkspace();
  const ctx = systemCtx(workspaceId, "test");
  await ctx.tx((tx) => addEvent(tx, "repurposing/job.requested", { workspaceId, jobId: workspaceId }));
  await ctx.tx((tx) => tx.update(outbox).set({ createdAt: new Date(Date.now() - 90_000) }));
  expect(await readiness()).toMatchObject({ ready: true, degraded: true, executor: false });
  await ctx.tx((tx) => tx.delete(outbox));
});

test("an event that waits for the executor shows in readiness and metrics", async () => {
  const { workspaceId } = await testWorkspace();
  await systemCtx(workspaceId, "test").tx((tx) =>
    addEvent(tx, "repurposing/job.requested", { workspaceId, jobId: workspaceId }),
  );
  expect((await readiness()).outboxAgeSeconds).toBeGreaterThan(0);
  timeRequest("query test")("ok");
  const answer = await metricsFor(new Headers({ authorization: "Bearer metrics" }));
  const text = await answer.text();
  expect(text).toMatch(/reprise_outbox_age_seconds [\d.e-]+/);
  expect(text).toContain(`reprise_request_seconds_count{route="query test",outcome="ok"} 1`);
});

test("metrics are for whoever holds the token", async () => {
  expect((await metricsFor(new Headers())).status).toBe(401);
  expect((await metricsFor(new Headers({ authorization: "Bearer metricz" }))).status).toBe(401);
});
