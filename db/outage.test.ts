import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { closePool, over, pool, withoutTenant } from "@/db/client";
import { type Binding, withTenant, withUser } from "@/db/tenant";
import { type LocalPostgres, startPostgres } from "@/local/postgres";
import { announce } from "@/server/live/announce";
import { closeLive, type LiveMessage, subscribe } from "@/server/live/subscribe";

// A Postgres of its own, killed and started again under load. An unhandled rejection or exception fails the run.

const directory = mkdtempSync(join(tmpdir(), "reprise-outage-"));
const SOON = { timeout: 20_000, interval: 20 };
let server: LocalPostgres;

const start = (port?: number) =>
  startPostgres({ directory, password: "admin", disposable: true, ...(port ? { port } : {}) });

async function restart(): Promise<void> {
  const { port, process } = server;
  process.kill("SIGKILL");
  if (process.exitCode === null && process.signalCode === null) await once(process, "exit");
  // The old server's processes may hold its memory for a moment longer.
  await vi.waitFor(async () => {
    server = await start(port);
  }, SOON);
}

beforeAll(async () => {
  server = await start();
  process.env["DATABASE_URL"] = `${server.adminUrl}/postgres`;
  const admin = postgres(`${server.adminUrl}/postgres`, { max: 1 });
  await admin`create table halves (whole uuid not null, half int not null)`;
  await admin`checkpoint`; // without durability, only what is in files by now survives a kill
  await admin.end({ timeout: 5 });
});
afterAll(async () => {
  closeLive();
  await closePool();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const workspaceId = randomUUID();
const binding: Binding = { workspaceId, userId: null, actor: "system:test", action: "test", requestId: "r" };
const settings = sql`select current_setting('app.workspace_id') as workspace, ${sql.param(["a", "b"])}::text[] as list`;

/** Every way the app talks to Postgres; each leaves both halves of something, or nothing. */
const WAYS: (() => Promise<unknown>)[] = [
  () =>
    withTenant(binding, async (tx) => {
      const whole = randomUUID();
      const half = (n: number) => tx.execute(sql`insert into halves values (${whole}, ${n}::int)`);
      await Promise.all([half(1), tx.execute(settings), half(2)]);
    }),
  () =>
    withoutTenant(async (tx) => {
      const whole = randomUUID();
      await tx.execute(sql`insert into halves values (${whole}, 1)`);
      // Like code that goes on after a failure of no importance.
      await tx.execute(sql`select pg_sleep(0.005)`).catch(() => {});
      await tx.execute(sql`insert into halves values (${whole}, 2)`);
    }),
  () => withUser(randomUUID(), (tx) => tx.execute(sql`select pg_sleep(0.002)`)),
  () => over(pool()).execute(sql`select pg_sleep(0.002)`),
  () => pool()`select ${"x"} as x`,
];
const call = (i: number): Promise<unknown> => WAYS[i % WAYS.length]?.() ?? Promise.reject(new Error("no way"));

test("Postgres is killed three times under load: every call settles, none by halves, and then all succeed", async () => {
  let over = false;
  const counts = { done: 0, failed: 0 };
  const load = Array.from({ length: 25 }, async (_, i) => {
    while (!over) {
      const result = await call(i).then(
        () => "done" as const,
        () => "failed" as const,
      );
      counts[result]++;
    }
  });
  for (let round = 0; round < 3; round++) {
    const before = counts.done;
    await vi.waitFor(() => expect(counts.done).toBeGreaterThan(before + 200), SOON);
    await restart();
  }
  over = true;
  await Promise.all(load);
  expect(counts.failed).toBeGreaterThan(0);
  const after = await Promise.allSettled(Array.from({ length: 50 }, (_, i) => call(i)));
  expect(after.filter(({ status }) => status === "rejected")).toEqual([]);
  const torn = await pool()`select whole from halves group by whole having count(*) <> 2`;
  expect(torn.length).toBe(0);
}, 120_000);

test("who asks while Postgres is away waits for it a little", async () => {
  await closePool(); // else one of its connections may not have noticed yet
  const { port, process } = server;
  process.kill("SIGKILL");
  await once(process, "exit");
  const asked = withTenant(binding, (tx) => tx.execute(settings));
  await vi.waitFor(async () => {
    server = await start(port);
  }, SOON);
  expect(await asked).toEqual([{ workspace: workspaceId, list: ["a", "b"] }]);
}, 60_000);

test("open screens are told to read again, and then hear what happens", async () => {
  const heard: LiveMessage[] = [];
  const leave = new AbortController();
  const listening = (async () => {
    for await (const message of subscribe(workspaceId, leave.signal)) heard.push(message);
  })();
  await vi.waitFor(() => expect(heard).toEqual([{ kind: "reset" }]), SOON);
  await restart();
  await vi.waitFor(() => expect(heard).toEqual([{ kind: "reset" }, { kind: "reset" }]), SOON);
  await withTenant(binding, (tx) => announce(tx, workspaceId, { kind: "post", id: "p" }));
  await vi.waitFor(() => expect(heard[2]).toEqual({ kind: "post", id: "p" }), SOON);
  leave.abort();
  await listening;
}, 60_000);

test("a failed statement undoes the whole transaction, even when nobody minds it", async () => {
  const whole = randomUUID();
  const attempt = withTenant(binding, async (tx) => {
    await tx.execute(sql`insert into halves values (${whole}, 1)`);
    await tx.execute(sql`select 1/0`).catch(() => {});
  });
  await expect(attempt).rejects.toThrow("undone");
  expect(await pool()`select * from halves where whole = ${whole}`).toHaveLength(0);
});

test("a statement nobody awaited cannot run in somebody else's transaction", async () => {
  let late: Promise<unknown> = Promise.resolve();
  const gate = Promise.withResolvers<void>();
  await withTenant(binding, async (tx) => {
    late = gate.promise.then(() => tx.execute(settings));
  });
  gate.resolve();
  await expect(late).rejects.toThrow();
});
