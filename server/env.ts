import { z } from "zod";

const optional = z
  .string()
  .trim()
  .optional()
  .transform((v) => v || undefined);
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
  DATABASE_DIRECT_URL: optional,
  DATABASE_OWNER_URL: optional,
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
  INNGEST_BASE_URL: optional,
  INNGEST_DEV: optional,
  GOOGLE_CLIENT_ID: optional,
  GOOGLE_CLIENT_SECRET: optional,
  SMTP_URL: optional,
  MAIL_FROM: z.string().default("Reprise <reprise@localhost>"),
  OPENAI_API_KEY: optional,
  OPENAI_BASE_URL: optional,
  OPENAI_MODEL_SMALL: z.string().default("gpt-6-luna"),
  OPENAI_MODEL_LARGE: z.string().default("gpt-6.1-terra"),
  ANTHROPIC_API_KEY: optional,
  ANTHROPIC_BASE_URL: optional,
  ANTHROPIC_MODEL_SMALL: z.string().default("claude-haiku-5-5"),
  ANTHROPIC_MODEL_LARGE: z.string().default("claude-sonnet-5-5"),
  COMPATIBLE_BASE_URL: optional,
  COMPATIBLE_API_KEY: optional,
  COMPATIBLE_MODEL: optional,
  COMPATIBLE_NAME: z.string().default("Compatible endpoint"),
  MODEL_ORDER: z.string().default("openai,anthropic,compatible"),
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

/** Parses a set of variables; empty strings count as unset. Throws an Error a person can act on. */
export function readEnv(variables: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
    throw new Error(`These settings need attention (see .env.example):\n${lines.join("\n")}`);
  }
  const settings = parsed.data;
  return { ...settings, appUrl: (settings.APP_URL ?? `http://localhost:${settings.PORT}`).replace(/\/$/, "") };
}
