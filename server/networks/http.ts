import type { LookupFunction } from "node:net";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { type Agent, type Dispatcher, request as send } from "undici";
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

/**
 * The one way out of the house. No retries; no proxies; http and https only. Throws NetworkError: `blocked` by our guard,
 * `unavailable` when nothing was sent or sending again is harmless, `unknown_outcome` when an answer to a write was lost,
 * `rejected` when the reply is larger than asked for or redirects without end. `code` says more (timeout, dns, too_large…).
 */
export async function request(options: HttpRequest): Promise<HttpReply> {
  const limit = timeLimit(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, options.signal);
  const redirects = Math.min(options.redirects ?? 0, 5);
  let hop: HttpRequest = options;
  try {
    for (let followed = 0; ; followed++) {
      const call = new Call(hop, limit);
      const response = await call.send();
      const location = redirects > 0 ? redirectOf(response) : null;
      if (location === null) return await call.read(response);
      await response.body.dump({ limit: 1024 }).catch(() => undefined);
      if (followed === redirects) {
        throw new NetworkError("rejected", `${call.host} redirects too many times.`, { code: "redirects" });
      }
      hop = nextHop(hop, call.url, { location, status: response.statusCode });
    }
  } finally {
    limit.end();
  }
}

type TimeLimit = { signal: AbortSignal; expired: () => boolean; end: () => void };

/**
 * Aborts when the time is over or the caller waits no longer. Made by hand because `AbortSignal.any` and `.timeout` cannot
 * be taken back: each of a burst's requests would hold on to its signals for the whole of its time (Node 24).
 */
function timeLimit(ms: number, caller: AbortSignal | undefined): TimeLimit {
  const controller = new AbortController();
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    controller.abort();
  }, ms).unref();
  const follow = (): void => controller.abort();
  if (caller?.aborted) follow();
  else caller?.addEventListener("abort", follow, { once: true });
  const end = (): void => {
    clearTimeout(timer);
    caller?.removeEventListener("abort", follow);
  };
  return { signal: controller.signal, expired: () => expired, end };
}

/** Instants of `performance.now()` after which a signal's requests must not begin any more. */
const startBy = new WeakMap<AbortSignal, number>();

/**
 * A signal that aborts after `ms`, and under which no request is written later than that: a process that was frozen
 * wakes up with its sockets first and its timers last, so a timer alone would let one more write through.
 */
export function signalWithin(ms: number): AbortSignal {
  const signal = AbortSignal.timeout(ms);
  startBy.set(signal, performance.now() + ms);
  return signal;
}

/** Whether a signal's time is over, even if its timer had no chance to say so. */
export const isLate = (signal: AbortSignal): boolean =>
  signal.aborted || performance.now() > (startBy.get(signal) ?? Number.POSITIVE_INFINITY);

const utf8 = new TextDecoder();

/** One hop: remembers whether its request was written, which decides what a failure means. */
class Call {
  readonly url: URL;
  readonly host: string;
  private readonly options: HttpRequest;
  private readonly limit: TimeLimit;
  private readonly repeatable: boolean;
  private written = false;

  constructor(options: HttpRequest, limit: TimeLimit) {
    this.options = options;
    this.limit = limit;
    this.url = parseUrl(options.url);
    this.host = this.url.hostname;
    this.repeatable = options.repeatable ?? (options.method === "GET" || options.method === "HEAD");
  }

  async send(): Promise<Dispatcher.ResponseData> {
    const { agent, release } = this.agent();
    const sending = send(this.url, {
      method: this.options.method,
      headers: { "user-agent": USER_AGENT, "accept-encoding": "gzip, br", ...lowerCase(this.options.headers ?? {}) },
      body: this.options.body ?? null,
      signal: this.limit.signal,
      dispatcher: agent.compose((dispatch) => (init, handler) => dispatch(init, this.noting(handler))),
    });
    try {
      // undici looks at the signal only once connected; when it comes to that, it sends nothing.
      return await Promise.race([sending, aborted(this.limit.signal)]);
    } catch (error) {
      throw this.failure(error);
    } finally {
      release();
    }
  }

  async read(response: Dispatcher.ResponseData): Promise<HttpReply> {
    const headers = flatten(response.headers);
    const maxBytes = this.options.maxBytes ?? DEFAULT_MAX_BYTES;
    const announced = Number(headers["content-length"] ?? Number.NaN);
    const chunks: Uint8Array[] = [];
    let length = 0;
    const collect = async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) {
        length += chunk.length;
        if (length > maxBytes) throw this.tooLarge(maxBytes);
        chunks.push(chunk);
      }
    };
    try {
      if (announced > maxBytes && this.options.method !== "HEAD") throw this.tooLarge(maxBytes);
      const decoder = hasBody(this.options.method, response.statusCode)
        ? decoderFor(headers["content-encoding"])
        : null;
      if (decoder) await pipeline(response.body, decoder, collect);
      else if (announced <= maxBytes) chunks.push(await response.body.bytes());
      else await collect(response.body);
    } catch (error) {
      response.body.on("error", () => undefined).destroy();
      throw this.failure(error);
    }
    const bytes = Buffer.concat(chunks);
    const text = () => utf8.decode(bytes);
    return { status: response.statusCode, headers, url: this.url.href, bytes, text, json: () => this.parse(text()) };
  }

  private agent(): { agent: Agent; release: () => void } {
    const port = this.url.port || (this.url.protocol === "https:" ? "443" : "80");
    const pair = `${this.host}:${port}`;
    const guarded = !allowed().has(pair) && !this.options.allow?.includes(pair);
    const literal = this.host.replace(/^\[|\]$/g, "");
    if (guarded && /^[\d.]+$|:/.test(literal) && !isPublicAddress(literal)) throw refuse(this.host);
    if (this.options.lookup) {
      const agent = createAgent({ guarded, lookup: this.options.lookup });
      return { agent, release: () => void agent.close().catch(() => undefined) };
    }
    return { agent: shared()[guarded ? "guarded" : "open"], release: () => undefined };
  }

  private noting(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
    const start = handler.onRequestStart?.bind(handler);
    handler.onRequestStart = (...args) => {
      this.beginWriting();
      start?.(...args);
    };
    return handler;
  }

  /** The last moment before the first byte; throwing here keeps it in the house. */
  private beginWriting(): void {
    const { signal } = this.options;
    if (signal && performance.now() > (startBy.get(signal) ?? Number.POSITIVE_INFINITY))
      throw new NetworkError("unavailable", `It became too late to ask ${this.host}.`, { code: "timeout" });
    this.written = true;
  }

  /** What a failure means depends on whether the request had left the house. */
  private kind(): NetworkErrorKind {
    return this.written && !this.repeatable ? "unknown_outcome" : "unavailable";
  }

  private failure(error: unknown): NetworkError {
    if (error instanceof NetworkError) return error;
    const [code, words] = this.limit.expired()
      ? ["timeout", "did not answer in time"]
      : this.limit.signal.aborted
        ? ["cancelled", "was not waited for any longer"]
        : isZlibError(error)
          ? ["encoding", "sent a reply that cannot be unpacked"]
          : ["reset", "cut the connection"];
    return new NetworkError(this.kind(), `${this.host} ${words}.`, { cause: error, code });
  }

  private tooLarge(maxBytes: number): NetworkError {
    const kind = this.repeatable ? "rejected" : "unknown_outcome";
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

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

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

function redirectOf(response: Dispatcher.ResponseData): string | null {
  if (![301, 302, 303, 307, 308].includes(response.statusCode)) return null;
  const { location } = response.headers;
  return typeof location === "string" ? location : null;
}

function nextHop(hop: HttpRequest, from: URL, to: { location: string; status: number }): HttpRequest {
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

function hasBody(method: string, status: number): boolean {
  return method !== "HEAD" && status !== 204 && status !== 304;
}

/** One layer is unpacked; several are only ever sent to exhaust the reader. */
function decoderFor(encoding: string | undefined) {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case "":
    case "identity":
      return null;
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "br":
      return createBrotliDecompress();
    case "deflate":
      return createInflate();
    default:
      throw Object.assign(new Error("unknown content-encoding"), { code: "Z_UNKNOWN" });
  }
}

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
