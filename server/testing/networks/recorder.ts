import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { NetworkError } from "@/server/errors";
import { request } from "@/server/networks/http";
import type { Network, OutgoingPart, Receipt } from "@/server/networks/network";
import { retryAfterMs } from "@/server/networks/retry-after";
import { type NetworkId, type NetworkRules, RULES } from "@/server/networks/rules";

/** What goes wrong with one write; "after" means that the post was accepted all the same. */
export type Fault =
  | "timeout_after"
  | "reset_before"
  | "reset_after"
  | "error_after"
  | "truncated_after"
  | "rate_limited"
  | "unavailable"
  | "rejected"
  | "expired";

/** One accepted post, as the network's own log holds it. */
export type Acceptance = { key: string; text: string; parent: string | null; dueAt: number; at: number; id: string };

/** A fake network that logs what it accepts; an independent witness of what was really sent. */
export type Recorder = {
  url: string;
  accepted: Acceptance[];
  /** Writes seen, accepted or not. */
  writes: number;
  /** Look-ups seen. */
  lookUps: number;
  /** Decides what goes wrong with a write; `nth` counts the writes of this key from 1. */
  fault: (post: { key: string; text: string; nth: number }) => Fault | null;
  /** Look-ups are never answered. */
  lookUpsHang: boolean;
  /** How long every write takes before it is answered, in milliseconds. */
  delayMs: number;
  stop: () => Promise<void>;
};

type Post = { key: string; text: string; parent: string | null; dueAt: number };

export async function startRecorder(): Promise<Recorder> {
  const tries = new Map<string, number>();
  const server = createServer((message, response) => void handle(message, response));
  const recorder: Recorder = {
    url: "",
    accepted: [],
    writes: 0,
    lookUps: 0,
    fault: () => null,
    lookUpsHang: false,
    delayMs: 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (message.method === "GET") {
      recorder.lookUps++;
      if (recorder.lookUpsHang) return;
      const key = new URL(message.url ?? "", "http://x").searchParams.get("key");
      const found = recorder.accepted.find((a) => a.key === key);
      response.statusCode = found ? 200 : 404;
      response.end(JSON.stringify(found ? { id: found.id } : {}));
      return;
    }
    // The instant counts at which the request arrived, not the one at which its body was read.
    const at = Date.now();
    let body = "";
    for await (const chunk of message) body += String(chunk);
    const post = JSON.parse(body) as Post;
    recorder.writes++;
    const nth = (tries.get(post.key) ?? 0) + 1;
    tries.set(post.key, nth);
    const fault = recorder.fault({ key: post.key, text: post.text, nth });
    const accept = (): string => {
      const id = `r${recorder.accepted.length + 1}`;
      recorder.accepted.push({ ...post, at, id });
      return id;
    };
    if (recorder.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, recorder.delayMs));
    answer(response, fault, accept);
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  recorder.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return recorder;
}

function answer(response: ServerResponse, fault: Fault | null, accept: () => string): void {
  const refuse = (status: number, headers: Record<string, string> = {}): void => {
    response.writeHead(status, headers).end("{}");
  };
  switch (fault) {
    case null:
      response.end(JSON.stringify({ id: accept() }));
      break;
    case "timeout_after":
      accept();
      break;
    case "reset_before":
      response.destroy();
      break;
    case "reset_after":
      accept();
      response.destroy();
      break;
    case "truncated_after":
      response.writeHead(200, { "content-length": "100" }).write(`{"id":"${accept()}`);
      setImmediate(() => response.destroy());
      break;
    case "error_after":
      accept();
      refuse(500);
      break;
    case "rate_limited":
      refuse(429, { "retry-after": "1" });
      break;
    case "unavailable":
      refuse(503);
      break;
    case "rejected":
      refuse(422);
      break;
    case "expired":
      refuse(401);
      break;
  }
}

type RecorderNetworkOptions = { id?: NetworkId; canTell?: boolean; rules?: Partial<NetworkRules> };

/** The adapter of the fake network. `canTell: false` makes it one that cannot be asked afterwards. */
export function recorderNetwork(
  url: string,
  { id = "x", canTell = true, rules = {} }: RecorderNetworkOptions = {},
): Network {
  const allow = [new URL(url).host];
  return {
    id,
    name: RULES[id].name,
    rules: { ...RULES[id], ...rules },
    publish: async (_channel, part, signal) => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify(toPost(part));
      const reply = await request({ method: "POST", url, headers, body, signal, allow });
      switch (reply.status) {
        case 200:
          return toReceipt(url, reply.json());
        case 401:
          throw new NetworkError("auth_expired", "The sign-in has run out.");
        case 422:
          throw new NetworkError("rejected", "The network does not want this.", { code: "spam" });
        case 429: {
          const wait = retryAfterMs(reply.headers);
          throw new NetworkError("rate_limited", "Too many posts.", wait === null ? {} : { retryAfterMs: wait });
        }
        case 503:
          throw new NetworkError("unavailable", "The network is down for maintenance.");
        default:
          throw new NetworkError("unknown_outcome", `The network answered ${reply.status}.`);
      }
    },
    reconcile: async (_channel, part, signal) => {
      if (!canTell) return { state: "cannot_tell" };
      const reply = await request({ method: "GET", url: `${url}/?key=${part.ownKey}`, signal, allow });
      if (reply.status === 404) return { state: "absent" };
      return { state: "published", receipt: toReceipt(url, reply.json()) };
    },
    readBack: () => Promise.resolve(null),
  };
}

function toPost({ ownKey, text, previous, dueAt }: OutgoingPart): Post {
  return { key: ownKey, text, parent: previous.at(-1)?.remoteId ?? null, dueAt: dueAt.getTime() };
}

function toReceipt(url: string, reply: unknown): Receipt {
  const { id } = reply as { id: string };
  return { remoteId: id, url: `${url}/${id}`, data: { id } };
}
