import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readEnv } from "@/server/env";

const good = {
  DATABASE_URL: "postgres://reprise_app@127.0.0.1/reprise",
  AUTH_SECRET: "x".repeat(32),
  ENCRYPTION_KEYS: `1:${Buffer.alloc(32).toString("base64")}`,
};

test("every wrong variable is named with what it must be", () => {
  const read = () => readEnv({ ...good, PORT: "eighty", AUTH_SECRET: "short", FETCH_ALLOW: "http://127.0.0.1" });
  expect(read).toThrow(/PORT/);
  expect(read).toThrow(/AUTH_SECRET must be at least 32 characters/);
  expect(read).toThrow(/FETCH_ALLOW must be exact host:port pairs/);
});

test.each([
  [{ OPENAI_BASE_URL: "api.openai.example" }, /OPENAI_BASE_URL must be an address that begins with http/],
  [{ SMTP_URL: "mail.example:587" }, /SMTP_URL must be an address that begins with smtp/],
  [{ MODEL_ORDER: "openai,claude" }, /MODEL_ORDER must name some of/],
  [{ GOOGLE_CLIENT_ID: "id" }, /GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET go together/],
  [{ COMPATIBLE_BASE_URL: "http://127.0.0.1:11434/v1" }, /COMPATIBLE_MODEL must name/],
  [{ INNGEST_EVENT_KEY: "key" }, /INNGEST_SIGNING_KEY must be set/],
  [{ INNGEST_DEV: "1", HOST: "0.0.0.0" }, /INNGEST_DEV takes unsigned calls/],
])("%j is told apart from what would work", (given, told) => {
  expect(() => readEnv({ ...good, ...given })).toThrow(told);
});

test("an empty value counts as unset", () => {
  expect(readEnv({ ...good, PORT: "", APP_URL: "", SMTP_URL: "" })).toMatchObject({
    PORT: 3000,
    appUrl: "http://localhost:3000",
  });
});

test("the example file names every variable that is read, and its values pass", () => {
  const example = readFileSync(".env.example", "utf8").matchAll(/^([A-Z_]+)=(.*)$/gm);
  const values = Object.fromEntries([...example].map(([, name, value]) => [name, value]));
  expect(() => readEnv({ ...values, ...good })).not.toThrow();
  const read = [...readFileSync("server/env.ts", "utf8").matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
  const unnamed = read.filter((name) => name !== "NODE_ENV" && !(name && name in values));
  expect(unnamed).toEqual([]);
});
