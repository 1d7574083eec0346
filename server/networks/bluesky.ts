import { decodeJwt } from "jose";
import { z } from "zod";
import { NetworkError } from "@/server/errors";
import { facetsOf, findMentions } from "./bluesky-text";
import { callXrpc } from "./bluesky-xrpc";
import { request } from "./http";
import type { ChannelAccess, ConnectedAccount, Network, OutgoingPart, Receipt, Reconciled } from "./network";
import { RULES } from "./rules";
import { shrinkImage } from "./shrink-image";

const POSTS = "app.bsky.feed.post";
/** The lexicon says 2,000,000 since 2026, but older apps still refuse more than this. */
const MAX_IMAGE_BYTES = 1_000_000;

/** Servers throw uploads away that no record refers to, after "a time window" that no document names: this one is ours. */
const KEEPS_UPLOADS_MS = 3_600_000;

/** Where handles are looked up and DIDs are read; only the first step of finding the person's own server. */
type Entry = { service: string; plcDirectory: string };
const PUBLIC_ENTRY: Entry = { service: "https://bsky.social", plcDirectory: "https://plc.directory" };

const resolved = z.object({ did: z.string().startsWith("did:") });
const didDocument = z.object({
  service: z.array(z.object({ id: z.string(), type: z.string(), serviceEndpoint: z.unknown() })).default([]),
});
const session = z.object({
  did: z.string().startsWith("did:"),
  handle: z.string(),
  accessJwt: z.string(),
  refreshJwt: z.string(),
  active: z.boolean().default(true),
});
const written = z.object({ uri: z.string(), cid: z.string() });
const stored = written.extend({
  value: z.looseObject({
    text: z.string(),
    embed: z.looseObject({ images: z.array(z.unknown()).optional() }).optional(),
  }),
});
const uploaded = z.object({ blob: z.record(z.string(), z.unknown()) });
const preparedPart = z.object({
  images: z.array(
    z.object({
      image: z.record(z.string(), z.unknown()),
      alt: z.string(),
      aspectRatio: z.object({ width: z.number(), height: z.number() }),
    }),
  ),
  mentions: z.record(z.string(), z.string()),
});

/**
 * Bluesky and any other AT Protocol server, with handle and app password. A part's record key is its own key, so a
 * repeated publish finds the first one, and `reconcile` asks for exactly that record. Link cards are not made.
 */
export function blueskyNetwork(entry: Entry = PUBLIC_ENTRY): Network {
  return {
    id: "bluesky",
    name: "Bluesky",
    rules: RULES.bluesky,
    connect: (input, signal) => connect(entry, input, signal),
    refresh,
    prepare,
    keepsPreparedMs: KEEPS_UPLOADS_MS,
    publish,
    reconcile,
    readBack: async (channel, receipt, signal) => {
      const record = await getRecord(channel, rkeyOf(receipt), signal);
      if (!record) return null;
      return { text: record.value.text, mediaCount: record.value.embed?.images?.length ?? 0, url: receipt.url };
    },
    remove: async (channel, receipt, signal) => {
      const body = { repo: channel.remoteId, collection: POSTS, rkey: rkeyOf(receipt) };
      const call = { ...authorized(channel, signal), nsid: "com.atproto.repo.deleteRecord", body, repeatable: true };
      await callXrpc(call, z.unknown());
    },
  };
}

/** Input: `handle`, `appPassword` and, for a server that cannot be found by the handle, `service` (its address). */
async function connect(entry: Entry, input: Record<string, string>, signal: AbortSignal): Promise<ConnectedAccount> {
  const identifier = (input["handle"] ?? "").trim().replace(/^@/, "").toLowerCase();
  const password = (input["appPassword"] ?? "").trim();
  const service = (input["service"] ?? "").trim();
  if (!/^did:|\./.test(identifier) || identifier.includes("@") || password === "") {
    const message = "Type the whole handle, like name.bsky.social, and an app password from Bluesky's settings.";
    throw new NetworkError("rejected", message, { code: "input" });
  }
  const pds = service === "" ? await findServer(entry, identifier, signal) : originOf(service);
  try {
    const nsid = "com.atproto.server.createSession";
    const body = { identifier, password };
    return toAccount(pds, await callXrpc({ pds, nsid, body, repeatable: true, signal }, session));
  } catch (error) {
    throw error instanceof NetworkError && error.kind === "auth_expired"
      ? new NetworkError("rejected", "The handle or the app password was not accepted. Check both and try again.", {
          cause: error,
          code: "credentials",
        })
      : error;
  }
}

/** Handle → DID → DID document → the server that holds the account. */
async function findServer({ service, plcDirectory }: Entry, identifier: string, signal: AbortSignal): Promise<string> {
  const did = identifier.startsWith("did:") ? identifier : await resolveHandle(service, identifier, signal);
  const notFound = (cause?: unknown) =>
    new NetworkError("rejected", "No server was found for this handle. Check it, or give your server's address.", {
      cause,
      code: "handle",
    });
  if (did === null) throw notFound();
  const url = did.startsWith("did:web:")
    ? `https://${decodeURIComponent(did.slice("did:web:".length))}/.well-known/did.json`
    : `${plcDirectory}/${did}`;
  const reply = await request({ method: "GET", url, signal });
  if (reply.status >= 500) throw new NetworkError("unavailable", "The directory of accounts does not answer now.");
  const found = reply.status === 200 ? didDocument.safeParse(reply.json()) : null;
  const home = found?.data?.service.find(({ id, type }) => id.endsWith("#atproto_pds") && type.endsWith("DataServer"));
  if (typeof home?.serviceEndpoint !== "string") throw notFound(found?.error);
  return originOf(home.serviceEndpoint);
}

/** Null when the handle belongs to nobody, as far as this server can tell. */
async function resolveHandle(pds: string, handle: string, signal: AbortSignal): Promise<string | null> {
  try {
    const nsid = "com.atproto.identity.resolveHandle";
    return (await callXrpc({ pds, nsid, params: { handle }, signal }, resolved)).did;
  } catch (error) {
    if (error instanceof NetworkError && error.kind === "rejected") return null;
    throw error;
  }
}

async function refresh(channel: ChannelAccess, signal: AbortSignal): Promise<ConnectedAccount> {
  const { pds, refreshJwt: token } = readCredentials(channel);
  const nsid = "com.atproto.server.refreshSession";
  try {
    return toAccount(pds, await callXrpc({ pds, nsid, token, method: "POST", repeatable: true, signal }, session));
  } catch (error) {
    // A server of the protocol names its error; a refusal without a name is from something in between.
    if (error instanceof NetworkError && error.kind !== "rate_limited" && error.code === "")
      throw new NetworkError("unavailable", "Something between Reprise and Bluesky refused the call.", {
        cause: error,
      });
    throw error;
  }
}

/** Uploads the images and looks the mentioned people up, so that the instant itself costs one call. */
async function prepare(
  channel: ChannelAccess,
  part: OutgoingPart,
  signal: AbortSignal,
  keep?: (soFar: z.infer<typeof preparedPart>) => Promise<void>,
): Promise<z.infer<typeof preparedPart>> {
  const call = authorized(channel, signal);
  const images = preparedPart.safeParse(part.prepared).data?.images ?? [];
  for (const media of part.media.slice(images.length)) {
    const { bytes, mediaType, width, height } = await shrinkImage(await media.read(), MAX_IMAGE_BYTES);
    const nsid = "com.atproto.repo.uploadBlob";
    const { blob } = await callXrpc({ ...call, nsid, upload: { bytes, mediaType }, repeatable: true }, uploaded);
    images.push({ image: blob, alt: media.alt, aspectRatio: { width, height } });
    await keep?.({ images, mentions: {} });
  }
  const handles = [...new Set(findMentions(part.text).map(({ handle }) => handle))];
  const mentions: Record<string, string> = {};
  for (const handle of handles) {
    const did = await resolveHandle(call.pds, handle, signal).catch((error: unknown) => unresolved(error));
    if (did !== null) mentions[handle] = did;
  }
  return { images, mentions };
}

/** A server that answers but cannot resolve a handle leaves it plain text; one that does not answer is a failure. */
function unresolved(error: unknown): null {
  if (error instanceof NetworkError && error.status !== null && error.kind !== "rate_limited") return null;
  throw error;
}

async function publish(channel: ChannelAccess, part: OutgoingPart, signal: AbortSignal): Promise<Receipt> {
  const given = preparedPart.safeParse(part.prepared).data;
  if (!given || given.images.length < part.media.length)
    return put(channel, part, { prepared: await prepare(channel, part, signal), signal });
  try {
    return await put(channel, part, { prepared: given, signal });
  } catch (error) {
    const thrownAway = error instanceof NetworkError && error.code === "BlobNotFound" && part.media.length > 0;
    if (!thrownAway) throw error;
    // Nothing was written, and uploading again is invisible.
    const prepared = await prepare(channel, { ...part, prepared: null }, signal);
    return put(channel, part, { prepared, signal });
  }
}

type Put = { prepared: z.infer<typeof preparedPart>; signal: AbortSignal };

async function put(channel: ChannelAccess, part: OutgoingPart, { prepared, signal }: Put): Promise<Receipt> {
  const record = toRecord(part, prepared);
  // swapRecord null: only where nothing is stored under this key. The same record again is a no-op all the same.
  const body = { repo: channel.remoteId, collection: POSTS, rkey: part.ownKey, record, swapRecord: null };
  try {
    const call = { ...authorized(channel, signal), nsid: "com.atproto.repo.putRecord", body };
    return toReceipt(channel, part.ownKey, await callXrpc(call, written));
  } catch (error) {
    if (!(error instanceof NetworkError && error.code === "InvalidSwap")) throw error;
    const existing = await getRecord(channel, part.ownKey, signal);
    if (!existing) throw error;
    return toReceipt(channel, part.ownKey, existing);
  }
}

function toRecord(part: OutgoingPart, { images, mentions }: z.infer<typeof preparedPart>): Record<string, unknown> {
  const facets = facetsOf(part.text, mentions);
  const root = part.previous[0];
  const parent = part.previous.at(-1);
  return {
    $type: POSTS,
    text: part.text,
    createdAt: part.dueAt.toISOString(),
    ...(part.language === null ? {} : { langs: [part.language] }),
    ...(facets.length === 0 ? {} : { facets }),
    ...(root && parent ? { reply: { root: toReference(root), parent: toReference(parent) } } : {}),
    ...(images.length === 0 ? {} : { embed: { $type: "app.bsky.embed.images", images } }),
  };
}

function toReference(receipt: Receipt): Record<string, string | undefined> {
  return { uri: receipt.data["uri"], cid: receipt.data["cid"] };
}

async function reconcile(channel: ChannelAccess, part: OutgoingPart, signal: AbortSignal): Promise<Reconciled> {
  try {
    const found = await getRecord(channel, part.ownKey, signal);
    return found ? { state: "published", receipt: toReceipt(channel, part.ownKey, found) } : { state: "absent" };
  } catch (error) {
    if (error instanceof NetworkError && error.kind === "rejected") return { state: "cannot_tell" };
    throw error;
  }
}

/** Null only when the server says that there is no such record. */
async function getRecord(
  channel: ChannelAccess,
  rkey: string,
  signal: AbortSignal,
): Promise<z.infer<typeof stored> | null> {
  const { pds } = readCredentials(channel);
  const params = { repo: channel.remoteId, collection: POSTS, rkey };
  try {
    return await callXrpc({ pds, nsid: "com.atproto.repo.getRecord", params, signal }, stored);
  } catch (error) {
    if (error instanceof NetworkError && error.code === "RecordNotFound") return null;
    throw error;
  }
}

function toReceipt(channel: ChannelAccess, rkey: string, { uri, cid }: z.infer<typeof written>): Receipt {
  return { remoteId: uri, url: `https://bsky.app/profile/${channel.remoteId}/post/${rkey}`, data: { uri, cid } };
}

function rkeyOf(receipt: Receipt): string {
  return receipt.remoteId.slice(receipt.remoteId.lastIndexOf("/") + 1);
}

function toAccount(pds: string, account: z.infer<typeof session>): ConnectedAccount {
  if (!account.active) throw new NetworkError("rejected", "This Bluesky account is deactivated.", { code: "inactive" });
  const { exp } = decodeJwt(account.accessJwt);
  return {
    remoteId: account.did,
    name: account.handle,
    avatarUrl: null,
    credentials: { pds, accessJwt: account.accessJwt, refreshJwt: account.refreshJwt },
    expiresAt: exp === undefined ? null : new Date(exp * 1000),
  };
}

function readCredentials({ credentials }: ChannelAccess): { pds: string; accessJwt: string; refreshJwt: string } {
  const { pds, accessJwt, refreshJwt } = credentials;
  if (pds && accessJwt && refreshJwt) return { pds, accessJwt, refreshJwt };
  throw new NetworkError("auth_expired", "This channel has to be connected again.");
}

function authorized(channel: ChannelAccess, signal: AbortSignal): { pds: string; token: string; signal: AbortSignal } {
  const { pds, accessJwt } = readCredentials(channel);
  return { pds, token: accessJwt, signal };
}

function originOf(service: string): string {
  const url = URL.parse(/^https?:\/\//i.test(service) ? service : `https://${service}`);
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw new NetworkError("rejected", "The server's address cannot be read. Type it like https://pds.example.com.", {
    code: "input",
  });
}
