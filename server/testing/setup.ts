import { inject } from "vitest";

// What every test file's process starts with; `testDatabase()` points DATABASE_URL at a database of its own.
Object.assign(process.env, {
  NODE_ENV: "test",
  DATABASE_URL: `postgres://reprise_app:app@127.0.0.1:${inject("postgresPort")}/none`,
  AUTH_SECRET: "test-secret-test-secret-test-secret-test",
  ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString("base64")}`,
  INNGEST_EVENT_KEY: "test",
  INNGEST_BASE_URL: "http://127.0.0.1:9",
  LOG_LEVEL: "silent",
});
