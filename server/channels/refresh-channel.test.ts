import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { channels } from "@/db/schema/channels";
import { notifications } from "@/db/schema/notifications";
import { outbox } from "@/db/schema/workspaces";
import { connectChannel } from "@/server/channels/connect-channel";
import { openCredentials } from "@/server/channels/credentials";
import { loseChannel } from "@/server/channels/lose-channel";
import { openFresh, refreshAhead, refreshChannel } from "@/server/channels/refresh-channel";
import { refreshTime } from "@/server/channels/refresh-time";
import { requestRefreshes } from "@/server/channels/request-refreshes";
import type { Ctx } from "@/server/context";
import { blueskyNetwork } from "@/server/networks/bluesky";
import { configureHttp } from "@/server/networks/http";
import type { ChannelAccess, Network } from "@/server/networks/network";
import { disconnectChannel } from "@/server/publishing/disconnect-channel";
import { schedulePost } from "@/server/publishing/schedule-post";
import { testDatabase } from "@/server/testing/database";
import { type BlueskyDouble, startBlueskyDouble } from "@/server/testing/networks/bluesky-double";
import { publishable } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";

testDatabase();
const alice = { handle: "alice.test", did: "did:plc:alice00000000000000000000", password: "abcd-efgh-ijkl-mnop" };
const REFRESH = "com.atproto.server.refreshSession";
let double: BlueskyDouble;
beforeEach(async () => {
  double = await startBlueskyDouble({ accounts: [alice], strictRotation: true });
  configureHttp({ allow: [new URL(double.url).host] });
});
afterEach(() => double.stop());

async function connected(ctx: Ctx): Promise<string> {
  const { handle, password: appPassword } = alice;
  return (await connectChannel(ctx, { network: "bluesky", handle, appPassword, service: double.url })).id;
}

const rowOf = async (ctx: Ctx, id: string) => {
  const [row] = await ctx.tx((tx) => tx.select().from(channels).where(eq(channels.id, id)));
  if (!row) throw new Error("no such channel");
  return row;
};
const past = () => new Date(Date.now() - 1_000);
const told = (ctx: Ctx) => ctx.tx((tx) => tx.select().from(notifications));
const set = (ctx: Ctx, values: Partial<typeof channels.$inferInsert>) =>
  ctx.tx((tx) => tx.update(channels).set(values));

/** The adapter, with the times it was asked and a word after the network's answer. */
function watched(afterwards: (calls: number) => Promise<void> = async () => {}) {
  const plain = blueskyNetwork();
  const asked: number[] = [];
  const refresh = async (channel: ChannelAccess, signal: AbortSignal) => {
    const fresh = await plain.refresh?.(channel, signal);
    if (!fresh) throw new Error("the adapter cannot refresh");
    await afterwards(asked.push(performance.now()));
    return fresh;
  };
  return { asked, known: new Map<"bluesky", Network>([["bluesky", { ...plain, refresh }]]) };
}

test("twenty who need it at once make one refresh, and all get the token that is stored", async () => {
  const ctx = await testWorkspace();
  const id = await connected(ctx);
  const before = await openCredentials(ctx, id);
  const { asked, known } = watched();
  const got = await Promise.all(Array.from({ length: 20 }, () => refreshChannel(ctx, id, before.version, known)));
  expect(asked).toHaveLength(1);
  const stored = await openCredentials(ctx, id);
  expect(stored.credentials["refreshJwt"]).not.toBe(before.credentials["refreshJwt"]);
  for (const channel of got) expect(channel).toEqual(stored);
  // The stored one is the living one: it can be renewed again.
  expect((await refreshChannel(ctx, id, stored.version)).version).toBe(stored.version + 1);
  expect(await told(ctx)).toEqual([]);
});

test.each(["reset_before", "error_before", "rate_limit"] as const)(
  "a network that fails (%s) disconnects nobody",
  async (kind) => {
    const ctx = await testWorkspace();
    const id = await connected(ctx);
    double.arm({ nsid: REFRESH, kind });
    await expect(refreshAhead(ctx, { channelId: id, version: 1 })).rejects.toMatchObject({
      kind: kind === "rate_limit" ? "rate_limited" : "unavailable",
    });
    expect(await rowOf(ctx, id)).toMatchObject({ health: "connected", credentialsVersion: 1 });
    await set(ctx, { refreshUntil: past() });
    expect(await refreshAhead(ctx, { channelId: id, version: 1 })).toBe("renewed");
    expect(await told(ctx)).toEqual([]);
  },
);

test("a definite refusal is told once, with what is at risk, until the channel is connected again", async () => {
  const ctx = await testWorkspace();
  const id = await connected(ctx);
  const { postId } = await publishable(ctx, { network: "bluesky", channelId: id });
  await schedulePost(ctx, { postId, at: new Date(Date.now() + 86_400_000).toISOString(), channelIds: [id] });
  double.takeDown(alice.did);
  expect(await refreshAhead(ctx, { channelId: id, version: 1 })).toBe("reconnect");
  expect(await refreshAhead(ctx, { channelId: id, version: 1 })).toBe("reconnect");
  expect(await rowOf(ctx, id)).toMatchObject({ health: "reconnect" });
  const [notice, ...others] = await told(ctx);
  expect(others).toEqual([]);
  expect(notice).toMatchObject({ kind: "channel", channelId: id, resolvedAt: null });
  expect(notice?.text).toBe(
    "alice.test on Bluesky has to be connected again. Bluesky has taken this account down. Its owner has to write to Bluesky's support. 1 scheduled post is at risk.",
  );
  await double.stop();
  double = await startBlueskyDouble({ accounts: [alice] });
  configureHttp({ allow: [new URL(double.url).host] });
  await connected(ctx);
  expect((await told(ctx))[0]?.resolvedAt).not.toBeNull();
  expect(await rowOf(ctx, id)).toMatchObject({ health: "connected", credentialsVersion: 2 });
});

test("a refresher that died with the answer in its hands: what can be saved is, else the person is told why", async () => {
  const ctx = await testWorkspace();
  const id = await connected(ctx);
  double.arm({ nsid: REFRESH, kind: "reset_after" });
  await expect(refreshAhead(ctx, { channelId: id, version: 1 })).rejects.toMatchObject({ kind: "unavailable" });
  await set(ctx, { refreshUntil: past() });
  expect(await refreshAhead(ctx, { channelId: id, version: 1 })).toBe("reconnect");
  expect((await told(ctx))[0]?.text).toContain("Renewing its sign-in was interrupted");
});

test("a refresher thought dead that comes back with the answer puts everything right", async () => {
  const ctx = await testWorkspace();
  const id = await connected(ctx);
  const { known } = watched(async () => {
    // Frozen past its lease: the next one asks with the token that is used up.
    await set(ctx, { refreshUntil: past() });
    expect(await refreshAhead(ctx, { channelId: id, version: 1 })).toBe("reconnect");
  });
  await expect(refreshChannel(ctx, id, 1, known)).resolves.toMatchObject({ version: 2 });
  expect(await rowOf(ctx, id)).toMatchObject({ health: "connected", healthMessage: null });
  expect((await told(ctx))[0]?.resolvedAt).not.toBeNull();
});

test("credentials that died while nothing ran are renewed before they are used; what cannot be is given as it is", async () => {
  const ctx = await testWorkspace();
  const id = await connected(ctx);
  expect((await openFresh(ctx, id)).version).toBe(1);
  await set(ctx, { credentialsExpireAt: past() });
  const got = await Promise.all([openFresh(ctx, id), openFresh(ctx, id), openFresh(ctx, id)]);
  expect(got.map(({ version }) => version)).toEqual([2, 2, 2]);
  await set(ctx, { credentialsExpireAt: past() });
  double.arm({ nsid: REFRESH, kind: "error_before" });
  expect((await openFresh(ctx, id)).version).toBe(2);
  expect((await rowOf(ctx, id)).health).toBe("connected");
});

test("news of old credentials do not lose a channel that was connected again", async () => {
  const ctx = await testWorkspace();
  const id = await connected(ctx);
  await connected(ctx);
  await loseChannel(ctx, { channelId: id, message: "Refused.", version: 1 });
  expect((await rowOf(ctx, id)).health).toBe("connected");
  await loseChannel(ctx, { channelId: id, message: "Refused.", version: 2 });
  expect((await rowOf(ctx, id)).health).toBe("reconnect");
  await disconnectChannel(ctx, { channelId: id });
  expect((await told(ctx))[0]?.resolvedAt).not.toBeNull();
});

test("an answer for credentials that were replaced meanwhile is dropped", async () => {
  const ctx = await testWorkspace();
  const id = await connected(ctx);
  const { known } = watched(async () => void (await connected(ctx)));
  const got = await refreshChannel(ctx, id, 1, known);
  expect(got).toEqual(await openCredentials(ctx, id));
  expect(got.version).toBe(2);
});

test("channels near their end are asked for once, page by page, and never those that are lost or gone", async () => {
  const ctx = await testWorkspace();
  const id = await connected(ctx);
  const row = await rowOf(ctx, id);
  expect(row.refreshAt?.getTime()).toBeLessThan((row.credentialsExpireAt?.getTime() ?? 0) - 29 * 60_000);
  const asked = () => ctx.tx((tx) => tx.select().from(outbox).where(eq(outbox.name, "channels/channel.expiring")));
  await requestRefreshes();
  expect(await asked()).toEqual([]);
  await set(ctx, { refreshAt: past() });
  await requestRefreshes();
  await requestRefreshes();
  expect(await asked()).toMatchObject([{ data: { channelId: id, version: 1 } }]);
  await set(ctx, { refreshAt: past(), health: "reconnect" });
  await requestRefreshes();
  expect(await asked()).toHaveLength(1);
});

test("credentials are renewed well before their end, and only those that can be", () => {
  const now = Date.UTC(2026, 10, 20);
  const at = (ms: number) => new Date(now + ms);
  const hour = 3_600_000;
  const plan = (life: number, endsAt: Date | null = null) =>
    refreshTime({ expiresAt: at(life), endsAt, renewable: true }, now)?.getTime() ?? 0;
  for (let i = 0; i < 50; i++) {
    expect(plan(2 * hour) - now).toBeGreaterThan(hour);
    expect(plan(2 * hour) - now).toBeLessThanOrEqual(1.5 * hour);
    expect(plan(60 * 24 * hour) - now).toBeGreaterThan(50 * 24 * hour);
    expect(plan(10 * 60_000)).toBeGreaterThan(now);
  }
  expect(refreshTime({ expiresAt: at(hour), endsAt: at(hour), renewable: true }, now)).toBeNull();
  expect(refreshTime({ expiresAt: at(hour), endsAt: null, renewable: false }, now)).toBeNull();
  expect(refreshTime({ expiresAt: null, endsAt: null, renewable: true }, now)).toBeNull();
});
