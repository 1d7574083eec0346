import assert from "node:assert/strict";
import sharp from "sharp";
import { NetworkError } from "@/server/errors";
import type { ChannelAccess, Network, OutgoingMedia, OutgoingPart } from "@/server/networks/network";
import { newOwnKey } from "@/server/networks/own-key";
import { NETWORK_IDS } from "@/server/networks/rules";

/** A network under test, with a connected channel and a view from the receiver's side. */
export type ContractHarness = {
  network: Network;
  channel: ChannelAccess;
  /** How many posts the receiver holds under this key. */
  count: (ownKey: string) => number | Promise<number>;
  /** Runs `work` while nobody listens, or while the next write is lost on its way there or its answer on the way back. */
  under: (fault: "dead" | "lost_request" | "lost_answer", work: () => Promise<void>) => Promise<void>;
};

const signal = () => AbortSignal.timeout(20_000);

/** A part ready to be sent; everything not given is ordinary. */
export function outgoingPart(given: Partial<OutgoingPart> = {}): OutgoingPart {
  return {
    deliveryId: "0199a000-0000-7000-8000-000000000001",
    ordinal: 0,
    partCount: 1,
    title: "Café in the field",
    text: "A café ☕ in the field: https://example.com/menü #Ernte",
    language: "en",
    media: [],
    ownKey: newOwnKey(),
    dueAt: new Date("2026-11-20T10:00:00.000Z"),
    previous: [],
    prepared: null,
    ...given,
  };
}

/** A small green JPEG. */
export async function outgoingImage(alt = "A green field"): Promise<OutgoingMedia> {
  const create = { width: 60, height: 40, channels: 3 as const, background: "green" };
  const bytes = await sharp({ create }).jpeg().toBuffer();
  const read = () => Promise.resolve(bytes);
  return { assetId: "asset-1", mediaType: "image/jpeg", bytes: bytes.length, width: 60, height: 40, alt, read };
}

/** A part with what `prepare` makes for it. */
async function preparedPart(harness: ContractHarness, given: Partial<OutgoingPart> = {}): Promise<OutgoingPart> {
  const part = outgoingPart(given);
  const prepared = (await harness.network.prepare?.(harness.channel, part, signal())) ?? null;
  return { ...part, prepared };
}

async function fails(kind: NetworkError["kind"], harness: ContractHarness, work: Promise<unknown>): Promise<void> {
  const error = await work.then(
    () => assert.fail(`expected ${kind}, but it went through`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof NetworkError, `not a NetworkError: ${String(error)}`);
  assert.equal(error.kind, kind, error.message);
  for (const [name, secret] of Object.entries(harness.channel.credentials)) {
    if (name !== "pds") assert.ok(!error.message.includes(secret), "an error carries a credential");
  }
}

/** What every adapter owes; run by vitest against doubles and by `npm run test:peers` against real servers. */
export const contractCases: { name: string; run: (harness: ContractHarness) => Promise<void> }[] = [
  {
    name: "its rules are its own and make sense",
    run: ({ network }) => {
      const { id, text, maxParts, media } = network.rules;
      assert.ok(NETWORK_IDS.includes(network.id));
      assert.equal(id, network.id);
      assert.ok(text.limit > 0 && maxParts >= 1);
      assert.ok(media.minImages <= media.maxImages);
      return Promise.resolve();
    },
  },
  {
    name: "publishing twice under one key gives one post and the same receipt",
    run: async (harness) => {
      const { network, channel, count } = harness;
      const part = await preparedPart(harness);
      const first = await network.publish(channel, part, signal());
      const second = await network.publish(channel, part, signal());
      assert.deepEqual(second, first);
      assert.equal(await count(part.ownKey), 1);
    },
  },
  {
    name: "the first version under a key stays, whatever comes later",
    run: async (harness) => {
      const { network, channel } = harness;
      const part = await preparedPart(harness);
      const first = await network.publish(channel, part, signal());
      const second = await network.publish(channel, { ...part, text: "Something else" }, signal());
      assert.equal(second.remoteId, first.remoteId);
      assert.equal((await network.readBack(channel, second, signal()))?.text, part.text);
    },
  },
  {
    name: "reconcile says absent before and published after, with the same receipt",
    run: async (harness) => {
      const { network, channel } = harness;
      const part = await preparedPart(harness);
      assert.deepEqual(await network.reconcile(channel, part, signal()), { state: "absent" });
      const receipt = await network.publish(channel, part, signal());
      assert.deepEqual(await network.reconcile(channel, part, signal()), { state: "published", receipt });
    },
  },
  {
    name: "reads back the text that was sent",
    run: async (harness) => {
      const { network, channel } = harness;
      const part = await preparedPart(harness);
      const receipt = await network.publish(channel, part, signal());
      const { text, mediaCount, url } = (await network.readBack(channel, receipt, signal())) ?? {};
      assert.deepEqual({ text, mediaCount, url }, { text: part.text, mediaCount: 0, url: receipt.url });
    },
  },
  {
    name: "preparing is repeatable, and an image arrives",
    run: async (harness) => {
      const { network, channel } = harness;
      const part = await preparedPart(harness, { media: [await outgoingImage()] });
      const again = (await network.prepare?.(channel, part, signal())) ?? null;
      assert.deepEqual(again, part.prepared);
      const receipt = await network.publish(channel, part, signal());
      assert.equal((await network.readBack(channel, receipt, signal()))?.mediaCount, 1);
    },
  },
  {
    name: "publishes what was never prepared",
    run: async ({ network, channel, count }) => {
      const part = outgoingPart({ media: [await outgoingImage()] });
      await network.publish(channel, part, signal());
      assert.equal(await count(part.ownKey), 1);
    },
  },
  {
    name: "a dead server is unavailable, and nothing arrives later",
    run: async (harness) => {
      const { network, channel, count, under } = harness;
      const part = await preparedPart(harness);
      await under("dead", async () => {
        // Asking first: a write on a connection that died this very moment would rightly be an unknown outcome.
        await fails("unavailable", harness, network.reconcile(channel, part, signal()));
        await fails("unavailable", harness, network.publish(channel, part, signal()));
      });
      assert.equal(await count(part.ownKey), 0);
    },
  },
  {
    name: "a lost answer is an unknown outcome; reconcile finds the post and sending again adds none",
    run: async (harness) => {
      const { network, channel, count, under } = harness;
      const part = await preparedPart(harness);
      await under("lost_answer", () => fails("unknown_outcome", harness, network.publish(channel, part, signal())));
      const found = await network.reconcile(channel, part, signal());
      assert.equal(found.state, "published");
      const receipt = await network.publish(channel, part, signal());
      assert.deepEqual(found, { state: "published", receipt });
      assert.equal(await count(part.ownKey), 1);
    },
  },
  {
    name: "a lost request is an unknown outcome; reconcile says absent and sending again lands",
    run: async (harness) => {
      const { network, channel, count, under } = harness;
      const part = await preparedPart(harness);
      await under("lost_request", () => fails("unknown_outcome", harness, network.publish(channel, part, signal())));
      assert.deepEqual(await network.reconcile(channel, part, signal()), { state: "absent" });
      await network.publish(channel, part, signal());
      assert.equal(await count(part.ownKey), 1);
    },
  },
  {
    name: "what was removed is gone, and removing again is no error",
    run: async (harness) => {
      const { network, channel, count } = harness;
      const part = await preparedPart(harness);
      const receipt = await network.publish(channel, part, signal());
      await network.remove?.(channel, receipt, signal());
      await network.remove?.(channel, receipt, signal());
      assert.equal(await count(part.ownKey), 0);
      assert.equal(await network.readBack(channel, receipt, signal()), null);
    },
  },
];
