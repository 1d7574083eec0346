import { expect, test } from "vitest";
import { limitBody } from "./read-body";

const MEGABYTE = new Uint8Array(1024 * 1024);
const post = (body: BodyInit, headers = {}) =>
  new Request("http://localhost:3000/", { method: "POST", body, headers, duplex: "half" } as RequestInit);

test("a body within the limit passes with its headers, and none stays none", async () => {
  const passed = limitBody(post(JSON.stringify({ a: 1 }), { "content-type": "application/json", cookie: "a=b" }));
  expect([passed.headers.get("cookie"), await passed.json()]).toEqual(["a=b", { a: 1 }]);
  const proxied = new Proxy(post("x"), { get: (target, name) => Reflect.get(target, name, target) as unknown });
  expect(await limitBody(proxied).text()).toBe("x");
  const bare = new Request("http://localhost:3000/");
  expect(limitBody(bare)).toBe(bare);
});

test("one that says it is too long is refused unread, one that does not say breaks off", async () => {
  expect(() => limitBody(post("x", { "content-length": "1000000000" }))).toThrow("larger than allowed");
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent++;
      controller.enqueue(MEGABYTE);
    },
  });
  await expect(limitBody(post(endless)).text()).rejects.toThrow("larger than allowed");
  expect(sent).toBeLessThan(50);
});
