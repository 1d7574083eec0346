import { appendFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

// A network in a process of its own that imports nothing of ours. It logs every post it accepts, one JSON line each, with
// its own clock; that log is what the checker believes. node chaos/networks/fake-network.ts KIND LOG
// key: a key of the sender's makes a repeated post harmless · lookup: lists an account's own recent posts · blind: neither.

type Plan = { post: number; part: number; faults: string[] };
type Post = { id: string; account: string; key: string | null; text: string; parent: string | null; at: number };
type Account = { access: string; refresh: string; serial: number };
type Write = { key?: string; text: string; parent: string | null };

const [kind = "", log = ""] = process.argv.slice(2);
if (!["key", "lookup", "blind"].includes(kind) || log === "") throw new Error("usage: fake-network.ts KIND LOG");

/** A list shows a new post after this long, as lists of real networks do. */
const LIST_LAG_MS = 1_000;
const MOST_LISTED = 500;
/** Every so many questions are not answered. */
const DEAF_EVERY = 10;
const MARK = /^c(\d+) e\d+ (\d+)\//;

const plans = new Map<string, string[]>();
const tries = new Map<string, number>();
const accounts = new Map<string, Account>();
const byKey = new Map<string, Post>();
const byId = new Map<string, Post>();
const byAccount = new Map<string, Post[]>();
let questions = 0;

const say = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
};

async function bodyOf<T>(message: IncomingMessage): Promise<T> {
  return JSON.parse(Buffer.concat(await message.toArray()).toString() || "{}") as T;
}

/** New tokens for an account; the old ones are dead from now on. */
function issue(name: string): { access_token: string; refresh_token: string } {
  const serial = (accounts.get(name)?.serial ?? 0) + 1;
  const account = { access: `${name}:a${serial}`, refresh: `${name}:r${serial}`, serial };
  accounts.set(name, account);
  return { access_token: account.access, refresh_token: account.refresh };
}

function accept(account: string, write: Write, at: number): Post {
  const key = kind === "key" ? (write.key ?? null) : null;
  const known = key === null ? undefined : byKey.get(`${account} ${key}`);
  if (known) return known;
  const post = { id: `${kind}-${byId.size + 1}`, account, key, text: write.text, parent: write.parent, at };
  appendFileSync(log, `${JSON.stringify({ network: kind, ...post, senderKey: write.key ?? null })}\n`);
  byId.set(post.id, post);
  byAccount.set(account, [...(byAccount.get(account) ?? []).slice(1 - MOST_LISTED), post]);
  if (key !== null) byKey.set(`${account} ${key}`, post);
  return post;
}

function nextFault(text: string): string {
  const mark = MARK.exec(text);
  const plan = mark ? plans.get(`${Number(mark[1])}/${Number(mark[2])}`) : undefined;
  const nth = tries.get(text) ?? 0;
  tries.set(text, nth + 1);
  return plan?.[nth] ?? "none";
}

async function write(message: IncomingMessage, response: ServerResponse, account: string): Promise<void> {
  // The moment its first bytes arrived is the moment it was sent.
  const at = Date.now();
  const body = await bodyOf<Write>(message);
  const fault = nextFault(body.text);
  if (body.parent !== null && !byId.has(body.parent)) return say(response, 422, { error: "no such parent" });
  const refuse = (status: number, headers: Record<string, string> = {}) =>
    say(response, status, { error: fault }, headers);
  switch (fault) {
    case "none":
      return say(response, 200, { id: accept(account, body, at).id });
    case "slow":
      return void setTimeout(() => say(response, 200, { id: accept(account, body, at).id }), 1_200);
    case "timeout_after":
      return void accept(account, body, at);
    case "timeout_before":
      return;
    case "reset_before":
      return void message.socket.resetAndDestroy();
    case "reset_after":
      accept(account, body, at);
      return void message.socket.resetAndDestroy();
    case "truncated_after":
      response.writeHead(200, { "content-type": "application/json", "content-length": "200" });
      response.write(`{"id":"${accept(account, body, at).id}`);
      return void setTimeout(() => message.socket.destroy(), 5);
    case "not_json_after":
      accept(account, body, at);
      return void response.writeHead(200).end("<html>");
    case "500_after":
    case "502_after":
    case "504_after":
      accept(account, body, at);
      return refuse(Number(fault.slice(0, 3)));
    case "502_before":
    case "503_before":
    case "504_before":
      return refuse(Number(fault.slice(0, 3)));
    case "429_seconds":
      return refuse(429, { "retry-after": "1" });
    case "429_date":
      return refuse(429, { "retry-after": new Date(Date.now() + 2_000).toUTCString() });
    case "429_absent":
      return refuse(429);
    case "429_absurd":
      return refuse(429, { "retry-after": "99999999999999" });
    case "429_negative":
      return refuse(429, { "retry-after": "-30" });
    case "429_words":
      return refuse(429, { "retry-after": "soon" });
    case "rejected":
      return refuse(422);
    case "expired": {
      const known = accounts.get(account);
      if (known) known.access = `${known.access}-expired`;
      return refuse(401);
    }
    default:
      throw new Error(`no such fault: ${fault}`);
  }
}

/** What an account may ask about its own posts: one by its id, by the sender's key, or the newest. */
function found(url: URL, account: string): unknown {
  const id = /^\/posts\/([\w-]+)$/.exec(url.pathname)?.[1];
  if (id !== undefined) return byId.get(id);
  const key = url.searchParams.get("key");
  if (kind === "key" && key !== null) {
    const post = byKey.get(`${account} ${key}`);
    return { items: post ? [post] : [] };
  }
  if (kind !== "lookup") return undefined;
  const shown = (byAccount.get(account) ?? []).filter(({ at }) => at + LIST_LAG_MS < Date.now());
  return { items: shown.toReversed() };
}

async function token(message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { account, refresh_token: given } = await bodyOf<{ account?: string; refresh_token?: string }>(message);
  if (account !== undefined) return say(response, 200, issue(account));
  const name = (given ?? "").split(":")[0] ?? "";
  // Good once: whoever comes second has lost the account.
  if (accounts.get(name)?.refresh !== given) return say(response, 400, { error: "invalid_grant" });
  say(response, 200, issue(name));
}

async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(message.url ?? "/", "http://network");
  if (url.pathname === "/control/plan") {
    for (const { post, part, faults } of await bodyOf<Plan[]>(message)) plans.set(`${post}/${part}`, faults);
    return say(response, 200, {});
  }
  if (url.pathname === "/token") return token(message, response);
  const bearer = (message.headers.authorization ?? "").replace(/^Bearer /, "");
  const name = bearer.split(":")[0] ?? "";
  if (accounts.get(name)?.access !== bearer) return say(response, 401, { error: "expired_token" });
  if (message.method === "POST" && url.pathname === "/posts") return write(message, response, name);
  questions += 1;
  if (questions % DEAF_EVERY === 0) return say(response, 503, {});
  const answer = found(url, name);
  say(response, answer === undefined ? 404 : 200, answer ?? {});
}

const server = createServer((message, response) => {
  handle(message, response).catch(() => message.socket.destroy());
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
// Whoever started us is gone.
process.stdin.resume().once("end", () => process.exit(0));
