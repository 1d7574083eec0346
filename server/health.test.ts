import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
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

test("ready means that the database and the executor answer", async () => {
  expect(await readiness()).toEqual({ ready: true, database: true, executor: true, outboxAgeSeconds: 0 });
  executorWorks = false;
  expect(await readiness()).toMatchObject({ ready: false, database: true, executor: false });
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
