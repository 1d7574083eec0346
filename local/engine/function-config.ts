import { Cron } from "croner";
import * as z from "zod/mini";
import { isDuration } from "./duration.ts";
import { syntaxError } from "./expression.ts";

// The function configuration as inngest 4.24.0 sends it at registration. Objects are strict: an option this executor
// does not know is refused instead of silently ignored. Limits are those of Inngest's server (2026-11).

const text = z.string({ error: "must be a text" });
const duration = text.check(z.refine(isDuration, { error: 'must be a duration such as "10s"' }));
const deadline = text.check(
  z.refine((value) => isDuration(value) || !Number.isNaN(Date.parse(value)), { error: "must be a duration or a date" }),
);
const expression = text.check(
  z.refine((value: string) => syntaxError(value) === null, {
    error: (issue) => `is not an expression this executor can run (${syntaxError(String(issue.input))})`,
  }),
);
const count = z
  .number({ error: "must be a whole number" })
  .check(z.int(), z.minimum(1, { error: "must be at least 1" }));
const cron = text.check(
  z.refine((value: string) => cronSchedule(value) !== null, {
    error: 'must be a five-field cron expression, optionally after "TZ=Area/City "',
  }),
);

const concurrency = z.strictObject({
  limit: z.number().check(z.int(), z.minimum(0)), // 0 means none, as on the server
  key: z.optional(expression),
  scope: z.optional(z.enum(["fn", "env", "account"])),
});

const event = text.check(
  z.refine((name: string) => !name.startsWith("inngest/deferred."), {
    error: "is for deferred functions, which are not supported",
  }),
);
const trigger = z.union([z.strictObject({ event, expression: z.optional(expression) }), z.strictObject({ cron })], {
  error: "must be an event with an optional `if`, or a cron without jitter",
});

const functionConfig = z.strictObject({
  id: text,
  name: z.optional(text),
  triggers: z.array(trigger).check(z.maxLength(10, { error: "may hold at most 10" })),
  steps: z.strictObject({
    step: z.strictObject({
      id: z.optional(text),
      name: z.optional(text),
      runtime: z.strictObject({
        type: z.literal("http", { error: "must be http; connect is not supported" }),
        url: z.url(),
      }),
      retries: z.optional(
        z.strictObject({ attempts: z.optional(z.number().check(z.int(), z.minimum(0), z.maximum(20))) }),
      ),
    }),
  }),
  concurrency: z.optional(
    z.union(
      [
        z.number().check(z.int(), z.minimum(0)),
        concurrency,
        z.array(concurrency).check(z.minLength(1), z.maxLength(2)),
      ],
      {
        error: "must be a limit, or at most two of { limit, key, scope }",
      },
    ),
  ),
  throttle: z.optional(
    z.strictObject({
      limit: count,
      period: duration,
      burst: z.optional(z.number().check(z.int(), z.minimum(0))),
      key: z.optional(expression),
    }),
  ),
  rateLimit: z.optional(z.strictObject({ limit: count, period: duration, key: z.optional(expression) })),
  idempotency: z.optional(expression),
  debounce: z.optional(
    z.strictObject({ period: duration, timeout: z.optional(duration), key: z.optional(expression) }),
  ),
  batchEvents: z.optional(
    z.strictObject({ maxSize: count, timeout: duration, key: z.optional(expression), if: z.optional(expression) }),
  ),
  priority: z.optional(z.strictObject({ run: z.optional(expression) })),
  singleton: z.optional(z.strictObject({ key: z.optional(expression), mode: z.enum(["skip", "cancel"]) })),
  cancel: z.optional(
    z
      .array(z.strictObject({ event: text, if: z.optional(expression), timeout: z.optional(deadline) }))
      .check(z.maxLength(5, { error: "may hold at most 5" })),
  ),
  timeouts: z.optional(z.strictObject({ start: z.optional(duration), finish: z.optional(duration) })),
});

/** One durable function as registered. */
export type FunctionConfig = z.infer<typeof functionConfig>;

// Batching accumulates events before there is a run, so nothing that looks at one event or run can apply.
const notWithBatches = ["cancel", "debounce", "singleton", "priority"] as const;

/** A registration this executor cannot honour; the message names each function and option. */
export class UnsupportedFunction extends Error {}

/** Checks what an app registers; throws `UnsupportedFunction` listing everything that cannot run here. */
export function parseFunctions(functions: readonly unknown[]): FunctionConfig[] {
  const problems: string[] = [];
  const accepted: FunctionConfig[] = [];
  for (const [index, candidate] of functions.entries()) {
    const result = functionConfig.safeParse(candidate);
    const name = nameOf(candidate) ?? `number ${index + 1}`;
    if (!result.success) {
      problems.push(...result.error.issues.flatMap(describe).map((problem) => `function "${name}": ${problem}`));
      continue;
    }
    const clashes = result.data.batchEvents ? notWithBatches.filter((option) => result.data[option]) : [];
    problems.push(
      ...clashes.map((option) => `function "${name}": option "${option}" cannot be combined with "batchEvents"`),
    );
    accepted.push(result.data);
  }
  if (problems.length > 0) throw new UnsupportedFunction(problems.join("; "));
  return accepted;
}

/** The croner schedule of a trigger ("TZ=Europe/Berlin 0 9 * * *", default UTC), or null if it is not valid. */
export function cronSchedule(trigger: string): Cron | null {
  const [, zone, pattern] = /^(?:(?:CRON_)?TZ=(\S+)\s+)?(.+)$/.exec(trigger.trim()) ?? [];
  if (pattern?.trim().split(/\s+/).length !== 5) return null;
  try {
    const schedule = new Cron(pattern, { timezone: zone ?? "UTC", paused: true });
    schedule.nextRun(); // an unknown zone only fails here
    return schedule;
  } catch {
    return null;
  }
}

function describe(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => `option "${[...path, key].join(".")}" is not supported by the embedded executor`);
  return [
    `option "${path.join(".")}" ${issue.message === "Invalid input" ? "has a value that is not supported" : issue.message}`,
  ];
}

function nameOf(candidate: unknown): string | null {
  return typeof candidate === "object" && candidate !== null && "id" in candidate ? String(candidate.id) : null;
}
