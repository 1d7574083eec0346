import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterEach, beforeEach } from "vitest";
import { pool } from "@/db/client";
import { type Ctx, systemCtx } from "@/server/context";
import type { Network } from "@/server/networks/network";
import type { NetworkRules } from "@/server/networks/rules";
import type { ChannelDoor } from "@/server/publishing/dispatch/channel-door";
import { createDispatcher, type Dispatcher } from "@/server/publishing/dispatch/dispatcher";
import { TIMING, type Timing } from "@/server/publishing/dispatch/settings";
import type { Reach } from "@/server/publishing/load-outgoing";
import { publishNow } from "@/server/publishing/publish-now";
import { getDelivery } from "@/server/publishing/queries";
import { reconcileDelivery } from "@/server/publishing/reconcile-delivery";
import { schedulePost } from "@/server/publishing/schedule-post";
import type { TestDatabase } from "@/server/testing/database";
import { type Recorder, recorderNetwork, startRecorder } from "@/server/testing/networks/recorder";
import { deliveryRows, eventually, type Publishable, publishable } from "@/server/testing/publishing";

/** Short times, so that what takes a minute in life takes a second here. */
export const SHORT: Partial<Timing> = {
  request: 700,
  startWithin: 400,
  grace: 300,
  tend: 100,
  lease: 2_000,
  look: 100,
  lookUp: 700,
  lookAgain: 200,
  settle: 300,
};

type Options = {
  canTell?: boolean;
  rules?: Partial<NetworkRules>;
  timing?: Partial<Timing>;
  door?: ChannelDoor;
  /** Instead of the recorder as network "x". */
  networks?: Network[];
};

/** A door nobody goes through: the recorder needs no credentials. */
const closed: ChannelDoor = {
  open: () => Promise.reject(new Error("This network has no credentials.")),
  refresh: () => Promise.reject(new Error("This network has no credentials.")),
  lose: () => Promise.resolve(),
};

/** For tests of whole dispatchers: a recorder as network "x", new for each test; what a test leaves open is cancelled. */
export function dispatchBed(database: TestDatabase) {
  let running: Dispatcher[] = [];
  let started: Recorder | null = null;
  const recorder = (): Recorder => {
    if (!started) throw new Error("The recorder runs within tests only.");
    return started;
  };
  const reachOf = ({ canTell = true, rules = {}, timing, door = closed, networks }: Options = {}): Reach => {
    const used = networks ?? [recorderNetwork(recorder().url, { canTell, rules })];
    return {
      networks: new Map(used.map((network) => [network.id, network])),
      door,
      timing: { ...TIMING, ...SHORT, ...timing },
    };
  };
  /** Runs SQL as the database's administrator. */
  const asAdmin = async <T>(work: (admin: postgres.Sql) => PromiseLike<T>): Promise<T> => {
    const admin = postgres(database.url("admin"), { max: 1, onnotice: () => {} });
    try {
      return await work(admin);
    } finally {
      await admin.end({ timeout: 5 });
    }
  };
  beforeEach(async () => {
    started = await startRecorder();
  });
  afterEach(async () => {
    await Promise.all(running.map((dispatcher) => dispatcher.stop()));
    running = [];
    await recorder().stop();
    // What a test left open must not go out in the next one.
    await asAdmin((admin) => admin`update deliveries set state = 'cancelled'`);
  });
  return {
    get recorder(): Recorder {
      return recorder();
    },
    reachOf,
    asAdmin,
    /** Starts a dispatcher; it is stopped when the test ends. */
    dispatcher: async (options: Options = {}): Promise<Dispatcher> => {
      const dispatcher = await createDispatcher(reachOf(options));
      running.push(dispatcher);
      return dispatcher;
    },
    /** Every delivery comes to an end; what is unknown is looked for as the durable function does. */
    allDone: (ctx: Ctx, options: Options = {}) =>
      eventually("every delivery comes to an end", async () => {
        const rows = await deliveryRows(ctx);
        for (const { id, fence } of rows.filter(({ state }) => state === "unknown"))
          await reconcileDelivery(systemCtx(ctx.workspaceId, "test"), { deliveryId: id, fence }, reachOf(options));
        return rows.every(({ state }) => ["published", "failed", "needs_attention", "cancelled"].includes(state));
      }),
  };
}

/** An instant so many milliseconds from now. */
export const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** A delivery due in `ms`; with 0 at once. */
export async function scheduled(
  ctx: Ctx,
  ms: number,
  options: Parameters<typeof publishable>[1] = {},
): Promise<Publishable & { id: string }> {
  const made = await publishable(ctx, options);
  const wanted = { postId: made.postId, channelIds: [made.channelId] };
  const {
    deliveries: [delivery],
  } = ms === 0 ? await publishNow(ctx, wanted) : await schedulePost(ctx, { ...wanted, at: inMs(ms) });
  if (!delivery) throw new Error("nothing was scheduled");
  return { ...made, id: delivery.id };
}

/** Moves deliveries to these instants (milliseconds since 1970), as one statement, and wakes the dispatchers. */
export async function moveTo(ctx: Ctx, instants: ReadonlyMap<string, number>): Promise<void> {
  const ids = [...instants.keys()];
  const dues = [...instants.values()].map((at) => new Date(at).toISOString());
  await ctx.tx((tx) =>
    tx.execute(sql`update deliveries d set due_at = u.due::timestamptz, send_at = u.due::timestamptz
      from unnest(${sql.param(ids)}::uuid[], ${sql.param(dues)}::text[]) u(id, due) where d.id = u.id`),
  );
  await pool()`select pg_notify('due', '')`;
}

export const stateOf = async (ctx: Ctx, deliveryId: string) => (await getDelivery(ctx, { deliveryId })).state;

/** Waits until a delivery is in this state. */
export const settled = (ctx: Ctx, deliveryId: string, state: string) =>
  eventually(`${deliveryId} becomes ${state}`, async () => (await stateOf(ctx, deliveryId)) === state);
