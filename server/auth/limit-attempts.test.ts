import { expect, test } from "vitest";
import { limitAttempts } from "@/server/auth/limit-attempts";
import { testDatabase } from "@/server/testing/database";

testDatabase();

const attempt = (account: string, address: string) => limitAttempts({ action: "password", account, address });

test("addresses of one IPv6 network count as one place, IPv4 in either writing too", async () => {
  expect((await attempt("ada", "2001:db8:1:2::1")).remaining).toBe(4);
  expect((await attempt("ada", "2001:db8:1:2:ffff::9")).remaining).toBe(3);
  expect((await attempt("ada", "2001:db8:1:3::1")).remaining).toBe(4);
  expect((await attempt("bob", "192.0.2.7")).remaining).toBe(4);
  expect((await attempt("bob", "::ffff:192.0.2.7")).remaining).toBe(3);
});

test("guesses at one account spread over addresses run dry too, and so do those of one address over accounts", async () => {
  for (let i = 0; i < 20; i++) await attempt("eve", `192.0.2.${i}`);
  await expect(attempt("eve", "192.0.2.99")).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
  for (let i = 0; i < 50; i++) await attempt(`person-${i}`, "198.51.100.1");
  await expect(attempt("person-50", "198.51.100.1")).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
});
