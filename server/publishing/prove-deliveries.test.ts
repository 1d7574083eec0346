import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hubPosts } from "@/db/schema/channels";
import { deliveries, deliveryParts } from "@/db/schema/deliveries";
import { notifications } from "@/db/schema/notifications";
import { outbox } from "@/db/schema/workspaces";
import { connectChannel } from "@/server/channels/connect-channel";
import { openCredentials } from "@/server/channels/credentials";
import { networks } from "@/server/channels/networks";
import type { Ctx } from "@/server/context";
import { blueskyNetwork } from "@/server/networks/bluesky";
import { configureHttp } from "@/server/networks/http";
import { testDatabase } from "@/server/testing/database";
import { type BlueskyDouble, startBlueskyDouble } from "@/server/testing/networks/bluesky-double";
import { testChannel } from "@/server/testing/publishing";
import { sentDelivery } from "@/server/testing/sent";
import { testWorkspace } from "@/server/testing/workspace";
import { proveDeliveries } from "./prove-deliveries";
import { getDelivery } from "./queries";
import { requestProofs } from "./request-proofs";

testDatabase();
const alice = { handle: "alice.test", did: "did:plc:alice00000000000000000000", password: "abcd-efgh-ijkl-mnop" };
const network = blueskyNetwork();
const MINUTE = 60_000;
let double: BlueskyDouble;
beforeEach(async () => {
  double = await startBlueskyDouble({ accounts: [alice] });
  configureHttp({ allow: [new URL(double.url).host] });
});
afterEach(() => double.stop());

async function sent(ctx: Ctx, { texts = ["Hello there. https://example.org/a"], agoMs = MINUTE } = {}) {
  const { handle, password: appPassword } = alice;
  const { id: channelId } = await connectChannel(ctx, {
    network: "bluesky",
    handle,
    appPassword,
    service: double.url,
  });
  const id = await sentDelivery(ctx, { network, channelId, texts, agoMs });
  return { id, channelId, prove: () => proveDeliveries(ctx, { channelId, deliveryIds: [id] }) };
}

const proofs = async (ctx: Ctx, deliveryId: string) =>
  (await getDelivery(ctx, { deliveryId })).parts.map(({ proof }) => proof?.state ?? null);
const told = (ctx: Ctx) => ctx.tx((tx) => tx.select().from(notifications));
const rewrite = (text: string) => {
  for (const { record } of double.posts(alice.did)) record["text"] = text;
};

test("what looks as it was sent is proven, part by part, and never read again", async () => {
  const ctx = await testWorkspace();
  const { id, prove } = await sent(ctx, { texts: ["One.", "Two."] });
  expect(await prove()).toEqual({ proven: 1 });
  expect(await proofs(ctx, id)).toEqual(["same", "same"]);
  await double.stop();
  expect(await prove()).toEqual({ proven: 0 });
  expect(await told(ctx)).toEqual([]);
});

test("a difference is believed once the network had time, then shown and told; the delivery stays published", async () => {
  const ctx = await testWorkspace();
  const { id, prove } = await sent(ctx);
  rewrite("Something else.");
  expect(await prove()).toEqual({ proven: 0 });
  expect(await proofs(ctx, id)).toEqual(["different"]);
  expect(await told(ctx)).toEqual([]);
  await ctx.tx((tx) => tx.update(deliveries).set({ publishedAt: new Date(Date.now() - 11 * MINUTE) }));
  expect(await prove()).toEqual({ proven: 1 });
  const detail = await getDelivery(ctx, { deliveryId: id });
  expect(detail.state).toBe("published");
  expect(detail.parts[0]?.proof?.differences).toEqual([
    "The text there is another one: “Something else.”.",
    "The link https://example.org/a is not there.",
  ]);
  expect(await told(ctx)).toMatchObject([{ kind: "proof", deliveryId: id }]);
});

test("what a network shows a little late is the same after all", async () => {
  const ctx = await testWorkspace();
  const { id, prove } = await sent(ctx);
  rewrite("");
  expect(await prove()).toEqual({ proven: 0 });
  rewrite("Hello there. https://example.org/a");
  expect(await prove()).toEqual({ proven: 1 });
  expect(await proofs(ctx, id)).toEqual(["same"]);
  expect(await told(ctx)).toEqual([]);
});

test("what was taken down there is said to be gone", async () => {
  const ctx = await testWorkspace();
  const { id, prove, channelId } = await sent(ctx, { agoMs: 20 * MINUTE });
  const [part] = await ctx.tx((tx) => tx.select().from(deliveryParts));
  const receipt = { remoteId: part?.remoteId ?? "", url: null, data: {} };
  await network.remove?.(await openCredentials(ctx, channelId), receipt, AbortSignal.timeout(10_000));
  expect(await prove()).toEqual({ proven: 1 });
  expect(await proofs(ctx, id)).toEqual(["gone"]);
  expect((await told(ctx))[0]?.text).toContain("It is not to be found on Bluesky.");
});

test("a network that does not answer is asked again later, for a day at most; what nobody can look up is let be", async () => {
  const ctx = await testWorkspace();
  const { id, prove } = await sent(ctx, { agoMs: 20 * MINUTE });
  double.arm({ nsid: "com.atproto.repo.getRecord", kind: "error_before" });
  expect(await prove()).toEqual({ proven: 0 });
  expect(await proofs(ctx, id)).toEqual([null]);
  await requestProofs();
  expect(await ctx.tx((tx) => tx.$count(outbox, eq(outbox.name, "publishing/channel.unproven")))).toBe(0);
  await ctx.tx((tx) => tx.update(deliveries).set({ publishedAt: new Date(Date.now() - 25 * 60 * MINUTE) }));
  expect(await prove()).toEqual({ proven: 1 });
  expect(await proofs(ctx, id)).toEqual(["cannot_tell"]);
  expect(await told(ctx)).toEqual([]);
});

test("the Hub is read back too, and a page that was changed behind our back is noticed", async () => {
  const ctx = await testWorkspace();
  const channelId = await testChannel(ctx, "hub");
  const hub = networks.get("hub");
  if (!hub) throw new Error("there is no Hub");
  const texts = ["The ferry leaves at nine."];
  const [fine, changed] = [
    await sentDelivery(ctx, { network: hub, channelId, texts }),
    await sentDelivery(ctx, { network: hub, channelId, texts, agoMs: 20 * MINUTE }),
  ];
  await ctx.tx((tx) => tx.update(hubPosts).set({ text: "At ten." }).where(eq(hubPosts.deliveryId, changed)));
  expect(await proveDeliveries(ctx, { channelId, deliveryIds: [fine, changed] })).toEqual({ proven: 2 });
  expect([await proofs(ctx, fine), await proofs(ctx, changed)]).toEqual([["same"], ["different"]]);
});

test("what is out is asked for once, half a minute after, together for a channel", async () => {
  const ctx = await testWorkspace();
  const first = await sent(ctx, { texts: ["One."] });
  const second = await sentDelivery(ctx, { network, channelId: first.channelId, texts: ["Two."] });
  await sentDelivery(ctx, { network, channelId: first.channelId, texts: ["Three."], agoMs: 0 });
  await requestProofs();
  await requestProofs();
  const asked = await ctx.tx((tx) => tx.select().from(outbox).where(eq(outbox.name, "publishing/channel.unproven")));
  expect(asked).toHaveLength(1);
  expect(asked[0]?.data["channelId"]).toBe(first.channelId);
  expect(new Set(asked[0]?.data["deliveryIds"] as string[])).toEqual(new Set([first.id, second]));
});
