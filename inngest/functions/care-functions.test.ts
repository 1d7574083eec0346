import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { eq } from "drizzle-orm";
import pino from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { channels } from "@/db/schema/channels";
import { notifications } from "@/db/schema/notifications";
import { type Engine, startEngine } from "@/local/engine/engine";
import { freePort } from "@/local/engine/testing/postgres";
import { testKeys } from "@/local/engine/testing/processes";
import { connectChannel } from "@/server/channels/connect-channel";
import { openCredentials } from "@/server/channels/credentials";
import { requestRefreshes } from "@/server/channels/request-refreshes";
import type { Ctx } from "@/server/context";
import { blueskyNetwork } from "@/server/networks/bluesky";
import { configureHttp } from "@/server/networks/http";
import { getDelivery } from "@/server/publishing/queries";
import { requestProofs } from "@/server/publishing/request-proofs";
import { schedulePost } from "@/server/publishing/schedule-post";
import { testDatabase } from "@/server/testing/database";
import { type BlueskyDouble, startBlueskyDouble } from "@/server/testing/networks/bluesky-double";
import { publishable } from "@/server/testing/publishing";
import { sentDelivery } from "@/server/testing/sent";
import { testWorkspace } from "@/server/testing/workspace";

const database = testDatabase();
const SLOW = { timeout: 15_000, interval: 50 };
const REFRESH = "com.atproto.server.refreshSession";
const alice = { handle: "alice.test", did: "did:plc:alice00000000000000000000", password: "abcd-efgh-ijkl-mnop" };
let double: BlueskyDouble;
let engine: Engine;
let app: Server;
let stopRelay: () => Promise<void>;

/** The real path: outbox, relay, executor and the SDK's own handler, all in this process. */
beforeAll(async () => {
  double = await startBlueskyDouble({ accounts: [alice], strictRotation: true });
  configureHttp({ allow: [new URL(double.url).host] });
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
  const handle = serve({ client: inngest, functions });
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
  await double.stop();
});

async function connected(ctx: Ctx): Promise<string> {
  const { handle, password: appPassword } = alice;
  return (await connectChannel(ctx, { network: "bluesky", handle, appPassword, service: double.url })).id;
}

const rowOf = async (ctx: Ctx, id: string) =>
  (await ctx.tx((tx) => tx.select().from(channels).where(eq(channels.id, id))))[0];
const nearItsEnd = (ctx: Ctx) => ctx.tx((tx) => tx.update(channels).set({ refreshAt: new Date(Date.now() - 1_000) }));

test("a channel near its end is renewed, also when the network fails at first; one that is refused is at risk and told", async () => {
  const ctx = await testWorkspace();
  const channelId = await connected(ctx);
  const { postId } = await publishable(ctx, { network: "bluesky", channelId });
  const at = new Date(Date.now() + 7_200_000).toISOString();
  const [delivery] = (await schedulePost(ctx, { postId, at, channelIds: [channelId] })).deliveries;
  const deliveryId = delivery?.id ?? "";
  const codes = async () => (await getDelivery(ctx, { deliveryId })).risks.map(({ code }) => code);
  double.arm({ nsid: REFRESH, kind: "error_before" });
  await nearItsEnd(ctx);
  await requestRefreshes();
  await vi.waitFor(async () => expect(await openCredentials(ctx, channelId)).toMatchObject({ version: 2 }), SLOW);
  expect((await rowOf(ctx, channelId))?.refreshAt?.getTime()).toBeGreaterThan(Date.now() + 3_600_000);
  // Somebody else used the refresh token: it is worth nothing any more.
  await blueskyNetwork().refresh?.(await openCredentials(ctx, channelId), AbortSignal.timeout(10_000));
  await nearItsEnd(ctx);
  await requestRefreshes();
  await vi.waitFor(async () => expect(await codes()).toEqual(["reconnect"]), SLOW);
  expect(await ctx.tx((tx) => tx.select().from(notifications))).toMatchObject([{ kind: "channel", channelId }]);
  await connected(ctx);
  await vi.waitFor(async () => expect(await codes()).toEqual([]), SLOW);
});

test("what went out is read back", async () => {
  const ctx = await testWorkspace();
  const channelId = await connected(ctx);
  const id = await sentDelivery(ctx, { network: blueskyNetwork(), channelId, texts: ["One.", "Two."] });
  await requestProofs();
  await vi.waitFor(async () => {
    const { parts } = await getDelivery(ctx, { deliveryId: id });
    expect(parts.map(({ proof }) => proof?.state)).toEqual(["same", "same"]);
  }, SLOW);
});
