import { afterAll, beforeAll, describe, test } from "vitest";
import { NetworkError } from "@/server/errors";
import { type BlueskyDouble, startBlueskyDouble } from "@/server/testing/networks/bluesky-double";
import { type ContractHarness, contractCases } from "@/server/testing/networks/contract-suite";
import { type FaultyProxy, startFaultyProxy } from "@/server/testing/networks/faulty-proxy";
import { blueskyNetwork } from "./bluesky";
import { configureHttp } from "./http";
import type { HubPage, HubPageKey, HubWriter } from "./hub";
import { networksWith } from "./registry";

describe("hub", () => {
  const harness = hubHarness();
  for (const { name, run } of contractCases) test(name, () => run(harness));
});

describe("bluesky, against the double", () => {
  let double: BlueskyDouble;
  let proxy: FaultyProxy;
  let harness: ContractHarness;

  beforeAll(async () => {
    double = await startBlueskyDouble();
    proxy = await startFaultyProxy(double.url);
    configureHttp({ allow: [new URL(proxy.url).host] });
    const network = blueskyNetwork();
    const [account] = double.accounts;
    const input = { handle: account?.handle ?? "", appPassword: account?.password ?? "", service: proxy.url };
    const connected = await network.connect?.(input, AbortSignal.timeout(20_000));
    const { remoteId = "", credentials = {} } = connected ?? {};
    harness = {
      network,
      channel: { channelId: "channel-1", workspaceId: "workspace-1", remoteId, credentials },
      count: (ownKey) => double.posts(remoteId).filter(({ rkey }) => rkey === ownKey).length,
      under: async (fault, work) => {
        if (fault === "dead") {
          const comeBack = await proxy.goDown();
          try {
            return await work();
          } finally {
            await comeBack();
          }
        }
        proxy.loseNext(fault === "lost_answer" ? "answer" : "request", "putRecord");
        await work();
      },
    };
  });
  afterAll(async () => {
    await proxy.stop();
    await double.stop();
  });

  for (const { name, run } of contractCases) test(name, () => run(harness));
});

/** The Hub's adapter on a writer that keeps its pages in memory and fails on command. */
function hubHarness(): ContractHarness {
  const pages = new Map<string, HubPage>();
  let fault: "dead" | "lost_request" | "lost_answer" | null = null;
  const nameOf = ({ workspaceId, channelId, ownKey }: HubPageKey) => `${workspaceId}/${channelId}/${ownKey}`;
  const answer = <T>(work: () => T): Promise<T> => {
    const now = fault;
    if (now === "dead") return Promise.reject(new NetworkError("unavailable", "The database is away."));
    fault = null;
    if (now === "lost_request") return Promise.reject(new Error("connection closed"));
    const result = work();
    return now === "lost_answer" ? Promise.reject(new Error("connection closed")) : Promise.resolve(result);
  };
  const writer: HubWriter = {
    put: (input) =>
      answer(() => {
        const { ownKey, text, media } = input;
        const page = { id: `page-${ownKey}`, slug: ownKey, url: `/hub/demo/${ownKey}`, text, mediaCount: media.length };
        const kept = pages.get(nameOf(input)) ?? page;
        pages.set(nameOf(input), kept);
        return kept;
      }),
    find: (key) => answer(() => pages.get(nameOf(key)) ?? null),
    remove: (key) =>
      answer(() => {
        pages.delete(nameOf(key));
      }),
  };
  const network = networksWith({ hub: writer }).get("hub");
  if (!network) throw new Error("the registry has no hub");
  const channel = { channelId: "channel-1", workspaceId: "workspace-1", remoteId: "demo", credentials: {} };
  return {
    network,
    channel,
    count: (ownKey) => (pages.has(nameOf({ ...channel, ownKey })) ? 1 : 0),
    under: async (wanted, work) => {
      fault = wanted;
      await work().finally(() => {
        fault = null;
      });
    },
  };
}
