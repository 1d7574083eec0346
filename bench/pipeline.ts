import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { desc, eq } from "drizzle-orm";
import pino from "pino";
import postgres from "postgres";
import { closePool, withoutTenant } from "@/db/client";
import { runMigrations } from "@/db/migrate";
import { createRoles } from "@/db/roles";
import { jobs, modelCalls } from "@/db/schema/jobs";
import { users } from "@/db/schema/users";
import { startEngine } from "@/local/engine/engine";
import { freePort, startPostgres } from "@/local/postgres";
import { type Ctx, createCtx, systemCtx } from "@/server/context";
import { closeLive, subscribe } from "@/server/live/subscribe";
import { createJob } from "@/server/repurposing/create-job";
import { finishJob } from "@/server/repurposing/finish-job";
import { outlineSource } from "@/server/repurposing/outline-source";
import { startJob } from "@/server/repurposing/start-job";
import { writeOutput } from "@/server/repurposing/write-output";
import { addSource } from "@/server/sources/add-source";
import { startCompatibleServer } from "@/server/testing/model-servers/compatible-server";
import type { Asked } from "@/server/testing/model-servers/model-server";
import { createWorkspace } from "@/server/workspaces/create-workspace";

// From a read source to five saved drafts on the embedded executor, with a model that answers at once: what the pipeline
// itself takes. Postgres, executor, app and model share one process here. Run: node --import ./local/alias.ts
// bench/pipeline.ts [rounds, default 40]. Last line: JSON, milliseconds.

const rounds = Number(process.argv[2] ?? 40);
const WARM = 8;
const FORMATS = ["x", "linkedin", "instagram", "facebook", "hub"];
const NETWORKS = ["X", "LinkedIn", "Instagram", "Facebook", "Hub"];
const SENTENCES = [
  "The harbour at Lynmouth rises nine metres twice a day.",
  "Ann Lee has kept the log of the tides since 1998.",
  "Boats that miss the gate wait six hours outside the wall.",
  "The new sensors cost the town 180,000 pounds last winter.",
  "Fishermen still read the water by the colour of the weed.",
];

/** One sentence of the source a format, word for word: nothing is to be repaired, and no post repeats another. */
function reply({ instructions }: Asked): unknown {
  const cite = (at: number) => [`p${at + 1}`];
  if (instructions.startsWith("You find the ideas"))
    return { ideas: SENTENCES.map((title, at) => ({ title, passageIds: cite(at), salience: 1 - at / 10 })) };
  const at = NETWORKS.findIndex((name) => instructions.includes(`into a post for ${name},`));
  const sentence = { text: SENTENCES[at] ?? "", passageIds: cite(at), kind: "hook" };
  return {
    title: NETWORKS[at] === "Hub" ? "The harbour" : null,
    parts: [{ sentences: [sentence] }],
    slides: [],
    hashtags: [],
  };
}

const directory = await mkdtemp(join(tmpdir(), "bench-pipeline-"));
const server = await startPostgres({ directory, password: "bench" });
const admin = postgres(`${server.adminUrl}/postgres`, { max: 1, onnotice: () => {} });
await createRoles(admin, { owner: "bench", app: "bench", engine: "bench" });
await admin`create database reprise owner reprise_owner`;
await admin.end();
const url = (role: string) => `postgres://${role}:bench@127.0.0.1:${server.port}/reprise`;
await runMigrations(url("reprise_owner"));
const models = await startCompatibleServer({ models: ["instant"], reply });
const port = await freePort();
const keys = { eventKey: "bench", signingKey: `signkey-test-${"0".repeat(32)}` };
Object.assign(process.env, {
  DATABASE_URL: url("reprise_app"),
  DATABASE_OWNER_URL: url("reprise_owner"),
  DATA_DIR: directory,
  AUTH_SECRET: randomBytes(32).toString("hex"),
  ENCRYPTION_KEYS: `1:${randomBytes(32).toString("base64")}`,
  LOG_LEVEL: "error",
  INNGEST_BASE_URL: `http://127.0.0.1:${port}`,
  INNGEST_EVENT_KEY: keys.eventKey,
  INNGEST_SIGNING_KEY: keys.signingKey,
  COMPATIBLE_BASE_URL: models.url,
  COMPATIBLE_MODEL: "instant",
  MODEL_ORDER: "compatible",
});
// Imported late: the SDK's client reads the environment when it is made.
const { serve } = await import("inngest/node");
const { inngest } = await import("@/inngest/client");
const { functions } = await import("@/inngest/functions/all");
const { startRelay } = await import("@/server/outbox/relay");
const handle = serve({ client: inngest, functions });
const app = createServer((request, response) => void handle(request, response));
app.listen(0, "127.0.0.1");
await once(app, "listening");
const address = app.address();
const engine = await startEngine({
  databaseUrl: `${server.adminUrl}/reprise`,
  port,
  ...keys,
  appUrls: [`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/api/inngest`],
  log: pino({ level: "error" }),
});
const stopRelay = await startRelay();

const userId = randomUUID();
await withoutTenant((tx) => tx.insert(users).values({ id: userId, email: `${userId}@example.org`, name: "Ada" }));
const { id: workspaceId } = await createWorkspace({ userId, requestId: "bench" }, { name: "Harbour" });
const ctx = createCtx({ workspaceId, actor: { kind: "user", userId, role: "owner" }, action: "bench" });
const stop = new AbortController();
const ended = new Map<string, () => void>();
const read = Promise.withResolvers<void>();
const listening = (async () => {
  for await (const message of subscribe(workspaceId, stop.signal)) {
    if (message.kind === "source") read.resolve();
    if (message.kind === "job" && message.status === "completed") ended.get(message.id)?.();
    if (message.kind === "job" && message.status === "failed") throw new Error("a job failed");
  }
})();
const { id: sourceId } = await addSource(ctx, { kind: "text", title: "The harbour", text: SENTENCES.join("\n\n") });
await read.promise;

const totals: number[] = [];
const beyond: number[] = [];
for (let round = 0; round < WARM + rounds; round++) {
  const done = Promise.withResolvers<void>();
  const startedAt = performance.now();
  const { id } = await createJob(ctx, { sourceId, formats: FORMATS });
  ended.set(id, done.resolve);
  await Promise.race([done.promise, listening]);
  const total = performance.now() - startedAt;
  if (round < WARM) continue;
  totals.push(total);
  beyond.push(total - (await modelTime(ctx, id)));
}

/** Outline, then the slowest draft: they run side by side. In ms, as the ledger has them. */
async function modelTime(tenant: Ctx, jobId: string): Promise<number> {
  const calls = await tenant.tx((tx) =>
    tx
      .select({ purpose: modelCalls.purpose, ms: modelCalls.latencyMs })
      .from(modelCalls)
      .innerJoin(jobs, eq(jobs.id, modelCalls.jobId))
      .where(eq(modelCalls.jobId, jobId))
      .orderBy(desc(modelCalls.at)),
  );
  if (calls.length !== FORMATS.length + 1)
    throw new Error(`${calls.length} model calls instead of ${FORMATS.length + 1}`);
  const drafts = calls.filter(({ purpose }) => purpose !== "outline").map(({ ms }) => ms);
  return (calls.find(({ purpose }) => purpose === "outline")?.ms ?? 0) + Math.max(...drafts);
}

const at = (values: number[], share: number): number =>
  Math.round((values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0) * 10) / 10;
const figures = {
  bench: "pipeline",
  formats: FORMATS.length,
  rounds,
  totalMs: { p50: at(totals, 0.5), p95: at(totals, 0.95) },
  beyondModelMs: { p50: at(beyond, 0.5), p95: at(beyond, 0.95) },
};
console.log(
  `a read source to ${FORMATS.length} saved drafts: ${figures.totalMs.p50} ms (p95 ${figures.totalMs.p95}), beyond the model's calls ${figures.beyondModelMs.p50} ms (p95 ${figures.beyondModelMs.p95})`,
);
await stopRelay();
// The same steps called one after the other: what of it is ours, and what the executor's.
const direct: number[] = [];
for (let round = 0; round < WARM + rounds; round++) {
  const system = systemCtx(workspaceId, "bench");
  const startedAt = performance.now();
  const { id: jobId } = await createJob(ctx, { sourceId, formats: FORMATS });
  const outputs = await startJob(system, { jobId });
  await outlineSource(system, { jobId });
  await Promise.all(outputs.map((output) => writeOutput(system, output)));
  await finishJob(system, { jobId });
  if (round >= WARM) direct.push(performance.now() - startedAt - (await modelTime(ctx, jobId)));
}
console.log(`the same steps without the executor: ${at(direct, 0.5)} ms`);
stop.abort();
await listening.catch(() => undefined);
await engine.close();
app.closeAllConnections();
app.close();
await models.close();
closeLive();
await closePool();
await server.stop();
await rm(directory, { recursive: true, force: true });
console.log(JSON.stringify(figures));
