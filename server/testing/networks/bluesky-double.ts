import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import canonicalize from "canonicalize";
import { decodeJwt, errors, jwtVerify, SignJWT } from "jose";
import { refusalOf } from "./bluesky-record";

/** What the next calls of a method suffer: `_after` kinds happen once the server has accepted. */
type BlueskyFault = {
  nsid: string;
  kind: "delay" | "reset_before" | "reset_after" | "rate_limit" | "error_before" | "error_after";
  times?: number;
  delayMs?: number;
};

/** One accepted write; `at` in epoch milliseconds with fractions, `noop` when nothing changed. */
type BlueskyAcceptance = { at: number; nsid: string; repo: string; rkey: string; text: string; noop: boolean };

type BlueskyAccount = { handle: string; did: string; password: string };

export type BlueskyDouble = {
  /** Origin: the server, its handle look-up and its directory of DIDs in one. */
  url: string;
  accounts: readonly BlueskyAccount[];
  log: BlueskyAcceptance[];
  /** The method of every XRPC call that came in, answered or not. */
  calls: string[];
  arm: (fault: BlueskyFault) => void;
  /** Makes every access token issued so far answer 400 ExpiredToken. */
  expireSessions: () => void;
  takeDown: (did: string) => void;
  /** How many files were uploaded so far. */
  readonly uploads: number;
  /** Throws away every uploaded file, as servers do with what no record refers to. */
  forgetUploads: () => void;
  posts: (did: string) => { rkey: string; record: Record<string, unknown> }[];
  stop: () => Promise<void>;
};

type StoredPost = { cid: string; record: Record<string, unknown> };
type Account = BlueskyAccount & {
  takenDown: boolean;
  blobs: Map<string, { mimeType: string; size: number }>;
  posts: Map<string, StoredPost>;
};
type Answer = { status: number; body: unknown; headers?: Record<string, string> };
type Call = {
  nsid: string;
  query: URLSearchParams;
  body: Buffer;
  json: Record<string, unknown>;
  request: IncomingMessage;
};

const POSTS = "app.bsky.feed.post";

/**
 * A Bluesky server on loopback, written from the reference server's observed behaviour (PDS 0.5.35, 2026-11). Besides XRPC it answers
 * `GET /control/state` and `POST /control/{fault,expire,takedown}`, for tests that run it as a process of its own. With
 * `strictRotation` a refresh token works once; the reference server takes it for a while longer.
 */
export async function startBlueskyDouble(
  options: { port?: number; accounts?: BlueskyAccount[]; strictRotation?: boolean } = {},
): Promise<BlueskyDouble> {
  const given = options.accounts ?? [{ handle: "alice.test", did: newDid(), password: "abcd-efgh-ijkl-mnop" }];
  const accounts = given.map(
    (account): Account => ({ ...account, takenDown: false, blobs: new Map(), posts: new Map() }),
  );
  const secret = randomBytes(32);
  const faults: Required<BlueskyFault>[] = [];
  const log: BlueskyAcceptance[] = [];
  const usedUp = new Set<string>();
  const calls: string[] = [];
  let generation = 0;
  let uploads = 0;
  let url = "";

  const arm = (fault: BlueskyFault) => void faults.push({ times: 1, delayMs: 0, ...fault });
  const expireSessions = () => {
    generation += 1;
  };
  const takeDown = (did: string) => {
    for (const account of accounts) if (account.did === did) account.takenDown = true;
  };

  const token = (account: Account, scope: string, life: string) =>
    new SignJWT({ scope, generation })
      .setProtectedHeader({ alg: "HS256", typ: scope === "com.atproto.refresh" ? "refresh+jwt" : "at+jwt" })
      .setSubject(account.did)
      .setIssuedAt()
      .setJti(randomBytes(8).toString("hex"))
      .setExpirationTime(life)
      .sign(secret);
  const session = async (account: Account): Promise<Answer> =>
    ok({
      did: account.did,
      handle: account.handle,
      active: true,
      accessJwt: await token(account, "com.atproto.appPass", "2h"),
      refreshJwt: await token(account, "com.atproto.refresh", "90d"),
    });

  /** The account a bearer token belongs to, or the refusal. */
  async function authenticate(request: IncomingMessage, scope: string): Promise<Account | Answer> {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (!bearer) return refused(401, "AuthMissing", "Authentication Required");
    try {
      const { payload } = await jwtVerify(bearer, secret);
      if (payload["scope"] !== scope) return refused(400, "InvalidToken", "Bad token scope");
      if (scope !== "com.atproto.refresh" && payload["generation"] !== generation)
        throw new errors.JWTExpired("", payload);
      const account = accounts.find(({ did }) => did === payload.sub);
      if (!account) return refused(400, "InvalidToken", "Token could not be verified");
      return account.takenDown ? refused(401, "AccountTakedown", "Account has been taken down") : account;
    } catch (error) {
      return error instanceof errors.JWTExpired
        ? refused(400, "ExpiredToken", "Token has expired")
        : refused(400, "InvalidToken", "Token could not be verified");
    }
  }

  /** Authenticates, checks that the repository is the caller's own, and works on it. */
  async function onOwnRepo(call: Call, work: (account: Account) => Answer): Promise<Answer> {
    const account = await authenticate(call.request, "com.atproto.appPass");
    if ("status" in account) return account;
    const { repo, collection } = call.json;
    if (call.nsid !== "com.atproto.repo.uploadBlob") {
      if (repo !== account.did && repo !== account.handle) return refused(403, "AccountNotFound", "Account not found");
      if (collection !== POSTS) return refused(400, "InvalidRequest", "collection is not supported by this double");
    }
    return work(account);
  }

  function write(call: Call, account: Account): Answer {
    const rkey = typeof call.json["rkey"] === "string" ? call.json["rkey"] : "";
    if (!/^[234567abcdefghij][234567a-z]{12}$/.test(rkey))
      return refused(400, "InvalidRequest", "rkey must be a valid TID");
    const record = call.json["record"] as Record<string, unknown>;
    const refusal = refusalOf(record, account.blobs);
    if (refusal) return refused(400, refusal.error, refusal.message);
    const cid = `bafy${digest(canonicalize(record) ?? "")}`;
    const current = account.posts.get(rkey);
    const uri = `at://${account.did}/${POSTS}/${rkey}`;
    const noop = current?.cid === cid;
    if (current && call.nsid.endsWith("createRecord"))
      return refused(500, "InternalServerError", "Internal Server Error");
    if (current && !noop && call.json["swapRecord"] !== undefined && call.json["swapRecord"] !== current.cid) {
      return refused(400, "InvalidSwap", `Record was at ${current.cid}`);
    }
    account.posts.set(rkey, { cid, record });
    log.push({ at: now(), nsid: call.nsid, repo: account.did, rkey, text: String(record["text"]), noop });
    return ok({
      uri,
      cid,
      ...(noop ? {} : { commit: { cid: `bafy${digest(uri + cid)}`, rev: rkey } }),
      validationStatus: "valid",
    });
  }

  const methods: Record<string, (call: Call) => Answer | Promise<Answer>> = {
    "com.atproto.identity.resolveHandle": ({ query }) => {
      const account = accounts.find(({ handle }) => handle === query.get("handle"));
      return account ? ok({ did: account.did }) : refused(400, "HandleNotFound", "Unable to resolve handle");
    },
    "com.atproto.server.createSession": ({ json }) => {
      const account = accounts.find(({ handle, did }) => handle === json["identifier"] || did === json["identifier"]);
      if (!account || account.password !== json["password"]) {
        return refused(401, "AuthenticationRequired", "Invalid identifier or password");
      }
      return account.takenDown ? refused(401, "AccountTakedown", "Account has been taken down") : session(account);
    },
    "com.atproto.server.refreshSession": async ({ request }) => {
      const account = await authenticate(request, "com.atproto.refresh");
      if ("status" in account) return account;
      const { jti = "" } = decodeJwt((request.headers.authorization ?? "").slice("Bearer ".length));
      if (options.strictRotation && usedUp.has(jti)) return refused(400, "ExpiredToken", "Token has been revoked");
      usedUp.add(jti);
      return session(account);
    },
    "com.atproto.repo.uploadBlob": (call) =>
      onOwnRepo(call, ({ blobs }) => {
        const mimeType = call.request.headers["content-type"] ?? "";
        const size = call.body.length;
        if (size > 5_000_000) return refused(413, "PayloadTooLarge", "request entity too large");
        const link = `bafkrei${digest(call.body)}`;
        blobs.set(link, { mimeType, size });
        uploads += 1;
        return ok({ blob: { $type: "blob", ref: { $link: link }, mimeType, size } });
      }),
    "com.atproto.repo.putRecord": (call) => onOwnRepo(call, (account) => write(call, account)),
    "com.atproto.repo.createRecord": (call) => onOwnRepo(call, (account) => write(call, account)),
    "com.atproto.repo.deleteRecord": (call) =>
      onOwnRepo(call, ({ did, posts }) => {
        const rkey = String(call.json["rkey"]);
        const noop = !posts.delete(rkey);
        log.push({ at: now(), nsid: call.nsid, repo: did, rkey, text: "", noop });
        return ok(noop ? {} : { commit: { cid: `bafy${digest(rkey)}`, rev: rkey } });
      }),
    "com.atproto.repo.getRecord": ({ query }) => {
      const account = accounts.find(({ did, handle }) => did === query.get("repo") || handle === query.get("repo"));
      const rkey = query.get("rkey") ?? "";
      const post = query.get("collection") === POSTS ? account?.posts.get(rkey) : undefined;
      if (!account || !post) return refused(400, "RecordNotFound", `Could not locate record: ${rkey}`);
      return ok({ uri: `at://${account.did}/${POSTS}/${rkey}`, cid: post.cid, value: post.record });
    },
    "com.atproto.repo.listRecords": ({ query }) => {
      const account = accounts.find(({ did, handle }) => did === query.get("repo") || handle === query.get("repo"));
      const records = [...(account?.posts ?? [])].toSorted(([a], [b]) => (a < b ? 1 : -1));
      return ok({
        records: records
          .slice(0, Number(query.get("limit") ?? 50))
          .map(([rkey, { cid, record }]) => ({ uri: `at://${account?.did}/${POSTS}/${rkey}`, cid, value: record })),
      });
    },
  };

  function control(path: string, json: Record<string, unknown>): Answer {
    if (path === "/control/fault") arm(json as BlueskyFault);
    else if (path === "/control/expire") expireSessions();
    else if (path === "/control/takedown") takeDown(String(json["did"]));
    else if (path !== "/control/state") return refused(404, "NotFound", path);
    return ok({ log, accounts: given });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    const body = Buffer.concat(await request.toArray());
    const isJson = (request.headers["content-type"] ?? "").startsWith("application/json");
    const json = isJson && body.length > 0 ? (JSON.parse(body.toString()) as Record<string, unknown>) : {};
    if (pathname.startsWith("/control/")) return reply(response, control(pathname, json));
    const owner = accounts.find(({ did }) => pathname === `/${did}`);
    if (owner) return reply(response, ok(didDocument(owner, url)));
    const nsid = pathname.replace("/xrpc/", "");
    const method = methods[nsid];
    if (!method) return reply(response, refused(501, "MethodNotImplemented", "Method Not Implemented"));
    calls.push(nsid);
    const index = faults.findIndex((fault) => fault.nsid === nsid && fault.times > 0);
    const fault = faults[index];
    if (fault && --fault.times === 0) faults.splice(index, 1);
    if (fault?.kind === "delay") await sleep(fault.delayMs);
    if (fault?.kind === "reset_before") return void request.socket.resetAndDestroy();
    if (fault?.kind === "rate_limit") {
      const limited = refused(429, "RateLimitExceeded", "Rate Limit Exceeded");
      return reply(response, { ...limited, headers: { "retry-after": String(Math.ceil(fault.delayMs / 1000)) } });
    }
    if (fault?.kind === "error_before") return reply(response, refused(502, "UpstreamFailure", "Upstream Failure"));
    const result = await method({ nsid, query: searchParams, body, json, request });
    if (fault?.kind === "reset_after") return void request.socket.resetAndDestroy();
    if (fault?.kind === "error_after")
      return reply(response, refused(500, "InternalServerError", "Internal Server Error"));
    return reply(response, result);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) =>
      reply(response, refused(400, "InvalidRequest", String(error instanceof Error ? error.message : error))),
    );
  });
  await new Promise<void>((done) => server.listen(options.port ?? 0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    accounts: given,
    log,
    calls,
    arm,
    expireSessions,
    takeDown,
    get uploads() {
      return uploads;
    },
    forgetUploads: () => {
      for (const { blobs } of accounts) blobs.clear();
    },
    posts: (did) =>
      [...(accounts.find((account) => account.did === did)?.posts ?? [])].map(([rkey, { record }]) => ({
        rkey,
        record,
      })),
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

function reply(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "ratelimit-limit": "3000",
    "ratelimit-remaining": status === 429 ? "0" : "2999",
    "ratelimit-reset": String(Math.floor(Date.now() / 1000) + 300),
    "ratelimit-policy": "3000;w=300",
    ...headers,
  });
  response.end(JSON.stringify(body));
}

function didDocument({ did, handle }: BlueskyAccount, serviceEndpoint: string) {
  return {
    id: did,
    alsoKnownAs: [`at://${handle}`],
    service: [{ id: "#atproto_pds", type: "AtprotoPersonalDataServer", serviceEndpoint }],
  };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function refused(status: number, error: string, message: string): Answer {
  return { status, body: { error, message } };
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

function digest(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function newDid(): string {
  return `did:plc:${randomBytes(12).toString("hex")}`;
}

if (process.argv[1] === import.meta.filename) {
  const double = await startBlueskyDouble({ port: Number(process.argv[2] ?? 0) });
  process.stdout.write(`${JSON.stringify({ url: double.url, accounts: double.accounts })}\n`);
}
