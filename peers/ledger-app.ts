import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { closePool, withoutTenant } from "@/db/client";
import { runMigrations } from "@/db/migrate";
import { createRoles } from "@/db/roles";
import type { EventName, Events } from "@/inngest/client";
import { startPostgres } from "@/local/postgres";
import { signUp } from "@/server/auth/sign-up";
import { type Ctx, createCtx, systemCtx } from "@/server/context";
import { env } from "@/server/env";
import { NetworkError } from "@/server/errors";
import { configureHttp } from "@/server/networks/http";
import { armDispatchers } from "@/server/publishing/dispatcher";
import { dueTime } from "@/server/publishing/due-time";
import { prepareDelivery } from "@/server/publishing/prepare-delivery";
import { reconcileDelivery } from "@/server/publishing/reconcile-delivery";

/** Reprise without its web server: a database of its own, one workspace, and the durable steps of publishing. */
export type LedgerApp = {
  /** The owner of the workspace. */
  ctx: Ctx;
  /** Steps that failed in a way no network is to blame for. */
  problems: unknown[];
  stop: () => Promise<void>;
};

const TRIES = 3;
const LOOK_EVERY_MS = 50;

/** `allow`: the `host:port` pairs of the servers on loopback that may be reached. */
export async function startLedgerApp(allow: string[]): Promise<LedgerApp> {
  const folder = await mkdtemp(join(tmpdir(), "reprise-ledger-"));
  const server = await startPostgres({ directory: folder, password: "admin", disposable: true });
  const stopServer = (): void => void server.process.kill("SIGINT");
  process.once("exit", stopServer);
  const admin = postgres(`${server.adminUrl}/postgres`, { max: 1, onnotice: () => {} });
  await createRoles(admin, { owner: "owner", app: "app", engine: "engine" });
  await admin`create database reprise owner reprise_owner`;
  await admin.end({ timeout: 5 });
  await runMigrations(`postgres://reprise_owner:owner@127.0.0.1:${server.port}/reprise`);
  // In the environment, because the dispatchers in processes of their own read it too.
  Object.assign(process.env, {
    NODE_ENV: "test",
    DATABASE_URL: `postgres://reprise_app:app@127.0.0.1:${server.port}/reprise`,
    DATA_DIR: folder,
    AUTH_SECRET: "peers".repeat(8),
    ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString("base64")}`,
    FETCH_ALLOW: allow.join(","),
    LOG_LEVEL: "silent",
  });
  configureHttp({ allow: env().FETCH_ALLOW });
  const account = { email: "ada@example.org", password: "correct horse battery", name: "Ada", workspace: "Harbour" };
  const { userId, workspace } = await signUp(account);
  const steps = startSteps();
  return {
    ctx: createCtx({ workspaceId: workspace.id, actor: { kind: "user", userId, role: "owner" }, action: "peers" }),
    problems: steps.problems,
    stop: async () => {
      await steps.stop();
      await closePool();
      process.off("exit", stopServer);
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Does what the durable functions do, as soon as the ledger asks for it and without their waits. */
function startSteps(): { problems: unknown[]; stop: () => Promise<void> } {
  const problems: unknown[] = [];
  const running = new Set<Promise<void>>();
  let stopped = false;
  const loop = async (): Promise<void> => {
    while (!stopped) {
      for (const event of await takeEvents()) {
        const run = runStep(event)
          .catch((error: unknown) => void (error instanceof NetworkError || problems.push(error)))
          .finally(() => running.delete(run));
        running.add(run);
      }
      await wait(LOOK_EVERY_MS);
    }
  };
  const looping = loop().catch((error: unknown) => void problems.push(error));
  return {
    problems,
    stop: async () => {
      stopped = true;
      await looping;
      await Promise.all(running);
    },
  };
}

type Event = { id: string; name: EventName; data: unknown };

const takeEvents = (): Promise<Event[]> =>
  withoutTenant(async (tx) => {
    const events = await tx.execute<Event>(sql`select id, name, data from sweep.take_outbox(100)`);
    const ids = events.map(({ id }) => id);
    if (ids.length > 0) await tx.execute(sql`select sweep.drop_outbox(${sql.param(ids)}::uuid[])`);
    return events;
  });

async function runStep(event: Event): Promise<void> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await once(event);
    } catch (error) {
      if (left === 0) throw error;
      await wait(500);
    }
  }
}

async function once({ name, data }: Event): Promise<void> {
  const ctx = systemCtx((data as { workspaceId: string }).workspaceId, name);
  if (name === "publishing/delivery.unknown") {
    await reconcileDelivery(ctx, data as Events[typeof name]);
  } else if (name === "publishing/delivery.scheduled") {
    await prepareDelivery(ctx, data as Events[typeof name]);
  } else if (name === "publishing/delivery.retry") {
    const retry = data as Events[typeof name];
    const sendAt = await dueTime(ctx, retry);
    if (sendAt !== null) await prepareDelivery(ctx, { ...retry, sendAt });
    await armDispatchers();
  }
}
