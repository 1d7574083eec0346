import { eq } from "drizzle-orm";
import { afterAll, describe, expect, test } from "vitest";
import { closePool } from "@/db/client";
import { assets, channels, hubPosts } from "@/db/schema/channels";
import type { Ctx } from "@/server/context";
import type { HubWriter } from "@/server/networks/hub";
import { createDispatcher } from "@/server/publishing/dispatch/dispatcher";
import { publishNow } from "@/server/publishing/publish-now";
import { getDelivery } from "@/server/publishing/queries";
import { contentKey } from "@/server/storage/address";
import { storage } from "@/server/storage/storage";
import { testDatabase } from "@/server/testing/database";
import { eventually, publishable } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { createHubChannel } from "./create-hub-channel";
import { hubJsonFeed, hubRss } from "./feeds";
import { getHubMedia, getHubPost, listHubPosts } from "./queries";
import { hubWriter } from "./writer";

testDatabase();
process.env["STORAGE"] = "postgres";
afterAll(closePool);

async function hub(): Promise<{ ctx: Ctx; channelId: string; handle: string }> {
  const ctx = await testWorkspace();
  const handle = `hub-${ctx.workspaceId.slice(0, 8)}`;
  const { id } = await ctx.tx((tx) =>
    createHubChannel(tx, { workspaceId: ctx.workspaceId, handle, name: "Oak & Ash" }),
  );
  return { ctx, channelId: id, handle };
}

type Page = Parameters<HubWriter["put"]>[0];
const page = (ctx: Ctx, channelId: string, over: Partial<Page>): Page => ({
  workspaceId: ctx.workspaceId,
  channelId,
  ownKey: "k1",
  deliveryId: crypto.randomUUID(),
  ordinal: 0,
  title: "Trees & people",
  text: "One <b>line</b>.\n\nAnother.",
  media: [],
  dueAt: new Date(),
  signal: AbortSignal.timeout(20_000),
  ...over,
});

describe("writing", () => {
  test("one key is one page, however often and at once it is put", async () => {
    const { ctx, channelId, handle } = await hub();
    const put = () => hubWriter.put(page(ctx, channelId, {}));
    const pages = [...(await Promise.all([put(), put(), put()])), await put()];
    expect(new Set(pages.map(({ id }) => id)).size).toBe(1);
    expect(pages[0]).toMatchObject({ slug: "trees-people", url: `/hub/${handle}/trees-people` });
    expect(await hubWriter.find({ workspaceId: ctx.workspaceId, channelId, ownKey: "k1" })).toEqual(pages[0]);
    expect(await hubWriter.find({ workspaceId: ctx.workspaceId, channelId, ownKey: "k2" })).toBeNull();
  });

  test("pages with the same title get addresses of their own", async () => {
    const { ctx, channelId } = await hub();
    const keys = ["a", "b", "c"];
    const pages = await Promise.all(
      keys.map((ownKey) => hubWriter.put(page(ctx, channelId, { ownKey, title: "日本 語" }))),
    );
    expect(new Set(pages.map(({ slug }) => slug)).size).toBe(3);
    expect(pages.every(({ slug }) => slug.startsWith("日本-語"))).toBe(true);
  });

  test("a page that cannot be stored does not take its neighbours down", async () => {
    const { ctx, channelId } = await hub();
    const [bad, good] = await Promise.allSettled([
      hubWriter.put(page(ctx, channelId, { ownKey: "bad", text: "a\u0000b" })),
      hubWriter.put(page(ctx, channelId, { ownKey: "good" })),
    ]);
    expect(bad).toMatchObject({ status: "rejected", reason: { kind: "rejected" } });
    expect(good.status).toBe("fulfilled");
  });

  test("a page whose sender waits no longer is not written, and takes no other down", async () => {
    const { ctx, channelId } = await hub();
    const sender = new AbortController();
    const late = hubWriter.put(page(ctx, channelId, { ownKey: "late", signal: sender.signal }));
    const good = hubWriter.put(page(ctx, channelId, { ownKey: "good" }));
    sender.abort();
    await expect(late).rejects.toMatchObject({ kind: "unavailable" });
    expect(await good).toMatchObject({ slug: "trees-people" });
    expect(await hubWriter.find({ workspaceId: ctx.workspaceId, channelId, ownKey: "late" })).toBeNull();
  });

  test("another workspace's channel takes no page", async () => {
    const [mine, theirs] = [await hub(), await hub()];
    await expect(hubWriter.put(page(mine.ctx, theirs.channelId, {}))).rejects.toMatchObject({ kind: "rejected" });
  });

  test("a handle names one Hub", async () => {
    const { handle } = await hub();
    const other = await testWorkspace();
    await expect(
      other.tx((tx) => createHubChannel(tx, { workspaceId: other.workspaceId, handle, name: "Copy" })),
    ).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("reading", () => {
  test("pages come newest first, page by page, and a removed one is gone", async () => {
    const { ctx, channelId, handle } = await hub();
    for (const ownKey of ["a", "b", "c"]) await hubWriter.put(page(ctx, channelId, { ownKey, title: ownKey }));
    const first = await listHubPosts({ handle, limit: 2 });
    expect(first.hub).toEqual({ handle, name: "Oak & Ash" });
    const second = await listHubPosts({ handle, limit: 2, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(["c", "b", "a"]);
    await hubWriter.remove({ workspaceId: ctx.workspaceId, channelId, ownKey: "b" });
    expect((await listHubPosts({ handle, limit: 9 })).items.map(({ title }) => title)).toEqual(["c", "a"]);
    await expect(getHubPost({ handle, slug: "b" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await getHubPost({ handle, slug: "a" })).post.text).toContain("Another.");
    await expect(listHubPosts({ handle: "nobody", limit: 9 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("the feeds hold the text, and nothing in it becomes markup", async () => {
    const { ctx, channelId, handle } = await hub();
    await hubWriter.put(page(ctx, channelId, {}));
    const rss = await hubRss(handle);
    expect(rss).toContain('<rss version="2.0"');
    expect(rss).toContain("<p>One &lt;b&gt;line&lt;/b&gt;.</p>");
    const json = JSON.parse(await hubJsonFeed(handle)) as { version: string; items: { url: string; title: string }[] };
    expect(json.version).toBe("https://jsonfeed.org/version/1.1");
    expect(json.items).toMatchObject([
      { title: "Trees & people", url: expect.stringMatching(/\/hub\/.+\/trees-people$/) },
    ]);
  });

  test("a picture is served with a public post that shows it, and not otherwise", async () => {
    const { ctx, channelId, handle } = await hub();
    const { workspaceId } = ctx;
    const bytes = Buffer.from("a picture");
    const sha256 = contentKey(bytes);
    await storage().put(workspaceId, sha256, bytes);
    const [asset] = await ctx.tx((tx) =>
      tx
        .insert(assets)
        .values({ workspaceId, sha256, mediaType: "image/png", bytes: bytes.length })
        .returning({ id: assets.id }),
    );
    const assetId = asset?.id ?? "";
    const file = { assetId, mediaType: "image/png", bytes: 9, width: null, height: null, alt: "An oak" };
    const media = [{ ...file, read: () => Promise.resolve(bytes) }];
    const shown = await hubWriter.put(page(ctx, channelId, { media }));
    const plain = await hubWriter.put(page(ctx, channelId, { ownKey: "k2", title: "No picture" }));
    const { post } = await getHubPost({ handle, slug: shown.slug });
    expect(post.media).toEqual([{ path: `${shown.url}/media/${assetId}`, alt: "An oak" }]);
    const served = await getHubMedia({ handle, slug: shown.slug, assetId });
    expect([served.mediaType, Buffer.from(served.bytes).toString()]).toEqual(["image/png", "a picture"]);
    const gone = { code: "NOT_FOUND" };
    await expect(getHubMedia({ handle, slug: plain.slug, assetId })).rejects.toMatchObject(gone);
    await hubWriter.remove({ workspaceId, channelId, ownKey: "k1" });
    await expect(getHubMedia({ handle, slug: shown.slug, assetId })).rejects.toMatchObject(gone);
  });
});

test("a post published now is on the Hub once, with its address in the ledger", async () => {
  const { ctx, channelId, handle } = await hub();
  const { postId } = await publishable(ctx, { network: "hub", channelId, title: "Hello Hub" });
  const dispatcher = await createDispatcher();
  const { deliveries } = await publishNow(ctx, { postId, channelIds: [channelId] });
  const deliveryId = deliveries[0]?.id ?? "";
  const done = await eventually("it is published", async () => {
    const detail = await getDelivery(ctx, { deliveryId });
    return detail.state === "published" && detail;
  });
  await dispatcher.stop();
  expect(done.url).toBe(`/hub/${handle}/hello-hub`);
  const rows = await ctx.tx((tx) => tx.select().from(hubPosts).where(eq(hubPosts.channelId, channelId)));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.publishedAt.getTime()).toBeGreaterThanOrEqual(done.dueAt.getTime());
  expect(await ctx.tx((tx) => tx.select().from(channels))).toHaveLength(1);
});
