import type { Logger } from "pino";
import type { CallApp } from "./call-app.ts";
import { UnsupportedFunction } from "./function-config.ts";
import type { Registry } from "./registry.ts";

/** What is known of an app's registration, for /health. */
type AppState = { url: string; registeredAt: string | null; error: string | null };

/** Keeps the registration of the apps current. */
export type Sync = {
  state: () => AppState[];
  /** Resolves once an app has answered; at once if there is none to ask. */
  contact: Promise<void>;
  /** Asks every app for its functions now. */
  now: () => Promise<void>;
  stop: () => void;
};

const eagerMs = 250;
const patientMs = 2000;
const steadyMs = 10_000;

type SyncOptions = { urls: readonly string[]; callApp: CallApp; registry: Registry; log: Logger };

/**
 * Pulls the functions of each app in-band: the app answers a signed PUT with its configuration. Asks again four times a
 * second at first while an app is down, then every two seconds, and every ten while all is well (a new build may
 * have changed functions).
 */
export function startSync({ urls, callApp, registry, log }: SyncOptions): Sync {
  const apps = urls.map((url) => ({ url, registeredAt: null as string | null, error: null as string | null }));
  const contact = Promise.withResolvers<void>();
  if (apps.length === 0) contact.resolve();
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let stopped = false;

  const syncAll = async () => {
    const results = await Promise.all(
      apps.map((app) => syncOne(app, { callApp, registry, log, onAnswer: contact.resolve })),
    );
    failures = results.every(Boolean) ? 0 : failures + 1;
    const delayMs = failures === 0 ? steadyMs : failures < 40 ? eagerMs : patientMs;
    if (!stopped) timer = setTimeout(() => void now(), delayMs);
  };
  const now = () => {
    clearTimeout(timer);
    running ??= syncAll().finally(() => {
      running = null;
    });
    return running;
  };
  void now();
  return {
    contact: contact.promise,
    state: () => apps.map((app) => ({ ...app })),
    now,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

type OneSync = Omit<SyncOptions, "urls"> & { onAnswer: () => void };

async function syncOne(app: AppState, { callApp, registry, log, onAnswer }: OneSync): Promise<boolean> {
  const before = app.error;
  try {
    const reply = await callApp({
      method: "PUT",
      url: new URL(app.url),
      body: { url: app.url },
      headers: { "x-inngest-sync-kind": "in_band" },
    });
    if ("failure" in reply) throw reply.failure;
    if (!reply.trusted || reply.status !== 200 || !isRegistration(reply.json))
      throw new Error(`the app answered ${reply.status} to the request for its functions`);
    const changed = await registry.register(reply.json.app_id, reply.json.functions);
    if (changed || app.registeredAt === null)
      log.info({ app: reply.json.app_id, functions: reply.json.functions.length }, "functions registered");
    app.registeredAt = new Date().toISOString();
    app.error = null;
    onAnswer();
    return true;
  } catch (error) {
    app.error = error instanceof Error ? error.message : String(error);
    const refused = error instanceof UnsupportedFunction;
    if (refused) onAnswer();
    if (app.error !== before)
      log[refused ? "error" : "warn"]({ url: app.url, reason: app.error }, "registration failed");
    return false;
  }
}

function isRegistration(json: unknown): json is { app_id: string; functions: unknown[] } {
  return (
    typeof json === "object" &&
    json !== null &&
    "app_id" in json &&
    typeof json.app_id === "string" &&
    "functions" in json &&
    Array.isArray(json.functions)
  );
}
