import type { LookupFunction } from "node:net";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { type Agent, type Dispatcher, fetch as fetchByUndici, type RequestInit as UndiciRequestInit } from "undici";
import { env } from "@/server/env";
import { NetworkError, type NetworkErrorKind } from "@/server/errors";
import { createAgent, isPublicAddress, refuse } from "./guard";

const DEFAULT_TIMEOUT_MS = 20_000;
const DEFAULT_MAX_BYTES = 5_000_000;
const USER_AGENT = "Reprise/0.1";
/** What may follow a redirect to another origin: nothing that could carry a credential. */
const HARMLESS_HEADERS = new Set(["accept", "accept-language", "user-agent"]);

export type HttpRequest = {
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** Covers everything from the look-up to the last byte. Default 20,000. */
  timeoutMs?: number;
  /** Cap on the reply's body, counted after decompression. Default 5,000,000. */
  maxBytes?: number;
  /** How many redirects to follow, 0…5; with 0 (default) the redirect itself is the reply. */
  redirects?: number;
  signal?: AbortSignal;
  /** Doing it twice is harmless, so a lost reply is `unavailable`, not `unknown_outcome`. Default: true for GET and HEAD. */
  repeatable?: boolean;
  /** `host:port` pairs that may be reached although private, beside those of FETCH_ALLOW. */
  allow?: readonly string[];
  /** Replaces the system's name look-up (tests of rebinding); its answers are checked all the same. */
  lookup?: LookupFunction;
};

export type HttpReply = {
  status: number;
  /** Lower-case names; repeated ones joined by ", ". */
  headers: Readonly<Record<string, string>>;
  /** Where the reply came from, after redirects. */
  url: string;
  bytes: Uint8Array;
  text: () => string;
  /** Parsed body; a body that is not JSON throws NetworkError. */
  json: () => unknown;
};

/** Two pools, so that a connection opened under an exception never serves a guarded request. */
type Shared = { allow: ReadonlySet<string> | null; guarded: Agent; open: Agent };
// On globalThis because Next loads this module once per bundle.
const registry = globalThis as typeof globalThis & { repriseHttp?: Shared };

function shared(): Shared {
  registry.repriseHttp ??= {
    allow: null,
    guarded: createAgent({ guarded: true }),
    open: createAgent({ guarded: false }),
  };
  return registry.repriseHttp;
}

function allowed(): ReadonlySet<string> {
  const state = shared();
  state.allow ??= new Set(env().FETCH_ALLOW);
  return state.allow;
}

/** Replaces FETCH_ALLOW for this process: the private `host:port` pairs that may be reached (tests, and scripts without an environment). */
export function configureHttp(options: { allow: readonly string[] }): void {
  shared().allow = new Set(options.allow);
}

/** Whether an address is held to the public internet; throws NetworkError for one that is private by its own words. */
function isGuarded(url: URL, allow: readonly string[] = []): boolean {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const pair = `${url.hostname}:${port}`;
  const guarded = !allowed().has(pair) && !allow.includes(pair);
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (guarded && /^[\d.]+$|:/.test(literal) && !isPublicAddress(literal)) throw refuse(url.hostname);
  return guarded;
}

/**
 * The same way out for an SDK that streams: a `fetch` under the same guard. Follows no redirect; the SDK brings its own
 * limits of time. Rejects with TypeError, or with the guard's NetworkError as its cause.
 */
export const guardedFetch: typeof fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  const dispatcher = shared()[isGuarded(url) ? "guarded" : "open"];
  // Node's own fetch would not take a dispatcher of the package's version; their types differ in name only.
  const options = { ...init, redirect: "error", dispatcher } as unknown as RequestInit & UndiciRequestInit;
  return (await fetchByUndici(url, options)) as unknown as Response;
};

/**
 * The one way out of the house. No retries; no proxies; http and https only. Throws NetworkError: `blocked` by our guard,
 * `unavailable` when nothing was sent or sending again is harmless, `unknown_outcome` when an answer to a write was lost,
 * `rejected` when the reply is larger than asked for or redirects without end. `code` says more (timeout, dns, too_large…).
 */
export async function request(options: HttpRequest): Promise<HttpReply> {
  const limit = new TimeLimit(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, options.signal);
  const redirects = Math.min(options.redirects ?? 0, 5);
  let hop: HttpRequest = options;
  try {
    for (let followed = 0; ; followed++) {
      const call = new Call(hop, { limit, follows: redirects > 0 });
      const answer = await call.send();
      if (!("location" in answer)) return await call.reply(answer);
      if (followed === redirects) {
        throw new NetworkError("rejected", `${call.host} redirects too many times.`, { code: "redirects" });
      }
      hop = nextHop(hop, call.url, answer);
    }
  } finally {
    limit.end();
  }
}

/**
 * Over when its time is, or when the caller waits no longer. One timer that is taken back: signals of undici's or Node's own
 * (`AbortSignal.any`, `.timeout`) would be kept for the whole of their time by each of a burst's requests (Node 24).
 */
class TimeLimit {
  expired = false;
  over = false;
  onOver = (): void => {};
  private readonly timer: NodeJS.Timeout;
  private readonly caller: AbortSignal | undefined;

  constructor(ms: number, caller: AbortSignal | undefined) {
    this.caller = caller;
    this.timer = setTimeout(() => {
      this.expired = true;
      this.stop();
    }, ms).unref();
    if (caller?.aborted) this.stop();
    else caller?.addEventListener("abort", this.stop, { once: true });
  }

  private readonly stop = (): void => {
    this.over = true;
    this.onOver();
  };

  end(): void {
    clearTimeout(this.timer);
    this.caller?.removeEventListener("abort", this.stop);
  }
}

/** Instant of `performance.now()` after which a signal's requests must not begin any more. */
const START_BY = Symbol("startBy");
type Dated = AbortSignal & { [START_BY]?: number };

/**
 * A signal that aborts after `ms`, and under which no request is written later than that: a process that was frozen
 * wakes up with its sockets first and its timers last, so a timer alone would let one more write through. Whoever gives
 * a signal of his own aborts it himself.
 */
export function signalWithin(ms: number, own?: AbortSignal): AbortSignal {
  return Object.assign(own ?? AbortSignal.timeout(ms), { [START_BY]: performance.now() + ms });
}

/** Whether a signal's time is over, even if its timer had no chance to say so. */
export const isLate = (signal: AbortSignal): boolean =>
  signal.aborted || performance.now() > ((signal as Dated)[START_BY] ?? Number.POSITIVE_INFINITY);

const utf8 = new TextDecoder();

type Answer = { status: number; headers: Record<string, string>; body: Buffer };
type Redirect = { status: number; location: string };

/** One hop: remembers whether its request was written, which decides what a failure means. */
class Call implements Dispatcher.DispatchHandler {
  readonly url: URL;
  readonly host: string;
  private readonly options: HttpRequest;
  private readonly limit: TimeLimit;
  private readonly follows: boolean;
  private readonly repeatable: boolean;
  private readonly maxBytes: number;
  private readonly answer = Promise.withResolvers<Answer | Redirect>();
  private readonly chunks: Buffer[] = [];
  private length = 0;
  private written = false;
  private controller: Dispatcher.DispatchController | null = null;
  private head: { status: number; headers: Record<string, string> } | null = null;

  constructor(options: HttpRequest, { limit, follows }: { limit: TimeLimit; follows: boolean }) {
    this.options = options;
    this.limit = limit;
    this.follows = follows;
    this.url = parseUrl(options.url);
    this.host = this.url.hostname;
    this.repeatable = options.repeatable ?? (options.method === "GET" || options.method === "HEAD");
    this.maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  }

  async send(): Promise<Answer | Redirect> {
    const { agent, release } = this.agent();
    const { method, body = null, headers = {} } = this.options;
    this.limit.onOver = () => this.stop(new Error("No longer waited for."));
    const request: Agent.DispatchOptions = {
      origin: this.url.origin,
      path: this.url.pathname + this.url.search,
      method,
      headers: { "user-agent": USER_AGENT, "accept-encoding": "gzip, br", ...lowerCase(headers) },
      body,
    };
    if (this.limit.over) this.limit.onOver();
    else agent.dispatch(request, this);
    try {
      return await this.answer.promise;
    } catch (error) {
      throw this.failure(error);
    } finally {
      release();
    }
  }

  /** The last moment before the first byte; throwing here keeps it in the house. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    const { signal } = this.options;
    if (this.limit.over || (signal && isLate(signal)))
      throw new NetworkError("unavailable", `It became too late to ask ${this.host}.`, { code: "timeout" });
    this.written = true;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    received: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    const headers = flatten(received);
    this.head = { status, headers };
    const { location } = headers;
    if (this.follows && location !== undefined && REDIRECTS.has(status)) this.answer.resolve({ status, location });
    else if (Number(headers["content-length"]) > this.maxBytes && this.options.method !== "HEAD")
      this.stop(this.tooLarge());
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.length += chunk.length;
    // Of a redirect that is followed only the connection is worth keeping.
    if (this.follows && this.head && REDIRECTS.has(this.head.status)) {
      if (this.length > 1024) controller.abort(new Error("Not read."));
    } else if (this.length > this.maxBytes) this.stop(this.tooLarge());
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.head) this.answer.resolve({ ...this.head, body: Buffer.concat(this.chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.answer.reject(error);
  }

  /** Nobody waits for it any more; one that is not on its socket yet is kept from it by `onRequestStart`. */
  private stop(error: Error): void {
    this.answer.reject(error);
    this.controller?.abort(error);
  }

  async reply({ status, headers, body }: Answer): Promise<HttpReply> {
    const bytes = await this.unpacked(headers["content-encoding"], body);
    const text = () => utf8.decode(bytes);
    return { status, headers, url: this.url.href, bytes, text, json: () => this.parse(text()) };
  }

  private async unpacked(encoding: string | undefined, body: Buffer): Promise<Buffer> {
    if (encoding === undefined || body.length === 0) return body;
    try {
      const decode = decoderFor(encoding);
      return decode ? await decode(body, { maxOutputLength: this.maxBytes }) : body;
    } catch (error) {
      throw isTooLarge(error) ? this.tooLarge() : this.failure(error);
    }
  }

  private agent(): { agent: Agent; release: () => void } {
    const guarded = isGuarded(this.url, this.options.allow);
    if (this.options.lookup) {
      const agent = createAgent({ guarded, lookup: this.options.lookup });
      return { agent, release: () => void agent.close().catch(() => undefined) };
    }
    return { agent: shared()[guarded ? "guarded" : "open"], release: () => undefined };
  }

  /** What a failure means depends on whether the request had left the house. */
  private kind(): NetworkErrorKind {
    return this.written && !this.repeatable ? "unknown_outcome" : "unavailable";
  }

  private failure(error: unknown): NetworkError {
    if (error instanceof NetworkError) return error;
    const [code, words] = this.limit.expired
      ? ["timeout", "did not answer in time"]
      : this.limit.over
        ? ["cancelled", "was not waited for any longer"]
        : isZlibError(error)
          ? ["encoding", "sent a reply that cannot be unpacked"]
          : ["reset", "cut the connection"];
    return new NetworkError(this.kind(), `${this.host} ${words}.`, { cause: error, code });
  }

  private tooLarge(): NetworkError {
    const kind = this.repeatable ? "rejected" : "unknown_outcome";
    const { maxBytes } = this;
    const size = maxBytes >= 1_000_000 ? `${Math.round(maxBytes / 100_000) / 10} MB` : `${maxBytes} bytes`;
    return new NetworkError(kind, `The reply of ${this.host} is larger than ${size}.`, { code: "too_large" });
  }

  private parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      // The parser's own message quotes the body, so it is not kept as the cause.
      throw new NetworkError(this.kind(), `${this.host} sent a reply that is not JSON.`, { code: "not_json" });
    }
  }
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:") || url.hostname === "") {
    throw new NetworkError("blocked", "Only addresses that begin with http:// or https:// can be fetched.", {
      code: "address",
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new NetworkError("blocked", "The address contains a user name or password; leave them out.", {
      code: "address",
    });
  }
  return url;
}

function nextHop(hop: HttpRequest, from: URL, to: Redirect): HttpRequest {
  const target = URL.parse(to.location, from.href);
  if (!target) throw new NetworkError("rejected", `${from.hostname} redirects to nowhere.`, { code: "redirects" });
  const sameOrigin = target.origin === from.origin;
  const reading = hop.method === "GET" || hop.method === "HEAD";
  const keepsMethod = reading || to.status === 307 || to.status === 308;
  if (keepsMethod && !reading && !sameOrigin) {
    throw new NetworkError("blocked", `${from.hostname} wants what was sent to go elsewhere.`, { code: "redirects" });
  }
  const kept = Object.entries(lowerCase(hop.headers ?? {})).filter(
    ([name]) => (sameOrigin || HARMLESS_HEADERS.has(name)) && (keepsMethod || !name.startsWith("content-")),
  );
  const { body, ...rest } = hop;
  return {
    ...rest,
    ...(keepsMethod && body !== undefined ? { body } : {}),
    method: keepsMethod ? hop.method : "GET",
    url: target.href,
    headers: Object.fromEntries(kept),
  };
}

const unpack = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  br: promisify(brotliDecompress),
  deflate: promisify(inflate),
};

/** One layer is unpacked; several are only ever sent to exhaust the reader. */
function decoderFor(encoding: string) {
  const name = encoding.trim().toLowerCase();
  if (name === "" || name === "identity") return null;
  if (name in unpack) return unpack[name as keyof typeof unpack];
  throw Object.assign(new Error("unknown content-encoding"), { code: "Z_UNKNOWN" });
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";

function isZlibError(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return false;
  return error.code.startsWith("Z_") || error.code.startsWith("ERR_BROTLI") || error.code.startsWith("ERR__ERROR");
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
}
