import { expect, test } from "vitest";
import { cronSchedule, parseFunctions, UnsupportedFunction } from "./function-config.ts";

const url = "http://127.0.0.1:3000/api/inngest?fnId=app-f&stepId=step";
const plain = {
  id: "app-f",
  name: "f",
  triggers: [{ event: "t/x" }],
  steps: { step: { id: "step", name: "step", runtime: { type: "http", url } } },
};

test("every supported option is taken", () => {
  const full = {
    ...plain,
    triggers: [{ event: "t/x", expression: "event.data.n > 1" }, { cron: "TZ=Europe/Berlin 0 9 * * 1-5" }],
    concurrency: [{ limit: 2, key: "event.data.account", scope: "env" }, { limit: 9 }],
    throttle: { limit: 5, period: "1s", burst: 2, key: "event.data.k" },
    rateLimit: { limit: 3, period: "10s" },
    idempotency: "event.data.id",
    debounce: { period: "5s", timeout: "1m" },
    priority: { run: "event.data.p" },
    singleton: { key: "event.data.k", mode: "cancel" },
    cancel: [{ event: "t/stop", if: "event.data.id == async.data.id", timeout: "1h" }],
    timeouts: { start: "10s", finish: "1h" },
  };
  expect(parseFunctions([full, { ...plain, batchEvents: { maxSize: 10, timeout: "5s" } }])).toHaveLength(2);
});

test.each([
  ["an unknown option", { checkpointing: true }, 'option "checkpointing" is not supported'],
  ["cron jitter", { triggers: [{ cron: "* * * * *", jitter: "5m" }] }, 'option "triggers.0.jitter" is not supported'],
  ["seconds in a cron", { triggers: [{ cron: "* * * * * *" }] }, 'option "triggers.0.cron" must be a five-field cron'],
  ["an unknown zone", { triggers: [{ cron: "TZ=Nowhere/At 0 9 * * *" }] }, 'option "triggers.0.cron"'],
  ["a deferred function", { triggers: [{ event: "inngest/deferred.schedule" }] }, "deferred functions"],
  ["three concurrency keys", { concurrency: [{ limit: 1 }, { limit: 1 }, { limit: 1 }] }, 'option "concurrency"'],
  ["a period that is none", { throttle: { limit: 1, period: "often" } }, 'option "throttle.period" must be a duration'],
  ["a broken expression", { idempotency: "event.data." }, 'option "idempotency" is not an expression'],
  ["a limit of nothing", { rateLimit: { limit: 0, period: "1s" } }, 'option "rateLimit.limit" must be at least 1'],
  [
    "batches with priority",
    { batchEvents: { maxSize: 2, timeout: "1s" }, priority: { run: "1" } },
    '"priority" cannot be',
  ],
  ["connect", { steps: { step: { runtime: { type: "ws", url: "ws://x" } } } }, "connect is not supported"],
])("%s is refused by name", (_what, option, message) => {
  const register = () => parseFunctions([{ ...plain, ...option }]);
  expect(register).toThrow(UnsupportedFunction);
  expect(register).toThrow('function "app-f": ');
  expect(register).toThrow(message);
});

test("all problems of a registration are named at once", () => {
  const wrong = [{ ...plain, id: "app-a", future: 1 }, plain, { ...plain, id: "app-b", defer: 1, other: 2 }];
  expect(() => parseFunctions(wrong)).toThrow(
    /"app-a": option "future".*"app-b": option "defer".*"app-b": option "other"/,
  );
});

test("a cron without a zone is UTC", () => {
  const from = new Date("2026-11-20T08:30:00Z");
  expect(cronSchedule("0 9 * * *")?.nextRun(from)?.toISOString()).toBe("2026-11-20T09:00:00.000Z");
  expect(cronSchedule("TZ=Europe/Berlin 0 9 * * *")?.nextRun(from)?.toISOString()).toBe("2026-11-21T08:00:00.000Z");
});
