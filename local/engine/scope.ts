import type { Logger } from "pino";
import type { Sql } from "./db.ts";
import type { FunctionConfig } from "./function-config.ts";

/** What state changes work with: the open transaction and the functions known at its start. */
export type Scope = { sql: Sql; functions: Functions; log: Logger };

/** The registered functions by id ("app-function"). */
export type Functions = ReadonlyMap<string, FunctionConfig>;

/** An event as functions see it. */
export type EngineEvent = {
  id: string;
  name: string;
  ts: number;
  data: Record<string, unknown>;
  [other: string]: unknown;
};

/** An error as the SDK serialises it. */
export type RunError = { name: string; message: string; stack?: string };

/** What a step left behind, as the SDK reads it back. */
export type StepResult = { data: unknown } | { error: unknown };

/** A row of engine.runs. */
export type Run = {
  id: string;
  functionId: string;
  status: "queued" | "running" | "completed" | "failed" | "cancelled";
  events: [EngineEvent, ...EngineEvent[]];
  eventId: string;
  parentRunId: string | null;
  parentStepId: string | null;
  priority: number;
  limitKeys: string[] | null;
  limits: number[] | null;
  planOnly: boolean;
  requestVersion: number;
  queuedAt: Date;
  endedAt: Date | null;
  output: unknown;
  error: RunError | null;
};

/** A row of engine.jobs; `id` is a bigint in text form. */
export type Job = {
  id: string;
  kind: "execute" | "sleep" | "timeout" | "cancel" | "cron" | "debounce" | "batch" | "announce";
  runId: string | null;
  stepId: string | null;
  functionId: string | null;
  runAt: Date;
  attempt: number;
  owner: number;
  generation: number;
  payload: unknown;
};

/** Whether the run can still change. */
export function isOpen(run: Run | undefined): run is Run {
  return run?.status === "queued" || run?.status === "running";
}
