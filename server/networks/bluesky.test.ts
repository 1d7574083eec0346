import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BlueskyDouble, startBlueskyDouble } from "@/server/testing/networks/bluesky-double";
import { outgoingImage, outgoingPart } from "@/server/testing/networks/contract-suite";
import { blueskyNetwork } from "./bluesky";
import { configureHttp } from "./http";
import type { ChannelAccess, ConnectedAccount, Network, OutgoingPart, Receipt } from "./network";

const alice = { handle: "alice.test", did: "did:plc:alice00000000000000000000", password: "abcd-efgh-ijkl-mnop" };
const bob = { handle: "bob.test", did: "did:plc:bob0000000000000000000000", password: "qrst-uvwx-yzab-cdef" };
const PUT = "com.atproto.repo.putRecord";
const signal = () => AbortSignal.timeout(20_000);

let double: BlueskyDouble;
let network: Network;
let channel: ChannelAccess;

beforeAll(async () => {
  double = await startBlueskyDouble({ accounts: [alice, bob] });
  configureHttp({ allow: [new URL(double.url).host] });
  network = blueskyNetwork({ service: double.url, plcDirectory: double.url });
  channel = toChannel(await connect({ handle: alice.handle, appPassword: alice.password }));
});
afterAll(() => double.stop());

async function connect(input: Record<string, string>): Promise<ConnectedAccount> {
  const account = await network.connect?.(input, signal());
  if (!account) throw new Error("no connect");
  return account;
}

function toChannel({ remoteId, credentials }: ConnectedAccount): ChannelAccess {
  return { channelId: "channel-1", workspaceId: "workspace-1", remoteId, credentials };
}

const publish = (part: OutgoingPart, to = channel) => network.publish(to, part, signal());
const stored = (part: OutgoingPart) => double.posts(alice.did).find(({ rkey }) => rkey === part.ownKey)?.record;

describe("connecting", () => {
  test("finds the person's own server from the handle alone", async () => {
    const account = await connect({ handle: " @Alice.test ", appPassword: alice.password });
    expect(account).toMatchObject({ remoteId: alice.did, name: "alice.test", credentials: { pds: double.url } });
    expect(account.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 3_600_000);
  });

  test("takes the address of a server that cannot be found by the handle", async () => {
    const service = `${double.url}/xrpc`;
    const account = await connect({ handle: bob.did, appPassword: bob.password, service });
    expect([account.remoteId, account.credentials["pds"]]).toEqual([bob.did, double.url]);
  });

  test.each([
    [{ handle: "alice.test", appPassword: "wrong" }, "credentials"],
    [{ handle: "nobody.test", appPassword: "x" }, "handle"],
    [{ handle: "alice", appPassword: "x" }, "input"],
    [{ handle: "alice@example.com", appPassword: "x" }, "input"],
    [{ handle: "alice.test", appPassword: "" }, "input"],
    [{ handle: "alice.test", appPassword: "x", service: "::" }, "input"],
  ])("refuses %j in words that help", async (input, code) => {
    await expect(connect(input as Record<string, string>)).rejects.toMatchObject({ kind: "rejected", code });
  });

  test("does not reach into the private network", async () => {
    const input = { handle: "alice.test", appPassword: "x", service: "http://169.254.169.254" };
    await expect(connect(input)).rejects.toMatchObject({ kind: "blocked" });
  });

  test("an expired session is renewed by refresh", async () => {
    double.expireSessions();
    const part = outgoingPart();
    await expect(publish(part)).rejects.toMatchObject({ kind: "auth_expired", code: "ExpiredToken", status: 400 });
    const renewed = await network.refresh?.(channel, signal());
    if (!renewed) throw new Error("no refresh");
    channel = toChannel(renewed);
    await publish(part);
    expect(stored(part)).toBeDefined();
  });

  test("a token that was never valid asks for a new sign-in, also on refresh", async () => {
    const broken = { ...channel, credentials: { ...channel.credentials, accessJwt: "x", refreshJwt: "y" } };
    await expect(publish(outgoingPart(), broken)).rejects.toMatchObject({ kind: "auth_expired" });
    await expect(network.refresh?.(broken, signal())).rejects.toMatchObject({ kind: "auth_expired" });
    await expect(publish(outgoingPart(), { ...channel, credentials: {} })).rejects.toMatchObject({
      kind: "auth_expired",
    });
  });
});

describe("what a post holds", () => {
  test("facets, language and the chosen instant; an unknown mention stays plain", async () => {
    const text = "Café ☕ mit @bob.test und @gone.test: example.com #Ernte";
    const part = outgoingPart({ text, language: "de", dueAt: new Date("2026-12-01T07:30:00.000Z") });
    await publish(part);
    const record = stored(part);
    expect(record).toMatchObject({ text, langs: ["de"], createdAt: "2026-12-01T07:30:00.000Z" });
    const facets = record?.["facets"] as { features: Record<string, string>[] }[];
    const features = facets.flatMap((facet) => facet.features);
    expect(features.map(({ did, uri, tag }) => did ?? uri ?? tag)).toEqual([bob.did, "https://example.com", "Ernte"]);
  });

  test("images with their description and proportions", async () => {
    const part = outgoingPart({ media: [await outgoingImage("A green field"), await outgoingImage("")] });
    await publish(part);
    expect(stored(part)?.["embed"]).toMatchObject({
      $type: "app.bsky.embed.images",
      images: [{ alt: "A green field", aspectRatio: { width: 60, height: 40 } }, { alt: "" }],
    });
  });

  test("a thread hangs together: root and parent", async () => {
    const receipts: Receipt[] = [];
    const parts = [0, 1, 2].map((ordinal) => outgoingPart({ ordinal, partCount: 3, text: `Part ${ordinal}` }));
    for (const part of parts) receipts.push(await publish({ ...part, previous: [...receipts] }));
    const replies = parts.map((part) => stored(part)?.["reply"]);
    const [first, second] = receipts.map(({ data }) => data);
    expect(replies).toEqual([undefined, { root: first, parent: first }, { root: first, parent: second }]);
  });

  test("one call at the instant when prepared", async () => {
    const part = outgoingPart({ text: "Hello @bob.test", media: [await outgoingImage()] });
    const prepared = (await network.prepare?.(channel, part, signal())) ?? null;
    double.arm({ nsid: "com.atproto.identity.resolveHandle", kind: "error_before" });
    double.arm({ nsid: "com.atproto.repo.uploadBlob", kind: "error_before" });
    await publish({ ...part, prepared });
    expect(stored(part)).toBeDefined();
    await expect(network.prepare?.(channel, part, signal())).rejects.toMatchObject({ kind: "unavailable" });
    expect(await network.prepare?.(channel, part, signal())).toMatchObject({ mentions: {} });
  });
});

describe("uploading ahead", () => {
  const uploads = () => double.uploads;

  test("goes on after the last picture that was kept", async () => {
    const media = [await outgoingImage(), await outgoingImage(), await outgoingImage()];
    const part = outgoingPart({ media });
    let kept: Record<string, unknown> | null = null;
    let images = 0;
    const dying = (soFar: Record<string, unknown>) => {
      kept = structuredClone(soFar);
      return ++images === 2 ? Promise.reject(new Error("killed")) : Promise.resolve();
    };
    await expect(network.prepare?.(channel, part, signal(), dying)).rejects.toThrow("killed");
    const before = uploads();
    const prepared = (await network.prepare?.(channel, { ...part, prepared: kept }, signal())) ?? null;
    expect(uploads() - before).toBe(1);
    await publish({ ...part, prepared });
    expect(stored(part)?.["embed"]).toMatchObject({ images: [{}, {}, {}] });
  });

  test("what the server threw away is uploaded once more at the instant", async () => {
    const part = outgoingPart({ media: [await outgoingImage()] });
    const prepared = { ...(await network.prepare?.(channel, part, signal())) };
    double.forgetUploads();
    await publish({ ...part, prepared });
    expect(stored(part)?.["embed"]).toMatchObject({ images: [{}] });
  });
});

describe("when things go wrong", () => {
  test("too many requests: how long to wait", async () => {
    double.arm({ nsid: PUT, kind: "rate_limit", delayMs: 7000 });
    await expect(publish(outgoingPart())).rejects.toMatchObject({ kind: "rate_limited", retryAfterMs: 7000 });
  });

  test("a server error is an unknown outcome, whether or not the post was accepted", async () => {
    const [before, after] = [outgoingPart(), outgoingPart()];
    double.arm({ nsid: PUT, kind: "error_before" });
    await expect(publish(before)).rejects.toMatchObject({ kind: "unknown_outcome" });
    double.arm({ nsid: PUT, kind: "error_after" });
    await expect(publish(after)).rejects.toMatchObject({ kind: "unknown_outcome" });
    expect((await network.reconcile(channel, before, signal())).state).toBe("absent");
    expect((await network.reconcile(channel, after, signal())).state).toBe("published");
  });

  test("a server that fails to look says nothing about the post", async () => {
    double.arm({ nsid: "com.atproto.repo.getRecord", kind: "error_before" });
    await expect(network.reconcile(channel, outgoingPart(), signal())).rejects.toMatchObject({ kind: "unavailable" });
  });

  test("a publish that is called off while in flight is an unknown outcome", async () => {
    const part = outgoingPart();
    double.arm({ nsid: PUT, kind: "delay", delayMs: 300 });
    const early = network.publish(
      channel,
      { ...part, prepared: { images: [], mentions: {} } },
      AbortSignal.timeout(100),
    );
    await expect(early).rejects.toMatchObject({ kind: "unknown_outcome" });
  });

  test("what the network refuses is final and carries its reason", async () => {
    const error = await publish(outgoingPart({ text: "a".repeat(301) })).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: "rejected", code: "InvalidRequest" });
    expect(String(error)).toContain("grapheme too big");
    const lost = {
      images: [{ image: { $type: "blob", ref: { $link: "bafkgone" } }, alt: "", aspectRatio: { width: 1, height: 1 } }],
      mentions: {},
    };
    await expect(publish(outgoingPart({ prepared: lost }))).rejects.toMatchObject({ code: "BlobNotFound" });
  });

  test("an account taken down is final", async () => {
    const account = toChannel(await connect({ handle: bob.handle, appPassword: bob.password }));
    double.takeDown(bob.did);
    await expect(publish(outgoingPart(), account)).rejects.toMatchObject({ kind: "rejected", code: "AccountTakedown" });
  });

  test("every acceptance is logged with its instant, repeats as such", async () => {
    const part = outgoingPart();
    const before = Date.now();
    await publish(part);
    await publish(part);
    const entries = double.log.filter(({ rkey }) => rkey === part.ownKey);
    expect(entries.map(({ noop }) => noop)).toEqual([false, true]);
    for (const { at } of entries) expect(at).toBeGreaterThanOrEqual(before - 1);
  });
});
