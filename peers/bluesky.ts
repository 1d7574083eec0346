import assert from "node:assert/strict";
import { blueskyNetwork } from "@/server/networks/bluesky";
import { configureHttp } from "@/server/networks/http";
import type { ChannelAccess, ConnectedAccount, Network, Receipt } from "@/server/networks/network";
import { startBlueskyDouble } from "@/server/testing/networks/bluesky-double";
import { contractCases, outgoingImage, outgoingPart } from "@/server/testing/networks/contract-suite";
import { startFaultyProxy } from "@/server/testing/networks/faulty-proxy";
import { differencesBetween } from "./bluesky-parity";
import { type BlueskyServer, startBlueskyServer } from "./bluesky-server";
import type { PeerSuite } from "./suite";

const POSTS = "app.bsky.feed.post";
const signal = () => AbortSignal.timeout(20_000);

/** The Bluesky adapter against the reference server: the contract, then what only Bluesky has. */
export async function blueskySuite(folder: string): Promise<PeerSuite> {
  const server = await startBlueskyServer(folder);
  const proxy = await startFaultyProxy(server.pds);
  const double = await startBlueskyDouble();
  configureHttp({ allow: [server.pds, server.plc, proxy.url, double.url].map((url) => new URL(url).host) });
  const network = blueskyNetwork({ service: server.pds, plcDirectory: server.plc });
  const alice = await server.account("alice.test");
  const bob = await server.account("bob.test");
  const account = await connect(network, { handle: alice.handle, appPassword: alice.appPassword });
  const channel = toChannel(account);
  const throughProxy = { ...channel, credentials: { ...channel.credentials, pds: proxy.url } };
  const harness = {
    network,
    channel: throughProxy,
    count: async (ownKey: string) => ((await getRecord(server, alice.did, ownKey)) ? 1 : 0),
    under: async (fault: "dead" | "lost_request" | "lost_answer", work: () => Promise<void>) => {
      if (fault !== "dead") {
        proxy.loseNext(fault === "lost_answer" ? "answer" : "request", "putRecord");
        return await work();
      }
      const comeBack = await proxy.goDown();
      try {
        return await work();
      } finally {
        await comeBack();
      }
    },
  };

  return {
    name: "Bluesky",
    stop: async () => {
      await proxy.stop();
      await double.stop();
      await server.stop();
    },
    cases: [
      ...contractCases.map(({ name, run }) => ({ name, run: () => run(harness) })),
      {
        name: "the server is found from the handle: resolveHandle, directory of DIDs, service endpoint",
        run: async () => {
          assert.equal(account.remoteId, alice.did);
          assert.equal(account.credentials["pds"], server.pds);
          assert.ok((account.expiresAt?.getTime() ?? 0) > Date.now() + 3_600_000);
        },
      },
      {
        name: "a wrong app password is refused in plain words",
        run: async () => {
          const input = { handle: alice.handle, appPassword: "aaaa-bbbb-cccc-dddd" };
          await assert.rejects(connect(network, input), { kind: "rejected", code: "credentials" });
        },
      },
      {
        name: "a thread of three hangs together",
        run: async () => {
          const receipts: Receipt[] = [];
          for (const ordinal of [0, 1, 2]) {
            const part = outgoingPart({ ordinal, partCount: 3, text: `Part ${ordinal} 🧵`, previous: [...receipts] });
            receipts.push(await network.publish(channel, part, signal()));
          }
          const [first, second, third] = receipts.map(({ data }) => data);
          const record = await getRecord(server, alice.did, third?.["uri"]?.split("/").at(-1) ?? "");
          assert.deepEqual(record?.["reply"], { root: first, parent: second });
        },
      },
      {
        name: "images arrive with their description and proportions, without metadata",
        run: async () => {
          const part = outgoingPart({ media: [await outgoingImage("A green field"), await outgoingImage("")] });
          await network.publish(channel, part, signal());
          const embed = (await getRecord(server, alice.did, part.ownKey))?.["embed"] as {
            images: { alt: string; aspectRatio: unknown; image: { mimeType: string } }[];
          };
          assert.deepEqual(
            embed.images.map(({ alt, aspectRatio, image }) => [alt, aspectRatio, image.mimeType]),
            ["A green field", ""].map((alt) => [alt, { width: 60, height: 40 }, "image/jpeg"]),
          );
        },
      },
      {
        name: "links, hashtags and mentions are marked by bytes; an unknown mention stays plain",
        run: async () => {
          const text = "Café ☕👩‍🌾 @bob.test @gone.test example.com #Ernte";
          const part = outgoingPart({ text });
          await network.publish(channel, part, signal());
          const record = await getRecord(server, alice.did, part.ownKey);
          const facets = record?.["facets"] as {
            index: { byteStart: number; byteEnd: number };
            features: Record<string, string>[];
          }[];
          const bytes = Buffer.from(text);
          assert.deepEqual(
            facets.map(({ index, features: [feature] }) => [
              bytes.subarray(index.byteStart, index.byteEnd).toString(),
              feature?.["did"] ?? feature?.["uri"] ?? feature?.["tag"],
            ]),
            [
              ["@bob.test", bob.did],
              ["example.com", "https://example.com"],
              ["#Ernte", "Ernte"],
            ],
          );
        },
      },
      {
        name: "an expired session says so and refresh renews it",
        run: async () => {
          const expired = {
            ...channel,
            credentials: { ...channel.credentials, accessJwt: await server.expiredToken(alice.did) },
          };
          const part = outgoingPart();
          await assert.rejects(network.publish(expired, part, signal()), {
            kind: "auth_expired",
            code: "ExpiredToken",
          });
          const renewed = await network.refresh?.(expired, signal());
          assert.ok(renewed);
          await network.publish(toChannel(renewed), part, signal());
        },
      },
      {
        name: "what is too long is refused with the server's reason",
        run: async () => {
          const tooLong = outgoingPart({ text: "a".repeat(301) });
          await assert.rejects(network.publish(channel, tooLong, signal()), {
            kind: "rejected",
            code: "InvalidRequest",
          });
          const families = outgoingPart({ text: "👨‍👩‍👧‍👦".repeat(100) });
          await network.publish(channel, families, signal());
        },
      },
      {
        name: "the double answers as this server does",
        run: async () => assert.deepEqual(await differencesBetween({ server, double, account: bob }), []),
      },
      {
        name: "an account taken down is a final error",
        run: async () => {
          const access = toChannel(await connect(network, { handle: bob.handle, appPassword: bob.appPassword }));
          await server.takeDown(bob.did);
          const attempt = network.publish(access, outgoingPart(), signal());
          await assert.rejects(attempt, { kind: "rejected", code: "AccountTakedown" });
        },
      },
    ],
  };
}

async function connect(network: Network, input: Record<string, string>): Promise<ConnectedAccount> {
  const account = await network.connect?.(input, signal());
  assert.ok(account);
  return account;
}

function toChannel({ remoteId, credentials }: ConnectedAccount): ChannelAccess {
  return { channelId: "channel-1", workspaceId: "workspace-1", remoteId, credentials };
}

/** The record as the server itself shows it, without our code in between. */
async function getRecord(server: BlueskyServer, repo: string, rkey: string): Promise<Record<string, unknown> | null> {
  const query = new URLSearchParams({ repo, collection: POSTS, rkey });
  const response = await fetch(`${server.pds}/xrpc/com.atproto.repo.getRecord?${query}`);
  const body = (await response.json()) as { error?: string; value?: Record<string, unknown> };
  if (body.error !== undefined) assert.equal(body.error, "RecordNotFound");
  return body.value ?? null;
}
