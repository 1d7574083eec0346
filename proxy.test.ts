import { unstable_doesMiddlewareMatch } from "next/experimental/testing/server";
import { NextRequest } from "next/server";
import { describe, expect, test } from "vitest";
import { config, proxy } from "./proxy";

const matches = (url: string, headers = {}) => unstable_doesMiddlewareMatch({ config, url, headers });

describe("every page has the policy", () => {
  test.each(["/", "/acme/posts", "/hub/acme/a-page", "/hub/acme/rss.xml", "/no/such/page", "/icon.svg/none", "/api"])(
    "%s",
    (url) => expect(matches(url)).toBe(true),
  );
  test("what the browser fetches ahead too, since it is shown later", () => {
    expect(matches("/sign-in", { purpose: "prefetch" })).toBe(true);
    expect(matches("/sign-in", { "next-router-prefetch": "1" })).toBe(true);
  });
  test.each(["/api/v1/docs", "/_next/static/chunks/a.js", "/icon.svg"])("%s has its own", (url) =>
    expect(matches(url)).toBe(false),
  );
});

test("a nonce is new each time and goes to the page and into its policy", () => {
  const answers = [1, 2].map(() =>
    proxy(new NextRequest("http://localhost:3000/sign-in", { headers: { "x-nonce": "mine" } })),
  );
  const nonces = answers.map((answer) => answer.headers.get("x-middleware-request-x-nonce"));
  expect(new Set([...nonces, "mine"]).size).toBe(3);
  for (const [i, answer] of answers.entries())
    expect(answer.headers.get("content-security-policy")).toContain(`'nonce-${nonces[i]}' 'strict-dynamic'`);
});
