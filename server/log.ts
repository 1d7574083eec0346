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
    serializers: { err: (error: unknown) => describeError(error) },
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

/** What of an error may be written down; nothing else of it is. */
const SHOWN = ["code", "kind", "status"] as const;
const MOST_CAUSES = 5;

/**
 * An error with its causes, without what was being written when it happened: Drizzle puts a statement's values into message
 * and stack (0.45), Postgres the row into `detail`; those are people's texts, addresses and hashes.
 */
function describeError(error: unknown, causes = MOST_CAUSES): unknown {
  if (typeof error !== "object" || error === null) return error;
  const given = error as Record<string, unknown>;
  const { name, message, stack, query, cause } = given;
  const frames = String(stack ?? "").match(/^ {4}at .*$/gm);
  return {
    type: name,
    message: typeof query === "string" ? "A statement failed." : message,
    ...(typeof query === "string" && { statement: query }),
    ...Object.fromEntries(SHOWN.flatMap((field) => (given[field] == null ? [] : [[field, given[field]]]))),
    ...(frames && { stack: frames.join("\n") }),
    ...(cause !== undefined && causes > 0 && { cause: describeError(cause, causes - 1) }),
  };
}

/** Adds ids to every further line of the piece of work that is under way. */
export function addLogContext(ids: LogContext): void {
  Object.assign(context.getStore() ?? {}, ids);
}

/** Runs `fn` so that every line it logs carries these ids. */
export const withLogContext = <T>(ids: LogContext, fn: () => T): T =>
  context.run({ ...context.getStore(), ...ids }, fn);
