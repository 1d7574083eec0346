import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { wallClock } from "./clock";
import type { Ask, Told } from "./receiver";

// The network of every benchmark, in a process of its own: it accepts posts `{ key, text, dueAt }`, stamps the instant at
// which each request arrived by the machine's clock, and answers. What goes to /hang is answered after 30 s.

const HANGS_MS = 30_000;
type Arrival = { key: string; group: string; dueAt: number; at: number };

let now = wallClock();
let arrivals: Arrival[] = [];
const ids = new Map<string, string>();

const server = createServer(handle);
server.listen(0, "127.0.0.1", () => tell({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
process.on("disconnect", () => process.exit(0));
process.on("message", (ask: Ask) => {
  if (ask === "reset") {
    arrivals = [];
    ids.clear();
    now = wallClock();
    tell({ count: 0 });
  } else if (ask === "count") tell({ count: arrivals.length });
  else tell({ arrivals: arrivals.filter(({ group }) => group === ask.group) });
});

function handle(message: IncomingMessage, response: ServerResponse): void {
  const at = now();
  if (message.method === "GET") {
    lookUp(message.url ?? "", response);
    return;
  }
  let body = "";
  message.setEncoding("utf8");
  message.on("data", (chunk: string) => {
    body += chunk;
  });
  message.on("end", () => {
    if (message.url === "/hang") setTimeout(() => response.end("{}"), HANGS_MS);
    else response.end(accept(body, at));
  });
}

/** The first word of a text names the group it is counted in. */
function accept(body: string, at: number): string {
  const { key, text, dueAt } = JSON.parse(body) as { key: string; text: string; dueAt: number };
  const id = `r${arrivals.push({ key, group: text.slice(0, text.indexOf(" ")), dueAt, at })}`;
  ids.set(key, id);
  return JSON.stringify({ id });
}

function lookUp(url: string, response: ServerResponse): void {
  const id = ids.get(new URL(url.replace(/^\/+/, "/"), "http://receiver").searchParams.get("key") ?? "");
  response.statusCode = id ? 200 : 404;
  response.end(JSON.stringify({ id }));
}

function tell(told: Told): void {
  process.send?.(told);
}
