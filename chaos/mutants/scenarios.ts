import type { Scenario } from "@/chaos/faults";

// One kind of trouble each and a few seconds long: what a mutant of that kind breaks shows in the first of them.

const PATIENCE_MS = 30_000;
const scenario = (name: string, rest: Partial<Scenario>): Scenario => ({
  name,
  blows: [],
  posts: 0,
  seconds: 5,
  api: 0,
  patience: PATIENCE_MS,
  ...rest,
});

/** The focused scenarios by name. */
export const SCENARIOS = {
  races: scenario("edits, cancels and moves around the instant", {
    api: 110,
    races: true,
    groups: ["nothing"],
  }),
  burst: scenario("many at once, while some are called off", {
    posts: 300,
    api: 30,
    groups: ["nothing", "threads"],
  }),
  threads: scenario("threads failing at every part", { posts: 30, everyPart: [3, 4], groups: ["threads"] }),
  answers: scenario("answers that are lost", {
    posts: 150,
    groups: ["timeout after acceptance", "reset after the body", "truncated reply", "500 after acceptance"],
  }),
  waits: scenario("networks that ask to wait", { posts: 90, groups: ["429 with seconds or a date", "503 twice"] }),
  kills: scenario("killed in the middle of threads", {
    posts: 120,
    seconds: 10,
    blows: [{ kind: "kill app", times: 4 }],
    groups: ["threads with slow answers", "slow answers"],
  }),
  freeze: scenario("frozen in the middle of threads", {
    posts: 120,
    seconds: 8,
    blows: [{ kind: "freeze app", times: 1 }],
    groups: ["threads with slow answers"],
  }),
  clock: scenario("a wall clock that is ahead", {
    posts: 240,
    seconds: 8,
    blows: [{ kind: "clock", times: 1 }],
    groups: ["nothing"],
  }),
  lag: scenario("a database that answers slowly", {
    posts: 240,
    seconds: 8,
    blows: [{ kind: "slow database", times: 2 }],
    groups: ["nothing"],
  }),
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
