import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { TokenUsage } from "@/server/errors";

/** What a request asked for, whatever the vendor's shape. */
export type Asked = {
  model: string;
  instructions: string;
  prompt: string;
  /** The JSON schema sent along, null when none was. */
  schema: unknown;
  body: Record<string, unknown>;
};

/** Makes the JSON value a request is answered with. */
export type ReplyHook = (asked: Asked) => unknown;

/** A failure before any byte of the reply, in the vendor's own words and status. */
type FailureName =
  | "unauthorized"
  | "rate_limited"
  | "quota"
  | "overloaded"
  | "server_error"
  | "bad_gateway"
  | "too_long";

/**
 * How a stream ends. cut: the socket breaks · silent: it closes without its last events · error_event, failed: the
 * vendor reports an error midway · refused, length, filtered: the model or its filter stops.
 */
export type Ending = "complete" | "cut" | "silent" | "error_event" | "failed" | "refused" | "length" | "filtered";

/** How one request is treated; empty means an ordinary reply. */
export type Step = {
  fail?: FailureName;
  retryAfterSeconds?: number;
  /** Further headers of the reply, such as what is left of a rate limit. */
  headers?: Record<string, string>;
  /** Milliseconds or a promise to wait for before the first byte. */
  hold?: number | Promise<unknown>;
  /** Milliseconds before each piece of text, or what to wait for before the piece of that index. */
  pace?: number | ((index: number) => Promise<unknown>);
  /** Instead of the server's own reply hook. */
  reply?: ReplyHook;
  /** The exact text instead of JSON. */
  text?: string;
  usage?: Partial<TokenUsage>;
  ending?: Ending;
  /** Pieces of text before a cut, silent or reported end; 2 by default. */
  afterPieces?: number;
};

/** One request as it was received, and what became of it. */
type JournalEntry = {
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
  status: number;
  outcome: "open" | "answered" | "cut" | "client_gone";
};

/** A running double. `script` queues steps for the next requests, one each; after them replies are ordinary. */
export type ModelServer = {
  url: string;
  journal: JournalEntry[];
  script: (...steps: Step[]) => void;
  close: () => Promise<void>;
};

/** An answer that is not a stream. */
export type Answer = { status: number; body: unknown; headers?: Record<string, string> };

/** One server-sent event; `isText` marks those that carry a piece of the reply. */
export type Frame = { event?: string; data: unknown; isText?: boolean };

/** What a vendor's wire format adds to the common server. */
export type Dialect = {
  path: string;
  /** The vendor's own checks of headers and body; null lets the request through. */
  check: (headers: IncomingHttpHeaders, body: Record<string, unknown>) => Answer | null;
  read: (body: Record<string, unknown>) => Asked;
  failure: (name: Exclude<FailureName, "bad_gateway">, retryAfterSeconds: number) => Answer;
  frames: (reply: { asked: Asked; pieces: string[]; usage: TokenUsage; ending: Ending }) => Iterable<Frame>;
  /** The vendor's error event midway, after so many events. */
  errorFrame: (sent: number) => Frame;
};

/** Serves a dialect on a free loopback port. */
export async function serveModel(dialect: Dialect, reply: ReplyHook): Promise<ModelServer> {
  const journal: JournalEntry[] = [];
  const steps: Step[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const path = request.url ?? "";
    const entry: JournalEntry = { path, headers: request.headers, body, status: 200, outcome: "open" };
    journal.push(entry);
    const gone = new AbortController();
    response.on("close", () => {
      if (entry.outcome === "open") entry.outcome = "client_gone";
      gone.abort();
    });
    const refusal =
      request.method === "POST" && path === dialect.path
        ? dialect.check(request.headers, body)
        : { status: 404, body: { error: { message: `Unknown request URL: ${request.method} ${path}` } } };
    const step = refusal ? {} : (steps.shift() ?? {});
    await waitFor(step.hold, gone.signal);
    const plain = refusal ?? (step.fail ? failed(dialect, step.fail, step.retryAfterSeconds ?? 1) : null);
    if (plain) {
      entry.status = plain.status;
      entry.outcome = "answered";
      sendPlain(response, plain);
    } else {
      await sendStream(response, { dialect, step, asked: dialect.read(body), reply, entry, gone: gone.signal });
    }
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    journal,
    script: (...more) => {
      steps.push(...more);
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

type Stream = {
  dialect: Dialect;
  step: Step;
  asked: Asked;
  reply: ReplyHook;
  entry: JournalEntry;
  gone: AbortSignal;
};

async function sendStream(response: ServerResponse, stream: Stream): Promise<void> {
  const { dialect, step, asked, entry, gone } = stream;
  const text = step.text ?? JSON.stringify((step.reply ?? stream.reply)(asked));
  const ending = step.ending ?? "complete";
  const usage: TokenUsage = {
    input: tokensIn(asked.instructions + asked.prompt),
    cachedInput: 0,
    cacheWrite: 0,
    output: tokensIn(text),
    ...step.usage,
  };
  const breaks = ["cut", "silent", "error_event"].includes(ending);
  let pieces = 0;
  let sent = 0;
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "x-request-id": "req_local",
    ...step.headers,
  });
  response.flushHeaders();
  for (const frame of dialect.frames({ asked, pieces: piecesOf(text), usage, ending })) {
    if (breaks && (frame.isText ? pieces >= (step.afterPieces ?? 2) : pieces > 0)) break;
    if (frame.isText) {
      const { pace } = step;
      await waitFor(typeof pace === "function" ? pace(pieces) : pace, gone);
      pieces += 1;
    }
    if (gone.aborted) return;
    await write(response, frame);
    sent += 1;
  }
  if (ending === "error_event") await write(response, dialect.errorFrame(sent));
  entry.outcome = ending === "cut" ? "cut" : "answered";
  if (ending === "cut") response.socket?.destroy();
  else response.end();
}

async function write(response: ServerResponse, { event, data }: Frame): Promise<void> {
  const lines = `${event ? `event: ${event}\n` : ""}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
  // Flushed piece by piece, so that a cut comes after everything written before it.
  await new Promise<void>((resolve) => response.write(lines, () => resolve()));
}

async function waitFor(what: number | Promise<unknown> | undefined, gone: AbortSignal): Promise<void> {
  if (what === undefined || gone.aborted) return;
  if (typeof what === "number") {
    await sleep(what, undefined, { signal: gone }).catch(() => undefined);
    return;
  }
  await Promise.race([what, once(gone, "abort")]);
}

function failed(dialect: Dialect, name: FailureName, retryAfterSeconds: number): Answer {
  // A proxy in front of the vendor answers in HTML.
  if (name === "bad_gateway") return { status: 502, body: "<html><h1>502 Bad Gateway</h1></html>" };
  return dialect.failure(name, retryAfterSeconds);
}

function sendPlain(response: ServerResponse, { status, body, headers }: Answer): void {
  const isHtml = typeof body === "string";
  response.writeHead(status, { "content-type": isHtml ? "text/html" : "application/json", ...headers });
  response.end(isHtml ? body : JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return asRecord(JSON.parse(Buffer.concat(chunks).toString("utf8")));
  } catch {
    return {};
  }
}

/** The value as an object to look into; empty for anything else. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function piecesOf(text: string): string[] {
  return text.match(/[\s\S]{1,12}/gu) ?? [];
}

function tokensIn(text: string): number {
  return Math.ceil(text.length / 4);
}
