import { z } from "zod";

const optional = z
  .string()
  .trim()
  .optional()
  .transform((v) => v || undefined);
const address = (...schemes: string[]) =>
  optional.refine(
    (v) => v === undefined || (URL.canParse(v) && schemes.includes(new URL(v).protocol.slice(0, -1))),
    `must be an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
  );
const vendors = ["openai", "anthropic", "compatible"];
const flag = z.enum(["0", "1", "true", "false"]).transform((v) => v === "1" || v === "true");
const hostPort = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+):\d{1,5}$/i;

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  APP_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATA_DIR: z.string().min(1).default(".data"),
  DATABASE_URL: z
    .string({ error: "is set by `npm start`; without it, point it at Postgres as the app role" })
    .startsWith("postgres", "must be a postgres:// URL of the app role (no superuser, no BYPASSRLS)"),
  DATABASE_DIRECT_URL: address("postgres", "postgresql"),
  DATABASE_OWNER_URL: address("postgres", "postgresql"),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10),
  AUTH_SECRET: z.string().min(32, "must be at least 32 characters; `openssl rand -hex 32` makes one"),
  ENCRYPTION_KEYS: z
    .string()
    .regex(
      /^\d+:[A-Za-z0-9+/]{43}=(,\d+:[A-Za-z0-9+/]{43}=)*$/,
      "must be VERSION:BASE64-OF-32-BYTES, newest first, comma between; `openssl rand -base64 32` makes a key",
    ),
  INNGEST_EVENT_KEY: optional,
  INNGEST_SIGNING_KEY: optional,
  INNGEST_BASE_URL: address("http", "https"),
  INNGEST_DEV: optional,
  GOOGLE_CLIENT_ID: optional,
  GOOGLE_CLIENT_SECRET: optional,
  SMTP_URL: address("smtp", "smtps"),
  MAIL_FROM: z.string().default("Reprise <reprise@localhost>"),
  OPENAI_API_KEY: optional,
  OPENAI_BASE_URL: address("http", "https"),
  OPENAI_MODEL_SMALL: z.string().default("gpt-6-luna"),
  OPENAI_MODEL_LARGE: z.string().default("gpt-6.1-terra"),
  ANTHROPIC_API_KEY: optional,
  ANTHROPIC_BASE_URL: address("http", "https"),
  ANTHROPIC_MODEL_SMALL: z.string().default("claude-haiku-5-5"),
  ANTHROPIC_MODEL_LARGE: z.string().default("claude-sonnet-5-5"),
  COMPATIBLE_BASE_URL: address("http", "https"),
  COMPATIBLE_API_KEY: optional,
  COMPATIBLE_MODEL: optional,
  COMPATIBLE_NAME: z.string().default("Compatible endpoint"),
  MODEL_ORDER: z
    .string()
    .default(vendors.join(","))
    .refine(
      (v) => v.split(",").every((name) => vendors.includes(name.trim())),
      `must name some of ${vendors.join(", ")}`,
    ),
  STORAGE: z.enum(["directory", "postgres"]).optional(),
  FETCH_ALLOW: z
    .string()
    .default("")
    .transform((v) =>
      v
        .split(",")
        .map((s) => s.trim())
        .filter(Boolean),
    )
    .refine((list) => list.every((s) => hostPort.test(s)), "must be exact host:port pairs, comma between"),
  TRUST_PROXY: flag.default(false),
  AUTH_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(5),
  METRICS_TOKEN: optional,
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
  DEMO: flag.default(false),
});

/** The validated environment. Nothing else reads process.env. */
export type Env = z.infer<typeof schema> & { appUrl: string };

const shared = globalThis as typeof globalThis & { repriseEnv?: Env };

/** Reads the environment once. Throws one error that names every wrong variable and says what it must be. */
export function env(): Env {
  if (!shared.repriseEnv) {
    shared.repriseEnv = readEnv(process.env);
    // next-auth 4 takes its own address from here and from nowhere else.
    process.env["NEXTAUTH_URL"] = shared.repriseEnv.appUrl;
  }
  return shared.repriseEnv;
}

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

/** What is right by itself and wrong beside the rest. */
function conflicts(env: z.infer<typeof schema>): string[] {
  const found: string[] = [];
  if (Boolean(env.GOOGLE_CLIENT_ID) !== Boolean(env.GOOGLE_CLIENT_SECRET))
    found.push("GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET go together: set both or neither");
  if (env.COMPATIBLE_BASE_URL && !env.COMPATIBLE_MODEL)
    found.push("COMPATIBLE_MODEL must name the model to ask at COMPATIBLE_BASE_URL");
  if (env.NODE_ENV !== "production") return found;
  // As the SDK reads it (4.24): an address or a yes.
  const unsigned = !/^(0|false)?$/i.test(env.INNGEST_DEV ?? "");
  if (env.INNGEST_EVENT_KEY && !env.INNGEST_SIGNING_KEY && !unsigned)
    found.push(
      "INNGEST_SIGNING_KEY must be set beside INNGEST_EVENT_KEY: without it no step can be told from a forged one",
    );
  if (unsigned && !LOOPBACK.includes(env.HOST))
    found.push("INNGEST_DEV takes unsigned calls, so it is only for a HOST that nobody else can reach");
  return found;
}

/** Parses a set of variables; empty strings count as unset. Throws an Error a person can act on. */
export function readEnv(variables: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  const wrong = parsed.success
    ? conflicts(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  if (!parsed.success || wrong.length > 0)
    throw new Error(
      `These settings need attention (see .env.example):\n${wrong.map((line) => `  ${line}`).join("\n")}`,
    );
  const settings = parsed.data;
  return { ...settings, appUrl: (settings.APP_URL ?? `http://localhost:${settings.PORT}`).replace(/\/$/, "") };
}
