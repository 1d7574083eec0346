import { createServer, type RequestListener } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type LookupFunction,
  type Server,
  type Socket,
} from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NetworkError } from "@/server/errors";
import { isPublicAddress } from "./guard";
import { configureHttp, type HttpRequest, request, signalWithin } from "./http";

const running: Server[] = [];
beforeEach(() => configureHttp({ allow: [] }));
afterEach(async () => {
  for (const server of running.splice(0)) {
    if ("closeAllConnections" in server && typeof server.closeAllConnections === "function")
      server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

async function listen(server: Server): Promise<string> {
  running.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Starts a server and returns its `host:port`. */
const serve = (listener: RequestListener) => listen(createServer(listener));

async function failureOf(options: HttpRequest): Promise<NetworkError> {
  try {
    await request(options);
  } catch (error) {
    if (error instanceof NetworkError) return error;
    throw error;
  }
  throw new Error("the request went through");
}

const answers =
  (...addresses: string[]): LookupFunction =>
  (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );

describe("the guard", () => {
  test.each([
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://0.0.0.0/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://10.0.0.1/",
    "http://172.16.3.4/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://100.64.0.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://localhost/",
  ])("refuses %s", async (url) => {
    const error = await failureOf({ method: "GET", url });
    expect(error.kind).toBe("blocked");
  });

  test.each(["ftp://example.com/", "file:///etc/passwd", "javascript:1", "not an address", "http://"])(
    "refuses what is not http: %s",
    async (url) => {
      expect((await failureOf({ method: "GET", url })).kind).toBe("blocked");
    },
  );

  test("refuses credentials in the address and does not repeat them", async () => {
    const error = await failureOf({ method: "GET", url: "http://user:hunter2@example.com/" });
    expect(error.kind).toBe("blocked");
    expect(error.message).not.toContain("hunter2");
  });

  test("lets only public unicast addresses through", () => {
    expect(["93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"].map(isPublicAddress)).toEqual([true, true, true]);
    expect(["::127.0.0.1", "fec0::1", "2001:db8::1", "2002:7f00:1::", "nonsense"].map(isPublicAddress)).toEqual(
      Array(5).fill(false),
    );
  });

  test("refuses a name with one private answer among public ones", async () => {
    const lookup = answers("93.184.216.34", "127.0.0.1");
    const error = await failureOf({ method: "GET", url: "http://two-faced.example/", lookup });
    expect(error.kind).toBe("blocked");
  });

  test("a name that changes its answer after the check is caught at the socket, before a byte is sent", async () => {
    let received = 0;
    const address = await listen(
      createTcpServer((socket) => {
        socket.on("data", (data) => {
          received += data.length;
        });
        socket.on("error", () => undefined);
      }),
    );
    let reads = 0;
    const rebinding: LookupFunction = (_host, _options, callback) => {
      const answer = {
        family: 4,
        get address() {
          reads += 1;
          return reads === 1 ? "93.184.216.34" : "127.0.0.1";
        },
      };
      callback(null, [answer]);
    };
    const url = `http://rebinding.example:${address.split(":")[1]}/`;
    const error = await failureOf({ method: "POST", url, body: "secret", lookup: rebinding });
    expect(error.kind).toBe("blocked");
    expect(reads).toBeGreaterThan(1);
    expect(received).toBe(0);
  });

  test("an exception covers exactly one host and port, and its connection serves no guarded request", async () => {
    const address = await serve((_request, response) => response.end("ok"));
    const url = `http://${address}/`;
    expect((await request({ method: "GET", url, allow: [address] })).text()).toBe("ok");
    expect((await failureOf({ method: "GET", url })).kind).toBe("blocked");
    expect((await failureOf({ method: "GET", url, allow: ["127.0.0.1:1", "127.0.0.1"] })).kind).toBe("blocked");
    configureHttp({ allow: [address] });
    expect((await request({ method: "GET", url })).status).toBe(200);
  });
});

describe("redirects", () => {
  test("are not followed unless asked for", async () => {
    const address = await serve((_request, response) => response.writeHead(302, { location: "/there" }).end());
    const reply = await request({ method: "GET", url: `http://${address}/`, allow: [address] });
    expect([reply.status, reply.headers["location"]]).toEqual([302, "/there"]);
  });

  test("to a private address are refused at that hop", async () => {
    let hits = 0;
    const inside = await serve((_request, response) => {
      hits += 1;
      response.end("secret");
    });
    const outside = await serve((_request, response) =>
      response.writeHead(302, { location: `http://${inside}/` }).end(),
    );
    const error = await failureOf({ method: "GET", url: `http://${outside}/`, redirects: 5, allow: [outside] });
    expect([error.kind, hits]).toEqual(["blocked", 0]);
  });

  test("without end are given up", async () => {
    const address = await serve((_request, response) => response.writeHead(301, { location: "/again" }).end());
    const error = await failureOf({ method: "GET", url: `http://${address}/`, redirects: 3, allow: [address] });
    expect([error.kind, error.code]).toEqual(["rejected", "redirects"]);
  });

  test("keep credentials at home and report the final address", async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((incoming, response) => {
      seen.push(incoming.headers.authorization, incoming.headers.cookie, String(incoming.headers["x-api-key"]));
      response.end("there");
    });
    const first = await serve((incoming, response) => {
      seen.push(incoming.headers.authorization);
      response.writeHead(302, { location: incoming.url === "/" ? "/same" : `http://${other}/end` }).end();
    });
    const reply = await request({
      method: "GET",
      url: `http://${first}/`,
      headers: { Authorization: "Bearer t", Cookie: "c=1", "X-Api-Key": "k" },
      redirects: 5,
      allow: [first, other],
    });
    expect(reply.url).toBe(`http://${other}/end`);
    expect(seen).toEqual(["Bearer t", "Bearer t", undefined, undefined, "undefined"]);
  });

  test("never carry a body to another origin, and a 303 becomes a GET", async () => {
    const methods: string[] = [];
    const other = await serve((_request, response) => response.end());
    const first = await serve((incoming, response) => {
      methods.push(`${incoming.method} ${incoming.headers["content-type"] ?? "-"}`);
      if (incoming.url === "/see") response.writeHead(303, { location: "/done" }).end();
      else if (incoming.url === "/done") response.end("done");
      else response.writeHead(307, { location: `http://${other}/` }).end();
    });
    const post = { method: "POST", body: "{}", redirects: 2, allow: [first, other] } as const;
    const headers = { "content-type": "application/json" };
    expect((await request({ ...post, headers, url: `http://${first}/see` })).text()).toBe("done");
    expect(methods).toEqual(["POST application/json", "GET -"]);
    expect((await failureOf({ ...post, url: `http://${first}/steal` })).kind).toBe("blocked");
  });
});

describe("the size limit", () => {
  test("cuts a stream of 2 GB off after a few kilobytes past the limit", async () => {
    let sent = 0;
    const address = await serve((_request, response) => {
      const block = Buffer.alloc(65_536);
      const pump = () => {
        while (sent < 2_000_000_000 && !response.destroyed) {
          sent += block.length;
          if (!response.write(block)) return void response.once("drain", pump);
        }
        response.end();
      };
      pump();
    });
    const error = await failureOf({ method: "GET", url: `http://${address}/`, allow: [address], maxBytes: 1_000_000 });
    expect([error.kind, error.code]).toEqual(["rejected", "too_large"]);
    expect(sent).toBeLessThan(50_000_000);
  });

  test("believes an announced length that is too large, without reading", async () => {
    const address = await serve((_request, response) => response.writeHead(200, { "content-length": 2e9 }).write("x"));
    expect((await failureOf({ method: "GET", url: `http://${address}/`, allow: [address] })).code).toBe("too_large");
  });

  test.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
  ])("counts after unpacking: a %s bomb is cut off", async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(60_000_000));
    const address = await serve((_request, response) =>
      response.writeHead(200, { "content-encoding": encoding }).end(bomb),
    );
    const error = await failureOf({ method: "GET", url: `http://${address}/`, allow: [address], maxBytes: 1_000_000 });
    expect(bomb.length).toBeLessThan(100_000);
    expect(error.code).toBe("too_large");
  });

  test("unpacks what fits, and names what cannot be unpacked", async () => {
    const address = await serve((incoming, response) => {
      const encoding = incoming.url === "/twice" ? "gzip, gzip" : "gzip";
      response.writeHead(200, { "content-encoding": encoding });
      response.end(incoming.url === "/ok" ? gzipSync('{"héllo":1}') : "not packed");
    });
    const get = (path: string) => ({ method: "GET", url: `http://${address}${path}`, allow: [address] }) as const;
    expect((await request(get("/ok"))).json()).toEqual({ héllo: 1 });
    expect((await failureOf(get("/broken"))).code).toBe("encoding");
    expect((await failureOf(get("/twice"))).code).toBe("encoding");
    expect((await request({ ...get("/ok"), method: "HEAD" })).bytes).toHaveLength(0);
  });
});

describe("what a failure means", () => {
  test("nothing listening is unavailable, for writes too", async () => {
    const address = await serve(() => undefined);
    await new Promise((done) => running.pop()?.close(done));
    const error = await failureOf({ method: "POST", url: `http://${address}/`, body: "x", allow: [address] });
    expect([error.kind, error.code]).toEqual(["unavailable", "refused"]);
  });

  test("a name that does not exist is unavailable", async () => {
    const lookup: LookupFunction = (_host, _options, callback) =>
      callback(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []);
    const error = await failureOf({ method: "POST", url: "https://nowhere.example/", lookup });
    expect([error.kind, error.code]).toEqual(["unavailable", "dns"]);
  });

  test("a failed TLS handshake is unavailable", async () => {
    const address = await serve(() => undefined);
    const error = await failureOf({ method: "POST", url: `https://${address}/`, body: "x", allow: [address] });
    expect([error.kind, error.code]).toEqual(["unavailable", "tls"]);
  });

  test("a connection cut during the TLS handshake is unavailable", async () => {
    const address = await listen(createTcpServer((socket) => socket.once("data", () => socket.resetAndDestroy())));
    const error = await failureOf({ method: "POST", url: `https://${address}/`, body: "x", allow: [address] });
    expect([error.kind, error.code]).toEqual(["unavailable", "reset"]);
  });

  test("a server that never finishes the TLS handshake is unavailable at the deadline", async () => {
    const sockets: Socket[] = [];
    const address = await listen(createTcpServer((socket) => void sockets.push(socket.resume())));
    const url = `https://${address}/`;
    const error = await failureOf({ method: "POST", url, body: "x", allow: [address], timeoutMs: 200 });
    for (const socket of sockets) socket.destroy();
    expect([error.kind, error.code]).toEqual(["unavailable", "timeout"]);
  });

  test.each([
    ["POST", "unknown_outcome"],
    ["DELETE", "unknown_outcome"],
    ["GET", "unavailable"],
  ] as const)("a reset after a %s was written is %s", async (method, kind) => {
    const address = await serve((incoming) => {
      incoming.resume();
      incoming.socket.resetAndDestroy();
    });
    const error = await failureOf({ method, url: `http://${address}/?key=hunter2`, allow: [address] });
    expect([error.kind, error.code]).toEqual([kind, "reset"]);
    expect(error.message).not.toContain("hunter2");
  });

  test("a repeatable write whose answer was lost is unavailable", async () => {
    const address = await serve((incoming) => incoming.socket.resetAndDestroy());
    const error = await failureOf({ method: "POST", url: `http://${address}/`, allow: [address], repeatable: true });
    expect(error.kind).toBe("unavailable");
  });

  test("a reset in the middle of the reply to a write is an unknown outcome", async () => {
    const address = await serve((incoming, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("half", () => incoming.socket.resetAndDestroy());
    });
    const error = await failureOf({ method: "POST", url: `http://${address}/`, allow: [address] });
    expect([error.kind, error.code]).toEqual(["unknown_outcome", "reset"]);
  });

  test("a reply that drips for ever ends at the deadline", async () => {
    const timers: NodeJS.Timeout[] = [];
    const address = await serve((_request, response) => {
      response.writeHead(200);
      timers.push(setInterval(() => response.write("."), 20));
    });
    const get = { url: `http://${address}/`, allow: [address], timeoutMs: 300 };
    const read = await failureOf({ ...get, method: "GET" });
    const wrote = await failureOf({ ...get, method: "POST" });
    for (const timer of timers) clearInterval(timer);
    expect([read.kind, read.code, wrote.kind]).toEqual(["unavailable", "timeout", "unknown_outcome"]);
  });

  test("a look-up that never answers ends at the deadline and nothing was sent", async () => {
    const lookup: LookupFunction = () => undefined;
    const error = await failureOf({ method: "POST", url: "http://silent.example/", lookup, timeoutMs: 200 });
    expect([error.kind, error.code]).toEqual(["unavailable", "timeout"]);
  });

  test("the caller can stop a request", async () => {
    const stop = new AbortController();
    const address = await serve(() => stop.abort());
    const error = await failureOf({ method: "POST", url: `http://${address}/`, allow: [address], signal: stop.signal });
    expect([error.kind, error.code]).toEqual(["unknown_outcome", "cancelled"]);
  });

  test("a process that was frozen past the deadline writes nothing when it wakes, before any timer has run", async () => {
    let writes = 0;
    const address = await serve((_request, response) => void response.end(String(++writes)));
    const signal = signalWithin(60_000);
    const now = performance.now();
    const clock = vi.spyOn(performance, "now").mockReturnValue(now + 61_000);
    const error = await failureOf({ method: "POST", url: `http://${address}/`, allow: [address], signal });
    clock.mockRestore();
    expect([error.kind, error.code, writes]).toEqual(["unavailable", "timeout", 0]);
  });

  test("a reply to a write that is not JSON is an unknown outcome and is not quoted", async () => {
    const address = await serve((_request, response) => response.end("<html>hunter2"));
    const reply = await request({ method: "POST", url: `http://${address}/`, allow: [address] });
    try {
      reply.json();
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ kind: "unknown_outcome", code: "not_json" });
      expect(JSON.stringify([String(error), String((error as Error).cause)])).not.toContain("hunter2");
    }
  });
});
