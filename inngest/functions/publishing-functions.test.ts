import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import postgres, { type Sql } from "postgres";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { freePort } from "@/local/engine/testing/postgres";
import { type Child, startEngineProcess, testKeys } from "@/local/engine/testing/processes";
import { addAsset } from "@/server/assets/add-asset";
import { connectChannel } from "@/server/channels/connect-channel";
import type { Ctx } from "@/server/context";
import { configureHttp } from "@/server/networks/http";
import { createPost } from "@/server/posts/create-post";
import { getPost } from "@/server/posts/get-post";
import { saveRendition } from "@/server/posts/save-rendition";
import { cancelDelivery } from "@/server/publishing/cancel-delivery";
import { publishNow } from "@/server/publishing/publish-now";
import { getDelivery } from "@/server/publishing/queries";
import { rescheduleDelivery } from "@/server/publishing/reschedule-delivery";
import { schedulePost } from "@/server/publishing/schedule-post";
import { testStorage } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { type BlueskyDouble, startBlueskyDouble } from "@/server/testing/networks/bluesky-double";
import { testWorkspace } from "@/server/testing/workspace";

const database = testDatabase();
testStorage();
const PUT = "com.atproto.repo.putRecord";
const UPLOAD = "com.atproto.repo.uploadBlob";
const MINUTE = 60_000;
const SLOW = { timeout: 18_000, interval: 50 };
const alice = { handle: "alice.test", did: "did:plc:alice00000000000000000000", password: "abcd-efgh-ijkl-mnop" };

let double: BlueskyDouble;
let app: Server;
let admin: Sql;
let executor: Child<{ url: string }>;
let startExecutor: () => Promise<Child<{ url: string }>>;
let stops: (() => Promise<unknown>)[] = [];

/** The real path: ledger, outbox, relay, an executor in a process of its own, the SDK's handler and a dispatcher. */
beforeAll(async () => {
  double = await startBlueskyDouble({ accounts: [alice] });
  configureHttp({ allow: [new URL(double.url).host] });
  admin = postgres(database.url("admin"), { max: 1, onnotice: () => {} });
  const port = await freePort();
  Object.assign(process.env, {
    INNGEST_BASE_URL: `http://127.0.0.1:${port}`,
    INNGEST_EVENT_KEY: testKeys.eventKey,
    INNGEST_SIGNING_KEY: testKeys.signingKey,
  });
  // Imported late: the SDK's client reads the environment when it is made.
  const { serve } = await import("inngest/node");
  const { inngest } = await import("@/inngest/client");
  const { functions } = await import("@/inngest/functions/all");
  const { startRelay } = await import("@/server/outbox/relay");
  const { startDispatcher } = await import("@/server/publishing/dispatcher");
  // Calls are counted here, and the proofs of what went out before would be among them.
  const counted = functions.filter((one) => one.id() !== "follow-deliveries");
  const handle = serve({ client: inngest, functions: counted });
  app = createServer((request, response) => void handle(request, response));
  const appPort = await freePort();
  await listen(appPort);
  startExecutor = () =>
    startEngineProcess({
      ENGINE_DATABASE_URL: database.url("admin"),
      ENGINE_PORT: String(port),
      ENGINE_APP_URL: `http://127.0.0.1:${appPort}/api/inngest`,
      ENGINE_RETRY_MS: "100",
      INNGEST_EVENT_KEY: testKeys.eventKey,
      INNGEST_SIGNING_KEY: testKeys.signingKey,
      LOG_LEVEL: "silent",
    });
  executor = await startExecutor();
  const dispatcher = await startDispatcher();
  stops = [await startRelay(), dispatcher.stop];
});

afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await executor.kill();
  app.closeAllConnections();
  app.close();
  await Promise.all([double.stop(), admin.end({ timeout: 5 })]);
});

async function listen(port: number): Promise<void> {
  app.listen(port, "127.0.0.1");
  await once(app, "listening");
}

type Post = { ctx: Ctx; channelId: string; postId: string; text: string };

/** A text that nobody wrote before, on a connected Bluesky channel; with a picture when asked. */
async function newPost({ picture = false, ...given }: { picture?: boolean; ctx?: Ctx } = {}): Promise<Post> {
  const ctx = given.ctx ?? (await testWorkspace());
  const connecting = { network: "bluesky", handle: alice.handle, appPassword: alice.password } as const;
  const { id: channelId } = await connectChannel(ctx, { ...connecting, service: double.url });
  const text = `The tide at nine, ${randomUUID()}`;
  const media = picture ? [{ assetId: await newPicture(ctx), alt: "A green field" }] : [];
  const { id: postId } = await createPost(ctx, {
    renditions: [{ network: "bluesky", title: null, parts: [{ text, media }] }],
  });
  return { ctx, channelId, postId, text };
}

async function newPicture(ctx: Ctx): Promise<string> {
  const bytes = await sharp({ create: { width: 60, height: 40, channels: 3, background: "green" } })
    .png()
    .toBuffer();
  return (await addAsset(ctx, { bytes, fileName: "field.png" })).id;
}

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

async function schedule({ ctx, postId, channelId }: Post, ms: number): Promise<string> {
  const { deliveries } = await schedulePost(ctx, { postId, channelIds: [channelId], at: inMs(ms) });
  return deliveries[0]?.id ?? "";
}

async function publish({ ctx, postId, channelId }: Post): Promise<string> {
  const { deliveries } = await publishNow(ctx, { postId, channelIds: [channelId] });
  return deliveries[0]?.id ?? "";
}

const reaches = ({ ctx }: Post, deliveryId: string, state: string) =>
  vi.waitFor(async () => {
    const delivery = await getDelivery(ctx, { deliveryId });
    expect(delivery.state).toBe(state);
    return delivery;
  }, SLOW);

/** How the first runs of a function for this delivery ended, once as many have. */
const endings = (name: string, deliveryId: string, most = 1) =>
  vi.waitFor(async () => {
    const runs = await admin<{ status: string; output: unknown }[]>`
      select status, output from engine.runs
      where function_id like ${`%${name}`} and events @> ${admin.json([{ data: { deliveryId } }])}
        and ended_at is not null order by ended_at`;
    expect(runs.length).toBeGreaterThanOrEqual(most);
    expect(runs.slice(0, most).map(({ status }) => status)).toEqual(Array(most).fill("completed"));
    return runs.slice(0, most).map(({ output }) => output);
  }, SLOW);

/** What the receiver holds, and how often it took it. */
const received = (text: string) => ({
  records: double.posts(alice.did).filter(({ record }) => record["text"] === text).length,
  writes: double.log.filter((entry) => entry.text === text && !entry.noop).length,
});
const ONCE = { records: 1, writes: 1 };
const NEVER = { records: 0, writes: 0 };
const calls = (nsid: string): number => double.calls.filter((called) => called === nsid).length;
const outcomes = ({ attempts }: Awaited<ReturnType<typeof getDelivery>>) =>
  attempts.map(({ kind, outcome }) => `${kind} ${outcome}`);

describe("a fault at the instant", () => {
  const fault = (kind: Parameters<BlueskyDouble["arm"]>[0]["kind"], delayMs = 0) =>
    fetch(`${double.url}/control/fault`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ nsid: PUT, kind, delayMs }),
    });

  test("refused for now: tried again when the network said, prepared in between", async () => {
    const post = await newPost();
    await fault("rate_limit", 7_000);
    const id = await publish(post);
    const delivery = await reaches(post, id, "published");
    expect(outcomes(delivery)).toEqual(["publish rate_limited", "publish published"]);
    expect(await endings("retry-delivery", id)).toEqual(["ready"]);
    expect(received(post.text)).toEqual(ONCE);
  });

  test.each([
    ["its answer lost", "reset_after", "published", ["publish unknown", "reconcile published"]],
    ["its request lost", "reset_before", "sent_again", ["publish unknown", "reconcile absent", "publish published"]],
    ["an error after it was taken", "error_after", "published", ["publish unknown", "reconcile published"]],
    ["a gateway's error", "error_before", "sent_again", ["publish unknown", "reconcile absent", "publish published"]],
  ] as const)("%s: looked up, and out exactly once", async (_name, kind, ending, attempts) => {
    const post = await newPost();
    await fault(kind);
    const id = await publish(post);
    const delivery = await reaches(post, id, "published");
    expect(outcomes(delivery)).toEqual(attempts);
    expect(await endings("reconcile-delivery", id)).toEqual([ending]);
    expect(received(post.text)).toEqual(ONCE);
  });

  test("the executor is killed and the app away while a lost answer settles", async () => {
    const post = await newPost();
    await fault("reset_after");
    const id = await publish(post);
    await vi.waitFor(async () => {
      const sleeping = await admin`
        select from engine.jobs j join engine.runs r on r.id = j.run_id
        where j.kind = 'sleep' and r.events @> ${admin.json([{ data: { deliveryId: id } }])}`;
      expect(sleeping.length).toBeGreaterThan(0);
    }, SLOW);
    await executor.kill();
    const { port } = app.address() as { port: number };
    app.closeAllConnections();
    await new Promise((closed) => app.close(closed));
    expect((await getDelivery(post.ctx, { deliveryId: id })).state).toBe("unknown");
    executor = await startExecutor();
    await listen(port);
    const delivery = await reaches(post, id, "published");
    expect(outcomes(delivery)).toEqual(["publish unknown", "reconcile published"]);
    expect(await endings("reconcile-delivery", id)).toEqual(["published"]);
    expect(received(post.text)).toEqual(ONCE);
  });

  test("cancelled, or moved to another day, while it waits for the next try: nothing is prepared and nothing goes out", async () => {
    const post = await newPost({ picture: true });
    const other = await newPost({ picture: true });
    const refused = async (wanted: Post) => {
      await fault("rate_limit", 7_000);
      const deliveryId = await publish(wanted);
      return vi.waitFor(async () => {
        const delivery = await getDelivery(wanted.ctx, { deliveryId });
        expect([delivery.state, ...outcomes(delivery)]).toEqual(["scheduled", "publish rate_limited"]);
        return delivery;
      }, SLOW);
    };
    const { id, sendAt } = await refused(post);
    await cancelDelivery(post.ctx, { deliveryId: id });
    const { id: moved } = await refused(other);
    await rescheduleDelivery(other.ctx, { deliveryId: moved, at: inMs(24 * 60 * MINUTE) });
    const uploads = calls(UPLOAD);
    expect(await endings("retry-delivery", id)).toEqual(["changed"]);
    expect(await endings("retry-delivery", moved)).toEqual(["changed"]);
    expect(calls(UPLOAD)).toBe(uploads);
    const later = await newPost({ ctx: post.ctx });
    await reaches(later, await schedule(later, Math.max(sendAt.getTime() - Date.now(), 0) + 1_000), "published");
    expect([received(post.text), received(other.text)]).toEqual([NEVER, NEVER]);
  });
});

describe("ahead of the instant", () => {
  test("the picture is uploaded, and the instant costs one call", async () => {
    const post = await newPost({ picture: true });
    const [uploads, writes] = [calls(UPLOAD), calls(PUT)];
    const id = await schedule(post, 7_000);
    await reaches(post, id, "ready");
    expect(await endings("prepare-delivery", id)).toEqual(["ready"]);
    expect([calls(UPLOAD), calls(PUT)]).toEqual([uploads + 1, writes]);
    const before = double.calls.length;
    await reaches(post, id, "published");
    expect(double.calls.slice(before)).toEqual([PUT]);
    expect(received(post.text)).toEqual(ONCE);
  });

  test("an upload that fails is done again", async () => {
    const post = await newPost({ picture: true });
    double.arm({ nsid: UPLOAD, kind: "error_before", times: 2 });
    const id = await schedule(post, 60 * MINUTE);
    await rescheduleDelivery(post.ctx, { deliveryId: id, at: inMs(5 * MINUTE) });
    await reaches(post, id, "ready");
    await cancelDelivery(post.ctx, { deliveryId: id });
  });

  test("the executor is killed in the middle of an upload: it goes on, and out exactly once", async () => {
    const post = await newPost({ picture: true });
    const [uploads, writes] = [calls(UPLOAD), calls(PUT)];
    double.arm({ nsid: UPLOAD, kind: "delay", delayMs: 1_000 });
    const id = await schedule(post, 6_000);
    await vi.waitFor(() => expect(calls(UPLOAD)).toBeGreaterThan(uploads), SLOW);
    await executor.kill();
    executor = await startExecutor();
    // What the lost request had uploaded is found, uploaded again beside it, or left to the dispatcher.
    const [ending] = await endings("prepare-delivery", id);
    expect(["ready", "nothing_to_do", "changed"]).toContain(ending);
    await reaches(post, id, "published");
    expect(calls(PUT)).toBe(writes + 1);
    expect(received(post.text)).toEqual(ONCE);
  });

  test("cancelled or moved while it waits: nothing is uploaded", async () => {
    const [cancelled, moved] = [await newPost({ picture: true }), await newPost({ picture: true })];
    const uploads = calls(UPLOAD);
    const ids = [await schedule(cancelled, 10 * MINUTE + 2_000), await schedule(moved, 10 * MINUTE + 2_000)] as const;
    await cancelDelivery(cancelled.ctx, { deliveryId: ids[0] });
    await rescheduleDelivery(moved.ctx, { deliveryId: ids[1], at: inMs(60 * MINUTE) });
    expect(await endings("prepare-delivery", ids[0])).toEqual(["changed"]);
    expect(await endings("prepare-delivery", ids[1])).toEqual(["changed"]);
    expect(calls(UPLOAD)).toBe(uploads);
  });

  test("edited before it was prepared, or after: the new text is prepared", async () => {
    const post = await newPost({ picture: true });
    const id = await schedule(post, 10 * MINUTE + 2_000);
    const uploads = calls(UPLOAD);
    const edit = async (text: string) => {
      const { renditions } = await getPost(post.ctx, { postId: post.postId });
      const { id: renditionId = "", version = 0, parts = [] } = renditions[0] ?? {};
      const changed = parts.map(({ media }) => ({ text, media }));
      await saveRendition(post.ctx, { renditionId, baseVersion: version, parts: changed });
    };
    await edit("The tide at ten.");
    expect(await endings("prepare-delivery", id)).toEqual(["ready"]);
    expect(calls(UPLOAD)).toBe(uploads + 1);
    await edit("The tide at eleven.");
    expect(await endings("prepare-delivery", id, 2)).toEqual(["ready", "ready"]);
    expect(calls(UPLOAD)).toBe(uploads + 2);
    await reaches(post, id, "ready");
    await cancelDelivery(post.ctx, { deliveryId: id });
  });
});
