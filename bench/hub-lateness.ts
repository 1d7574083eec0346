import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { request } from "undici";
import { closePool } from "@/db/client";
import { runMigrations } from "@/db/migrate";
import { createRoles } from "@/db/roles";
import { startPostgres } from "@/local/postgres";
import type { Ctx } from "@/server/context";
import { createDispatcher } from "@/server/publishing/dispatch/dispatcher";
import { schedulePost } from "@/server/publishing/schedule-post";
import { type Acceptance, startRecorder } from "@/server/testing/networks/recorder";
import { deliveryRows, publishable, testChannel } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";

// How late posts come out on the Hub, by the clock of its own row, next to a bare loop of setTimeout and POST to another
// process. Other networks: bench/publish.ts. Run: node --import tsx bench/hub-lateness.ts [posts, default 500] [seconds,
// default 20]. Last line: JSON, milliseconds.

type Lateness = { posts: number; early: number; p50: number; p99: number; max: number };

const [count = 500, seconds = 20] = process.argv.slice(2).map(Number);
/** Time to write everything into the ledger before the first is due. */
const LEAD_MS = 25_000;

if (process.send) await serveRecorder();
else await bench();

/** The fake network, in a process of its own; tells what it accepted when asked. */
async function serveRecorder(): Promise<void> {
  const recorder = await startRecorder();
  process.on("message", () => process.send?.(recorder.accepted));
  process.on("disconnect", () => process.exit(0));
  process.send?.({ url: recorder.url });
}

async function bench(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "bench-lateness-"));
  const server = await startPostgres({ directory: home, password: "admin" });
  const admin = postgres(`${server.adminUrl}/postgres`, { max: 1, onnotice: () => {} });
  await createRoles(admin, { owner: "owner", app: "app", engine: "engine" });
  await admin`create database bench owner reprise_owner`;
  await admin.end({ timeout: 5 });
  await runMigrations(`postgres://reprise_owner:owner@127.0.0.1:${server.port}/bench`);
  Object.assign(process.env, {
    DATABASE_URL: `postgres://reprise_app:app@127.0.0.1:${server.port}/bench`,
    AUTH_SECRET: "bench".repeat(8),
    ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString("base64")}`,
    LOG_LEVEL: "warn",
  });
  const recorder = fork(fileURLToPath(import.meta.url), []);
  try {
    const [{ url }] = (await once(recorder, "message")) as [{ url: string }];
    const accepted = async (): Promise<Acceptance[]> => {
      recorder.send("accepted");
      const [list] = (await once(recorder, "message")) as [Acceptance[]];
      return list;
    };
    const hub = await throughDispatcher();
    await bareLoop(url);
    const bare = summarise((await accepted()).map(({ at, dueAt }) => at - dueAt));
    console.log("milliseconds from the chosen instant to the receiver's clock");
    console.table({ hub, bare });
    const ratio = Math.round((hub.p99 / Math.max(bare.p99, 1)) * 100) / 100;
    console.log(JSON.stringify({ bench: "hub-lateness", count, seconds, hub, bare, p99OverBare: ratio }));
  } finally {
    recorder.disconnect();
    await closePool();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/** Schedules everything, lets one dispatcher send it, and returns the lateness by the Hub's own clock. */
async function throughDispatcher(): Promise<Lateness> {
  const ctx = await testWorkspace();
  await schedule(ctx, await testChannel(ctx, "hub"));
  const dispatcher = await createDispatcher();
  await finished(ctx);
  await dispatcher.stop();
  const rows = await ctx.tx((tx) =>
    tx.execute<{ late: number }>(
      "select (extract(epoch from h.published_at - d.due_at) * 1000)::float8 as late from hub_posts h join deliveries d on d.id = h.delivery_id",
    ),
  );
  return summarise(rows.map(({ late }) => late));
}

async function schedule(ctx: Ctx, channelId: string): Promise<void> {
  const start = Date.now() + LEAD_MS;
  for (let i = 0; i < count; i++) {
    const { postId } = await publishable(ctx, { network: "hub", channelId, title: `Post ${i}` });
    const at = new Date(start + Math.random() * seconds * 1000).toISOString();
    await schedulePost(ctx, { postId, at, channelIds: [channelId] });
  }
  if (Date.now() > start) throw new Error("Writing the ledger took longer than the lead: use fewer posts.");
}

async function finished(ctx: Ctx): Promise<void> {
  for (;;) {
    const rows = await deliveryRows(ctx);
    if (rows.every(({ state }) => state === "published")) return;
    const stuck = rows.find(({ state }) => state === "failed" || state === "needs_attention");
    if (stuck) throw new Error(`A delivery came to nothing: ${JSON.stringify(stuck.failure)}`);
    await wait(2_000);
  }
}

/** What one would write first: a timer per post and a POST, with no ledger at all. */
async function bareLoop(url: string): Promise<void> {
  const start = Date.now() + 1_000;
  await Promise.all(
    Array.from({ length: count }, async () => {
      const dueAt = Math.ceil(start + Math.random() * seconds * 1000);
      await wait(dueAt - Date.now());
      const body = JSON.stringify({ key: "bare", text: "Hello there.", parent: null, dueAt });
      const reply = await request(url, { method: "POST", body });
      await reply.body.dump();
    }),
  );
}

function summarise(lateness: number[]): Lateness {
  const sorted = lateness.toSorted((a, b) => a - b);
  const at = (q: number): number =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0) * 100) / 100;
  return { posts: sorted.length, early: sorted.filter((ms) => ms < 0).length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
