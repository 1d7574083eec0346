import { NetworkError } from "@/server/errors";
import { type HttpReply, request } from "@/server/networks/http";
import type { ChannelAccess, ConnectedAccount, Network, OutgoingPart, Receipt } from "@/server/networks/network";
import { retryAfterMs } from "@/server/networks/retry-after";
import { type NetworkId, RULES } from "@/server/networks/rules";

/** What a fake network can say about a post whose outcome is unknown; see chaos/networks/fake-network.ts. */
export type Kind = "key" | "lookup" | "blind";

type Found = { id: string; text: string; parent: string | null };
type Where = { id: NetworkId; kind: Kind; url: string };

/** The adapter of a fake network, in the place of one that has rules but no adapter yet. */
export function fakeNetwork({ id, kind, url }: Where): Network {
  const allow = [new URL(url).host];
  const toReceipt = ({ id: remoteId }: Pick<Found, "id">): Receipt => ({
    remoteId,
    url: `${url}/posts/${remoteId}`,
    data: {},
  });
  const headersOf = ({ credentials }: ChannelAccess) => ({ authorization: `Bearer ${credentials["access"] ?? ""}` });
  const ask = async (channel: ChannelAccess, path: string, signal: AbortSignal): Promise<HttpReply> => {
    const reply = await request({ method: "GET", url: `${url}${path}`, headers: headersOf(channel), signal, allow });
    if (reply.status !== 200 && reply.status !== 404) throw failure(reply);
    return reply;
  };
  const tokens = async (body: Record<string, string>, signal: AbortSignal): Promise<ConnectedAccount> => {
    const reply = await request({ method: "POST", url: `${url}/token`, ...jsonOf(body), signal, allow });
    if (reply.status !== 200)
      throw new NetworkError("auth_expired", "The sign-in has ended.", { status: reply.status });
    const given = reply.json() as { access_token: string; refresh_token: string };
    const remoteId = given.access_token.split(":")[0] ?? "";
    const credentials = { access: given.access_token, refresh: given.refresh_token };
    return { remoteId, name: remoteId, avatarUrl: null, credentials, expiresAt: null };
  };
  return {
    id,
    name: RULES[id].name,
    rules: RULES[id],
    connect: ({ account = "" }, signal) => tokens({ account }, signal),
    refresh: ({ credentials }, signal) => tokens({ refresh_token: credentials["refresh"] ?? "" }, signal),
    publish: async (channel, part, signal) => {
      const { headers, body } = jsonOf({ key: part.ownKey, text: part.text, parent: parentOf(part) });
      const sent = { ...headers, ...headersOf(channel) };
      const reply = await request({ method: "POST", url: `${url}/posts`, headers: sent, body, signal, allow });
      if (reply.status !== 200) throw failure(reply);
      return toReceipt(reply.json() as Found);
    },
    reconcile: async (channel, part, signal) => {
      if (kind === "blind") return { state: "cannot_tell" };
      const reply = await ask(channel, kind === "key" ? `/posts?key=${part.ownKey}` : "/posts", signal);
      const { items } = reply.json() as { items: Found[] };
      const found = items.find(({ text, parent }) => text === part.text && parent === parentOf(part));
      return found ? { state: "published", receipt: toReceipt(found) } : { state: "absent" };
    },
    readBack: async (channel, { remoteId }, signal) => {
      if (kind === "blind") return null;
      const reply = await ask(channel, `/posts/${remoteId}`, signal);
      return reply.status === 404 ? null : { text: (reply.json() as Found).text, mediaCount: 0, url: null };
    },
  };
}

const parentOf = ({ previous }: OutgoingPart): string | null => previous.at(-1)?.remoteId ?? null;

const jsonOf = (body: unknown) => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** 503 is this network's word for "not taken"; any other failure of a gateway may hide a post that was. */
function failure({ status, headers }: HttpReply): NetworkError {
  const details = { status, code: String(status) };
  switch (status) {
    case 401:
      return new NetworkError("auth_expired", "The sign-in has run out.", details);
    case 422:
      return new NetworkError("rejected", "The network does not want this.", details);
    case 429:
      return new NetworkError("rate_limited", "Too many posts.", { ...details, ...waitOf(headers) });
    case 503:
      return new NetworkError("unavailable", "The network is down for maintenance.", details);
    default:
      return new NetworkError("unknown_outcome", `The network answered ${status}.`, details);
  }
}

function waitOf(headers: HttpReply["headers"]): { retryAfterMs?: number } {
  const ms = retryAfterMs(headers);
  return ms === null ? {} : { retryAfterMs: ms };
}
