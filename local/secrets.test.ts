import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localSecrets } from "@/local/secrets";
import { readEnv } from "@/server/env";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "reprise-secrets-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("secrets are made once, for their owner only, and are what the app asks for", () => {
  const data = join(directory, "data");
  const made = localSecrets(data);
  expect(localSecrets(data)).toEqual(made);
  expect(readdirSync(data)).toEqual(["secrets.json"]);
  expect(statSync(join(data, "secrets.json")).mode & 0o777).toBe(0o600);
  expect(statSync(data).mode & 0o777).toBe(0o700);
  const { authSecret: AUTH_SECRET, encryptionKeys: ENCRYPTION_KEYS } = made;
  expect(() => readEnv({ DATABASE_URL: "postgres://x", AUTH_SECRET, ENCRYPTION_KEYS })).not.toThrow();
});

test("two places have nothing in common", () => {
  const [one, other] = ["a", "b"].map((name) => Object.values(localSecrets(join(directory, name))));
  expect(one?.filter((value) => other?.includes(value))).toEqual([]);
});

test.each(['{"postgresPassword":', "{}", ""])(
  "a damaged file (%s) is not replaced, and the message names it",
  (text) => {
    writeFileSync(join(directory, "secrets.json"), text);
    expect(() => localSecrets(directory)).toThrow(`${directory}/secrets.json is damaged`);
  },
);
