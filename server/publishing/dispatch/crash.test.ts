import postgres from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Ctx, systemCtx } from "@/server/context";
import { reconcileDelivery } from "@/server/publishing/reconcile-delivery";
import { schedulePost } from "@/server/publishing/schedule-post";
import { testDatabase } from "@/server/testing/database";
import { SHORT } from "@/server/testing/dispatch-bed";
import { type DispatcherProcess, startDispatcherProcess } from "@/server/testing/dispatcher-process";
import { type Recorder, recorderNetwork, startRecorder } from "@/server/testing/networks/recorder";
import { deliveryRows, eventually, publishable, testChannel } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { channelDoor } from "./channel-door";
import { createDispatcher } from "./dispatcher";
import { TIMING, type Timing } from "./settings";

const database = testDatabase();

/** Short times: an abandoned intent is looked at after 1.4 s instead of 28. */
const TIMES: Partial<Timing> = { ...SHORT, lease: 600 };

let recorder: Recorder;
let processes: { stop: () => Promise<void> }[] = [];
beforeEach(async () => {
  recorder = await startRecorder();
});
afterEach(async () => {
  await Promise.all(processes.map((one) => one.stop()));
  processes = [];
  await recorder.stop();
});

async function start(): Promise<DispatcherProcess> {
  const started = await startDispatcherProcess(recorder.url, TIMES);
  processes.push(started);
  return started;
}

async function schedule(ctx: Ctx, ms: number, options: { texts: string[]; channelId?: string }): Promise<string> {
  const made = await publishable(ctx, options);
  const at = new Date(Date.now() + ms).toISOString();
  const { deliveries } = await schedulePost(ctx, { postId: made.postId, at, channelIds: [made.channelId] });
  return deliveries[0]?.id ?? "";
}

async function settle(ctx: Ctx): Promise<string[]> {
  const reach = {
    networks: new Map([["x" as const, recorderNetwork(recorder.url)]]),
    door: channelDoor,
    timing: { ...TIMING, ...TIMES },
  };
  return eventually("every delivery comes to an end", async () => {
    const rows = await deliveryRows(ctx);
    for (const { id, fence } of rows.filter(({ state }) => state === "unknown"))
      await reconcileDelivery(systemCtx(ctx.workspaceId, "test"), { deliveryId: id, fence }, reach);
    const done = rows.every(({ state }) => state === "published" || state === "needs_attention");
    return done && rows.map(({ state }) => state);
  });
}

test("processes killed in the middle of a burst lose nothing, double nothing and send nothing early", async () => {
  const ctx = await testWorkspace();
  recorder.delayMs = 25;
  const [, ...doomed] = await Promise.all([start(), start(), start(), start()]);
  const channels = await Promise.all(Array.from({ length: 12 }, () => testChannel(ctx)));
  const count = 120;
  for (let i = 0; i < count; i++)
    await schedule(ctx, 1_500 + Math.random() * 2_500, { texts: [`${i}`], channelId: channels[i % 12] ?? "" });
  for (const [i, one] of doomed.entries()) {
    await eventually("the burst goes on", () => recorder.accepted.length > 15 * (i + 1));
    one.kill("SIGKILL");
  }
  const states = await settle(ctx);
  expect(states).toEqual(Array(count).fill("published"));
  expect(recorder.accepted.map(({ text }) => text).sort()).toEqual(
    Array.from({ length: count }, (_, i) => `${i}`).sort(),
  );
  expect(recorder.accepted.filter(({ at, dueAt }) => at < dueAt)).toEqual([]);
}, 60_000);

test("a database that cuts the dispatchers' connections in the middle of a burst loses and doubles nothing", async () => {
  const ctx = await testWorkspace();
  recorder.delayMs = 10;
  const channels = await Promise.all(Array.from({ length: 8 }, () => testChannel(ctx)));
  const networks = new Map([["x" as const, recorderNetwork(recorder.url)]]);
  const dispatchers = await Promise.all([1, 2].map(() => createDispatcher({ networks, timing: TIMES })));
  processes = dispatchers;
  const count = 80;
  for (let i = 0; i < count; i++)
    await schedule(ctx, 1_000 + Math.random() * 1_500, { texts: [`${i}`], channelId: channels[i % 8] ?? "" });
  const admin = postgres(database.url("admin"), { max: 1, onnotice: () => {} });
  for (const reached of [5, 25, 45]) {
    await eventually("the burst goes on", () => recorder.accepted.length > reached);
    await admin`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = ${database.name} and application_name = 'dispatcher'`;
  }
  await admin.end({ timeout: 5 });
  const states = await settle(ctx);
  expect(states).toEqual(Array(count).fill("published"));
  expect(new Set(recorder.accepted.map(({ key }) => key)).size).toBe(count);
  expect(recorder.accepted).toHaveLength(count);
  expect(recorder.accepted.filter(({ at, dueAt }) => at < dueAt)).toEqual([]);
}, 60_000);

test("a process killed in the middle of a write is missed at once, long before its deadline", async () => {
  const ctx = await testWorkspace();
  recorder.fault = () => "timeout_after";
  const doomed = await startDispatcherProcess(recorder.url, {});
  processes.push(doomed);
  await schedule(ctx, 1_000, { texts: ["once"] });
  await eventually("it is being written", () => recorder.accepted.length === 1);
  const networks = new Map([["x" as const, recorderNetwork(recorder.url)]]);
  const peer = await createDispatcher({ networks });
  processes.push(peer);
  doomed.kill("SIGKILL");
  // Its request and the grace after it would take 28 s; nobody else looks, and this waits for 18.
  await eventually("it is found", async () => (await deliveryRows(ctx)).every(({ state }) => state === "published"));
  expect(recorder.writes).toBe(1);
}, 60_000);

test("a process frozen past its lease sends nothing when it wakes", async () => {
  const ctx = await testWorkspace();
  const frozen = await start();
  await schedule(ctx, 1_900, { texts: ["once"] });
  await eventually("it is claimed", async () => (await deliveryRows(ctx)).some(({ state }) => state === "claimed"));
  frozen.kill("SIGSTOP");
  const other = await start();
  await settle(ctx);
  await other.stop();
  frozen.kill("SIGCONT");
  // It is awake again when it sends something new.
  await schedule(ctx, 1_000, { texts: ["next"] });
  await settle(ctx);
  expect(recorder.accepted.map(({ text }) => text)).toEqual(["once", "next"]);
}, 60_000);

test("a process frozen in the middle of a thread does not go on with it when another has", async () => {
  const ctx = await testWorkspace();
  recorder.delayMs = 300;
  const frozen = await start();
  await schedule(ctx, 1_000, { texts: ["p0", "p1", "p2"] });
  // An intent without a write would be a question for a person: the frozen process could still write.
  await eventually("the second part is being written", () => recorder.writes === 2);
  frozen.kill("SIGSTOP");
  recorder.delayMs = 0;
  const other = await start();
  expect(await settle(ctx)).toEqual(["published"]);
  await other.stop();
  frozen.kill("SIGCONT");
  await schedule(ctx, 1_000, { texts: ["next"] });
  await settle(ctx);
  expect(recorder.accepted.map(({ text }) => text)).toEqual(["p0", "p1", "p2", "next"]);
  expect(recorder.accepted.slice(0, 3).map(({ parent }) => parent)).toEqual([null, "r1", "r2"]);
}, 60_000);
