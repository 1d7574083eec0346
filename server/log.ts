import { AsyncLocalStorage } from "node:async_hooks";
import pino from "pino";
import { env } from "@/server/env";

type LogContext = { requestId?: string; workspaceId?: string };

const shared = globalThis as typeof globalThis & {
  repriseLog?: pino.Logger;
  repriseLogContext?: AsyncLocalStorage<LogContext>;
};
shared.repriseLogContext ??= new AsyncLocalStorage<LogContext>();
const context = shared.repriseLogContext;

/** JSON lines on stdout, each with the request and workspace it belongs to; known secret fields are blanked. */
export function log(): pino.Logger {
  shared.repriseLog ??= pino({
    level: env().LOG_LEVEL,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => context.getStore() ?? {},
    redact: {
      paths: [
        "password",
        "token",
        "credentials",
        "authorization",
        "*.password",
        "*.token",
        "*.credentials",
        "*.apiKey",
      ],
      censor: "[secret]",
    },
  });
  return shared.repriseLog;
}

/** Runs `fn` so that every line it logs carries these ids. */
export const withLogContext = <T>(ids: LogContext, fn: () => T): T =>
  context.run({ ...context.getStore(), ...ids }, fn);
