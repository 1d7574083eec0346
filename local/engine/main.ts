import pino from "pino";
import * as z from "zod/mini";
import { startEngine } from "./engine.ts";

// The executor as a process of its own: settings from the environment, JSON lines to stderr, SIGTERM ends it.

const settings = z.object({
  ENGINE_DATABASE_URL: z.string().check(z.minLength(1)),
  ENGINE_HOST: z._default(z.string(), "127.0.0.1"),
  ENGINE_PORT: z._default(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(65_535)), 8288),
  ENGINE_APP_URL: z.pipe(z.transform(commaSeparated), z.array(z.url()).check(z.minLength(1))),
  ENGINE_KEEP_DAYS: z._default(z.coerce.number().check(z.minimum(0)), 7),
  ENGINE_RETRY_MS: z.optional(z.coerce.number().check(z.minimum(0))),
  ENGINE_CHECKPOINTING: z._default(z.enum(["0", "1"]), "1"),
  INNGEST_SIGNING_KEY: z.string().check(z.regex(/^(signkey-\w+-)?([0-9a-f]{2})+$/i)),
  INNGEST_EVENT_KEY: z.string().check(z.minLength(1)),
  LOG_LEVEL: z._default(z.string(), "info"),
});

function commaSeparated(value: unknown): string[] {
  return String(value ?? "")
    .split(",")
    .filter(Boolean);
}

const graceMs = 5000;

const parsed = settings.safeParse(process.env);
const log = pino(
  { name: "engine", level: parsed.data?.LOG_LEVEL ?? "info" },
  pino.destination({ dest: 2, sync: true }),
);
if (!parsed.success) {
  const wrong = parsed.error.issues.map((issue) => issue.path.join("."));
  log.fatal({ variables: wrong }, "these environment variables are missing or wrong");
  process.exit(1);
}

const env = parsed.data;
const engine = await startEngine({
  databaseUrl: env.ENGINE_DATABASE_URL,
  host: env.ENGINE_HOST,
  port: env.ENGINE_PORT,
  signingKey: env.INNGEST_SIGNING_KEY,
  eventKey: env.INNGEST_EVENT_KEY,
  appUrls: env.ENGINE_APP_URL,
  keepDays: env.ENGINE_KEEP_DAYS,
  retryMs: env.ENGINE_RETRY_MS,
  checkpointing: env.ENGINE_CHECKPOINTING === "1",
  graceMs,
  log,
}).catch((error) => {
  log.fatal({ err: error }, "could not start");
  process.exit(1);
});
log.info({ url: engine.url }, "listening");
process.send?.({ url: engine.url });

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), graceMs * 2).unref();
  engine.close().then(
    () => process.exit(0),
    (error) => {
      log.error({ err: error }, "stopping failed");
      process.exit(1);
    },
  );
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
process.on("disconnect", stop); // whoever started us with a channel is gone
