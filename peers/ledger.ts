import assert from "node:assert/strict";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { channels } from "@/db/schema/channels";
import { addAsset } from "@/server/assets/add-asset";
import { openCredentials, sealCredentials } from "@/server/channels/credentials";
import { listChannels } from "@/server/channels/queries";
import { startDispatcher } from "@/server/publishing/dispatcher";
import { getDelivery } from "@/server/publishing/queries";
import { resolveDelivery } from "@/server/publishing/resolve-delivery";
import { eventually } from "@/server/testing/publishing";
import { crashCase } from "./ledger-crash";
import {
  type Account,
  assertOnTime,
  assertThread,
  keysOf,
  onlyRecord,
  reaches,
  recordsOf,
  schedule,
  startStage,
} from "./ledger-stage";
import type { PeerSuite } from "./suite";

/** From our ledger to the reference server: real dispatcher, real adapters, and the truth is what the server holds. */
export async function ledgerSuite(folder: string): Promise<PeerSuite> {
  const stage = await startStage(folder);
  const dispatcher = await startDispatcher();
  let stopped: Promise<void> | null = null;
  const stopDispatcher = () => (stopped ??= dispatcher.stop());
  const { proxy, app } = stage;

  const cases: Record<string, () => Promise<void>> = {
    "a post goes out at its instant, once, with its link and hashtag marked": async () => {
      const account = await stage.account();
      const text = "Café ☕👩‍🌾 on https://example.com/menü for the #Ernte";
      const sent = await schedule(stage, account, [text]);
      const { url } = await reaches(stage, sent, "published");
      const { value, uri } = await onlyRecord(stage, account);
      const writes = proxy.writes(keysOf([{ value, uri, cid: "" }]));
      assert.equal(writes.length, 1);
      assertOnTime(writes[0], sent);
      assert.equal(value.text, text);
      assert.equal(value.createdAt, new Date(sent.dueAt).toISOString());
      assert.equal(url, uri.replace("at://", "https://bsky.app/profile/").replace("app.bsky.feed.post", "post"));
      const bytes = Buffer.from(text);
      assert.deepEqual(
        value.facets?.map(({ index, features: [feature] }) => [
          bytes.subarray(index.byteStart, index.byteEnd).toString(),
          feature?.["uri"] ?? feature?.["tag"],
        ]),
        [
          ["https://example.com/menü", "https://example.com/menü"],
          ["#Ernte", "Ernte"],
        ],
      );
    },

    "a thread of four hangs together and is committed in its order": async () => {
      const account = await stage.account();
      const texts = ["One 🧵", "Two", "Three", "Four"];
      const sent = await schedule(stage, account, texts);
      await reaches(stage, sent, "published");
      const records = await recordsOf(stage, account);
      assertThread(records, texts);
      const writes = proxy.writes(keysOf(records));
      assert.deepEqual(
        writes.toSorted((a, b) => a.rev.localeCompare(b.rev)).map(({ text }) => text),
        texts,
      );
      assert.equal(writes.length, 4);
      assertOnTime(writes[0], sent);
    },

    "a picture is uploaded ahead, once, and arrives with its description": async () => {
      const account = await stage.account();
      const create = { width: 60, height: 40, channels: 3 as const, background: "green" };
      const bytes = await sharp({ create }).jpeg().toBuffer();
      const { id: assetId } = await addAsset(app.ctx, { bytes, fileName: "field.jpg" });
      const before = proxy.calls.length;
      const post = [{ text: "Green", media: [{ assetId, alt: "A green field" }] }];
      const sent = await schedule(stage, account, post, Date.now() + 6_000);
      await reaches(stage, sent, "ready");
      assert.ok(Date.now() < sent.dueAt, "it was not ready ahead of its instant");
      const { attempts } = await reaches(stage, sent, "published");
      assert.deepEqual(outcomes(attempts), ["publish published"]);
      const calls = proxy.calls.slice(before);
      assert.deepEqual(
        calls.map(({ method }) => method),
        ["repo.uploadBlob", "repo.putRecord"],
      );
      assertOnTime(calls[1], sent);
      const [image] = (await onlyRecord(stage, account)).value.embed?.images ?? [];
      assert.deepEqual([image?.alt, image?.aspectRatio], ["A green field", { width: 60, height: 40 }]);
      const query = new URLSearchParams({ did: account.did, cid: image?.image.ref.$link ?? "" });
      const blob = await fetch(`${stage.server.pds}/xrpc/com.atproto.sync.getBlob?${query}`);
      const { format, width, height } = await sharp(Buffer.from(await blob.arrayBuffer())).metadata();
      assert.deepEqual([format, width, height], ["jpeg", 60, 40]);
    },

    "an answer lost after acceptance: found by its own key, not sent again": async () => {
      const account = await stage.account();
      proxy.fault = ({ text }) => (text === "Lost answer" ? "lose_answer" : null);
      const sent = await schedule(stage, account, ["Lost answer"]);
      const { attempts, url } = await reaches(stage, sent, "published");
      assert.deepEqual(outcomes(attempts), ["publish unknown", "reconcile published"]);
      const record = await onlyRecord(stage, account);
      assert.equal(proxy.writes(keysOf([record])).length, 1);
      assert.ok(url?.endsWith(keysOf([record])[0] ?? "-"));
    },

    "a server that cannot be reached: tried again when it is back, published once": async () => {
      const account = await stage.account();
      const sent = await schedule(stage, account, ["Unreachable"]);
      const comeBack = await proxy.goDown();
      try {
        await eventually("a try failed", async () => (await outcomesOf(sent.id)).includes("publish unavailable"));
      } finally {
        await comeBack();
      }
      const { attempts } = await reaches(stage, sent, "published");
      assert.deepEqual(outcomes(attempts).slice(-1), ["publish published"]);
      assert.ok(outcomes(attempts).every((outcome) => /unavailable|published/.test(outcome)));
      assert.equal(proxy.writes(keysOf([await onlyRecord(stage, account)])).length, 1);
    },

    "503 before acceptance: looked up, sent again, published once": async () => {
      const account = await stage.account();
      proxy.fault = ({ text }, nth) => (text === "Refused" && nth === 1 ? "unavailable" : null);
      const sent = await schedule(stage, account, ["Refused"]);
      const { attempts } = await reaches(stage, sent, "published");
      assert.deepEqual(outcomes(attempts), ["publish unknown", "reconcile absent", "publish published"]);
      const writes = proxy.writes(keysOf([await onlyRecord(stage, account)]));
      assert.deepEqual(
        writes.map(({ status }) => status),
        [null, 200],
      );
    },

    "429 with Retry-After: not tried again any earlier": async () => {
      const account = await stage.account();
      proxy.fault = ({ text }, nth) => (text === "Slow down" && nth === 1 ? "slow_down" : null);
      const sent = await schedule(stage, account, ["Slow down"]);
      const { attempts } = await reaches(stage, sent, "published");
      assert.deepEqual(outcomes(attempts), ["publish rate_limited", "publish published"]);
      const [first, second] = proxy.writes(keysOf([await onlyRecord(stage, account)]));
      assert.ok(first && second && second.at - first.at >= 3_000, "it did not wait for 3 s");
    },

    "a thread whose third part fails goes on at that part, with the right parent": async () => {
      const account = await stage.account();
      const texts = ["Part one", "Part two", "Part three", "Part four"];
      proxy.fault = ({ text }, nth) => (text === "Part three" && nth === 1 ? "unavailable" : null);
      const sent = await schedule(stage, account, texts);
      await reaches(stage, sent, "published");
      const records = await recordsOf(stage, account);
      assert.equal(records.length, 4);
      assertThread(records, texts);
      const written = proxy.writes(keysOf(records)).map(({ text }) => text);
      assert.deepEqual(written, ["Part one", "Part two", "Part three", "Part three", "Part four"]);
    },

    "a thread whose second answer is lost goes on at the third part": async () => {
      const account = await stage.account();
      const texts = ["First", "Second", "Third"];
      proxy.fault = ({ text }) => (text === "Second" ? "lose_answer" : null);
      const sent = await schedule(stage, account, texts);
      await reaches(stage, sent, "published");
      const records = await recordsOf(stage, account);
      assert.equal(records.length, 3);
      assertThread(records, texts);
      assert.deepEqual(
        proxy.writes(keysOf(records)).map(({ text }) => text),
        texts,
      );
    },

    "a session that ran out is renewed once, for all that waits": async () => {
      const account = await stage.account();
      await change(account, { accessJwt: await stage.server.expiredToken(account.did) });
      const before = proxy.calls.length;
      const at = Date.now() + 3_000;
      const texts = ["Expired 1", "Expired 2", "Expired 3"];
      const sent = await Promise.all(texts.map((text) => schedule(stage, account, [text], at)));
      for (const one of sent) await reaches(stage, one, "published");
      const calls = proxy.calls.slice(before);
      assert.equal(calls.filter(({ method }) => method === "server.refreshSession").length, 1);
      const records = await recordsOf(stage, account);
      assert.deepEqual(records.map(({ value }) => value.text).toSorted(), texts);
      const accepted = calls.filter(({ method, status }) => method === "repo.putRecord" && status === 200);
      assert.equal(accepted.length, 3);
    },

    "a session that cannot be renewed asks to reconnect; then it goes out when told so": async () => {
      const account = await stage.account();
      await change(account, { accessJwt: await stage.server.expiredToken(account.did), refreshJwt: "revoked" });
      const sent = await schedule(stage, account, ["Signed out"]);
      const { failure } = await reaches(stage, sent, "needs_attention");
      assert.equal(failure?.code, "reconnect");
      const channel = (await listChannels(app.ctx)).find(({ id }) => id === account.channelId);
      assert.equal(channel?.health, "reconnect");
      assert.deepEqual(await recordsOf(stage, account), []);
      assert.equal(await stage.connect(account), account.channelId);
      await resolveDelivery(app.ctx, { deliveryId: sent.id, answer: "send_again" });
      await reaches(stage, sent, "published");
      assert.equal((await onlyRecord(stage, account)).value.text, "Signed out");
    },

    "an account taken down: the network's reason, and not one more try": async () => {
      const account = await stage.account();
      await stage.server.takeDown(account.did);
      const sent = await schedule(stage, account, ["Taken down"]);
      const { failure, attempts } = await reaches(stage, sent, "failed");
      assert.equal(failure?.code, "AccountTakedown");
      assert.match(failure?.message ?? "", /taken this account down/);
      // Another one, due later than any retry would be, comes and goes meanwhile.
      const other = await stage.account();
      await reaches(stage, await schedule(stage, other, ["Meanwhile"], Date.now() + 4_000), "published");
      assert.equal(proxy.calls.filter(({ text }) => text === "Taken down").length, 1);
      assert.deepEqual(await outcomesOf(sent.id), outcomes(attempts));
    },

    "dispatchers killed at random moments: another takes over, and every record is there once": async () => {
      await stopDispatcher();
      await crashCase(stage);
    },
  };

  /** Changes the stored credentials behind the app's back, as time or the network would. */
  async function change(account: Account, credentials: Record<string, string>): Promise<void> {
    const { channelId } = account;
    const { credentials: known } = await openCredentials(app.ctx, channelId);
    const sealed = sealCredentials(app.ctx.workspaceId, channelId, { ...known, ...credentials });
    await app.ctx.tx((tx) => tx.update(channels).set({ credentials: sealed }).where(eq(channels.id, channelId)));
  }
  async function outcomesOf(id: string): Promise<string[]> {
    return outcomes((await getDelivery(app.ctx, { deliveryId: id })).attempts);
  }

  return {
    name: "From the ledger to Bluesky",
    stop: async () => {
      await stopDispatcher();
      await stage.stop();
    },
    cases: Object.entries(cases).map(([name, run]) => ({
      name,
      run: async () => {
        proxy.fault = () => null;
        await run();
        assert.deepEqual(app.problems.splice(0), []);
      },
    })),
  };
}

const outcomes = (attempts: { kind: string; outcome: string | null }[]): string[] =>
  attempts.map(({ kind, outcome }) => `${kind} ${outcome}`);
