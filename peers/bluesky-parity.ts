import { newOwnKey } from "@/server/networks/own-key";
import type { BlueskyDouble } from "@/server/testing/networks/bluesky-double";
import type { BlueskyServer } from "./bluesky-server";

type Options = {
  server: BlueskyServer;
  double: BlueskyDouble;
  account: { handle: string; did: string; appPassword: string };
};
type Target = { url: string; did: string; token: string };

const record = { $type: "app.bsky.feed.post", text: "Hello", createdAt: "2026-11-20T10:00:00.000Z" };
const blob = { $type: "blob", ref: { $link: "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku" } };
const image = { alt: "", aspectRatio: { width: 1, height: 1 }, image: { ...blob, mimeType: "image/png", size: 70 } };
const REPO = "com.atproto.repo";

/** Raw calls whose status and error name the double must share with the real server; each differing one is a line. */
export async function differencesBetween({ server, double, account }: Options): Promise<string[]> {
  const [own] = double.accounts;
  const real = await signIn(server.pds, account.handle, account.appPassword);
  const fake = await signIn(double.url, own?.handle ?? "", own?.password ?? "");
  const taken = newOwnKey();
  const put = (target: Target, changes: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
    nsid: `${REPO}.putRecord`,
    token: target.token,
    body: body(target, { record: { ...record, ...changes }, ...more }),
  });
  const calls: Record<string, (target: Target) => { nsid: string; token?: string; body?: unknown; query?: object }> = {
    "put without a token": (target) => ({ ...put(target, {}), token: "" }),
    "put with nonsense for a token": (target) => ({ ...put(target, {}), token: "nonsense" }),
    "put into another's repository": (target) => put(target, {}, { repo: "did:plc:ewvi7nxzyoun6zhxrhs64oiz" }),
    put: (target) => put(target, {}, { rkey: taken }),
    "put again": (target) => put(target, {}, { rkey: taken }),
    "put again, to be new": (target) => put(target, {}, { rkey: taken, swapRecord: null }),
    "put something else, to be new": (target) => put(target, { text: "Other" }, { rkey: taken, swapRecord: null }),
    "create over it": (target) => ({ ...put(target, {}, { rkey: taken }), nsid: `${REPO}.createRecord` }),
    "put under no TID": (target) => put(target, {}, { rkey: "not-a-tid" }),
    "put 301 characters": (target) => put(target, { text: "a".repeat(301) }),
    "put 300 families": (target) => put(target, { text: "👨‍👩‍👧‍👦".repeat(300) }),
    "put 100 families": (target) => put(target, { text: "👨‍👩‍👧‍👦".repeat(100) }),
    "put without an instant": (target) => put(target, { createdAt: undefined }),
    "put without a text": (target) => put(target, { text: undefined }),
    "put four languages": (target) => put(target, { langs: ["en", "de", "fr", "it"] }),
    "put an unknown image": (target) => put(target, { embed: { $type: "app.bsky.embed.images", images: [image] } }),
    "put five images": (target) =>
      put(target, { embed: { $type: "app.bsky.embed.images", images: Array(5).fill(image) } }),
    "put a reply to nothing": (target) => put(target, { reply: { root: {}, parent: {} } }),
    "get it": (target) => ({ nsid: `${REPO}.getRecord`, query: key(target, taken) }),
    "get what is not there": (target) => ({ nsid: `${REPO}.getRecord`, query: key(target, newOwnKey()) }),
    "delete it": (target) => ({ nsid: `${REPO}.deleteRecord`, token: target.token, body: key(target, taken) }),
    "delete it again": (target) => ({ nsid: `${REPO}.deleteRecord`, token: target.token, body: key(target, taken) }),
    "refresh with an access token": (target) => ({
      nsid: "com.atproto.server.refreshSession",
      token: target.token,
      body: null,
    }),
    "look up nobody": () => ({ nsid: "com.atproto.identity.resolveHandle", query: { handle: "nobody.test" } }),
    "sign in with a wrong password": ({ did }) => ({
      nsid: "com.atproto.server.createSession",
      body: { identifier: did, password: "wrong" },
    }),
  };
  const differences: string[] = [];
  for (const [name, call] of Object.entries(calls)) {
    const [expected, actual] = [await ask(real, call(real)), await ask(fake, call(fake))];
    if (expected !== actual) differences.push(`${name}: the server says ${expected}, the double ${actual}`);
  }
  return differences;
}

function key({ did }: Target, rkey: string): Record<string, string> {
  return { repo: did, collection: "app.bsky.feed.post", rkey };
}

function body(target: Target, more: Record<string, unknown>): Record<string, unknown> {
  return { ...key(target, newOwnKey()), ...more };
}

async function signIn(url: string, identifier: string, password: string): Promise<Target> {
  const response = await fetch(`${url}/xrpc/com.atproto.server.createSession`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ identifier, password }),
  });
  const { did, accessJwt } = (await response.json()) as { did: string; accessJwt: string };
  return { url, did, token: accessJwt };
}

async function ask(
  { url }: Target,
  call: { nsid: string; token?: string; body?: unknown; query?: object },
): Promise<string> {
  const query = new URLSearchParams({ ...call.query });
  const response = await fetch(`${url}/xrpc/${call.nsid}?${query}`, {
    ...(call.body === undefined ? {} : { method: "POST" }),
    ...(call.body ? { body: JSON.stringify(call.body) } : {}),
    headers: {
      ...(call.body ? { "content-type": "application/json" } : {}),
      ...(call.token ? { authorization: `Bearer ${call.token}` } : {}),
    },
  });
  const text = await response.text();
  const { error } = (text === "" ? {} : JSON.parse(text)) as { error?: string };
  return `${response.status} ${error ?? "ok"}`;
}
