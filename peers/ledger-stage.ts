import assert from "node:assert/strict";
import { connectChannel } from "@/server/channels/connect-channel";
import { createPost } from "@/server/posts/create-post";
import type { DeliveryDetail, DeliveryState } from "@/server/publishing/input";
import { getDelivery } from "@/server/publishing/queries";
import { schedulePost } from "@/server/publishing/schedule-post";
import { eventually } from "@/server/testing/publishing";
import { type BlueskyServer, startBlueskyServer } from "./bluesky-server";
import { type LedgerApp, startLedgerApp } from "./ledger-app";
import { type Call, type RecordingProxy, startRecordingProxy } from "./recording-proxy";

/** A fresh Bluesky account, connected as a channel that reaches its server through the proxy. */
export type Account = { did: string; handle: string; appPassword: string; channelId: string };

/** A record as the server itself lists it. */
export type Stored = {
  uri: string;
  cid: string;
  value: {
    text: string;
    createdAt: string;
    reply?: { root: Reference; parent: Reference };
    facets?: { index: { byteStart: number; byteEnd: number }; features: Record<string, string>[] }[];
    embed?: { images: { alt: string; aspectRatio: object; image: { ref: { $link: string } } }[] };
  };
};
type Reference = { uri: string; cid: string };
type Part = { text: string; media: { assetId: string; alt: string }[] };

/** A delivery on its way, and the instant it was scheduled for. */
export type Scheduled = { id: string; dueAt: number };

/** Reprise on one side, the reference server on the other, the proxy between them. */
export type Stage = {
  app: LedgerApp;
  server: BlueskyServer;
  proxy: RecordingProxy;
  account: () => Promise<Account>;
  connect: (account: Omit<Account, "channelId">) => Promise<string>;
  stop: () => Promise<void>;
};

/** Starts everything but a dispatcher. `folder` holds the peers' packages. */
export async function startStage(folder: string): Promise<Stage> {
  const server = await startBlueskyServer(folder);
  const proxy = await startRecordingProxy(server.pds);
  const app = await startLedgerApp([server.pds, server.plc, proxy.url].map((url) => new URL(url).host));
  let accounts = 0;
  const connect: Stage["connect"] = async ({ handle, appPassword }) => {
    const { id } = await connectChannel(app.ctx, { network: "bluesky", handle, appPassword, service: proxy.url });
    return id;
  };
  return {
    app,
    server,
    proxy,
    connect,
    account: async () => {
      const made = await server.account(`ledger${++accounts}.test`);
      return { ...made, channelId: await connect(made) };
    },
    stop: async () => {
      await app.stop();
      await proxy.stop();
      await server.stop();
    },
  };
}

/** Schedules a new post, one part per text; `at` is in milliseconds since 1970, by default 2.5 s from now. */
export async function schedule(
  { app }: Stage,
  { channelId }: Account,
  texts: (string | Part)[],
  at: number | null = null,
): Promise<Scheduled> {
  const parts = texts.map((text) => (typeof text === "string" ? { text, media: [] } : text));
  const { id: postId } = await createPost(app.ctx, { renditions: [{ network: "bluesky", title: null, parts }] });
  const dueAt = at ?? Date.now() + 2_500;
  const input = { postId, at: new Date(dueAt).toISOString(), channelIds: [channelId] };
  const { deliveries } = await schedulePost(app.ctx, input);
  return { id: deliveries[0]?.id ?? "", dueAt };
}

/** Waits until a delivery has come to this state. */
export function reaches({ app }: Stage, { id }: Scheduled, state: DeliveryState): Promise<DeliveryDetail> {
  return eventually(`the delivery is ${state}`, async () => {
    const delivery = await getDelivery(app.ctx, { deliveryId: id });
    return delivery.state === state && delivery;
  });
}

/** What an account's repository holds, oldest first, without our code in between. */
export async function recordsOf({ server }: Stage, { did }: Account): Promise<Stored[]> {
  const query = new URLSearchParams({ repo: did, collection: "app.bsky.feed.post", limit: "100", reverse: "true" });
  const response = await fetch(`${server.pds}/xrpc/com.atproto.repo.listRecords?${query}`);
  assert.equal(response.status, 200);
  return ((await response.json()) as { records: Stored[] }).records;
}

/** The one record of an account. */
export async function onlyRecord(stage: Stage, account: Account): Promise<Stored> {
  const [record, ...more] = await recordsOf(stage, account);
  assert.ok(record && more.length === 0, `${more.length + (record ? 1 : 0)} records instead of one`);
  return record;
}

/** One thread and nothing else: every text once, each answering the one before, all under the first. */
export function assertThread(records: Stored[], texts: string[]): void {
  const thread = texts.map((text) => records.filter(({ value }) => value.text === text));
  assert.deepEqual(
    thread.map(({ length }) => length),
    texts.map(() => 1),
  );
  const references = thread.flat().map(({ uri, cid }) => ({ uri, cid }));
  for (const [index, { value }] of thread.flat().entries()) {
    const expected = index === 0 ? undefined : { root: references[0], parent: references[index - 1] };
    assert.deepEqual(value.reply, expected, `part ${index + 1} hangs on the wrong one`);
  }
}

/** The keys of records, which are the own keys of the parts. */
export const keysOf = (records: Stored[]): string[] => records.map(({ uri }) => uri.slice(uri.lastIndexOf("/") + 1));

/** When the server itself committed a write: a revision is a TID, whose upper 53 bits count microseconds. */
function committedAt({ rev }: Call): number {
  const bits = [...rev].reduce((sum, c) => sum * 32n + BigInt("234567abcdefghijklmnopqrstuvwxyz".indexOf(c)), 0n);
  return Number(bits >> 10n) / 1000;
}

/** Fails unless a call arrived, and was committed, at or after the instant and within a second. */
export function assertOnTime(call: Call | undefined, { dueAt }: Scheduled): void {
  assert.ok(call, "nothing arrived");
  for (const late of [call.at - dueAt, committedAt(call) - dueAt])
    assert.ok(late >= 0 && late <= 1_000, `${late} ms after its instant`);
}
