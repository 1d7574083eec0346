import type { Kind } from "@/chaos/app/adapters";

// Everything that goes wrong, as data. What a fake network does for each word is in networks/fake-network.ts.

/** Posts that share what their network does to them. */
export type Group = {
  name: string;
  /** One of these meets the first write of a struck part; the second write meets the next of the inner list. */
  faults: readonly (readonly string[])[];
  /** How many of its parts are struck, 0…1. */
  share: number;
  /** Parts per post; 1 when absent. */
  sizes?: readonly number[];
};

const once = (...names: string[]): string[][] => names.map((name) => [name]);

/** The network's part of the list. */
export const GROUPS: readonly Group[] = [
  { name: "nothing", faults: [], share: 0 },
  { name: "threads", faults: [], share: 0, sizes: [2, 3, 5, 9] },
  { name: "timeout after acceptance", faults: once("timeout_after"), share: 0.05 },
  { name: "timeout before acceptance", faults: once("timeout_before"), share: 0.05 },
  { name: "reset before the body", faults: once("reset_before"), share: 0.25 },
  { name: "reset after the body", faults: [["reset_after"], ["reset_after", "reset_after"]], share: 0.25 },
  { name: "truncated reply", faults: once("truncated_after", "not_json_after"), share: 0.25 },
  { name: "500 after acceptance", faults: once("500_after"), share: 0.25 },
  {
    name: "502, 503, 504",
    faults: once("502_before", "502_after", "503_before", "504_before", "504_after"),
    share: 0.15,
  },
  { name: "503 twice", faults: [["503_before", "503_before"]], share: 0.2 },
  { name: "429 with seconds or a date", faults: once("429_seconds", "429_date"), share: 0.2 },
  { name: "429 with nothing or nonsense", faults: once("429_absent", "429_negative", "429_words"), share: 0.2 },
  { name: "429 with an absurd wait", faults: once("429_absurd"), share: 0.05 },
  {
    name: "token expiring while publishing",
    faults: [["expired"], ["expired", "reset_after"]],
    share: 0.15,
    sizes: [1, 3],
  },
  { name: "refused", faults: once("rejected"), share: 0.15, sizes: [1, 2] },
  { name: "slow answers", faults: once("slow"), share: 0.3 },
  { name: "threads with slow answers", faults: once("slow"), share: 0.6, sizes: [3, 5] },
  {
    name: "everything at once",
    faults: once("reset_after", "503_before", "429_seconds", "502_after", "expired"),
    share: 0.25,
    sizes: [1, 4],
  },
];

/** What meets part k of a thread of n, for every k of every n. */
export const AT_PART = [
  "reset_after",
  "reset_before",
  "503_before",
  "502_after",
  "truncated_after",
  "429_absent",
  "expired",
] as const;

/** A fault of processes, machines and people, struck at random points while posts are due. */
export type Blow =
  | "kill app"
  | "kill postgres"
  | "restart postgres"
  | "kill executor"
  | "freeze app"
  | "slow database"
  | "no connections"
  | "clock"
  | "disk full"
  | "restore";

/** How a run differs from the plain one. */
export type Scenario = {
  name: string;
  blows: readonly { kind: Blow; times: number }[];
  posts: number;
  /** How long posts keep coming due, in seconds. */
  seconds: number;
  /** Which groups; all when absent. */
  groups?: readonly string[];
  /** Threads of these sizes that fail at every part. */
  everyPart?: readonly number[];
  /** How many posts are scheduled, and then cancelled, edited or moved, through the API. */
  api: number;
  /** All are due at the same few instants, and every change races one of them. */
  races?: boolean;
  instances?: number;
  /** All but the first instance do without the API, so that they are back sooner. */
  quick?: boolean;
  /** The second instance runs the build before the last change of the server. */
  otherVersion?: boolean;
  /** A disk of so many megabytes for Postgres. */
  onDisk?: number;
  /** The timing of production instead of one that fits into minutes. */
  realTiming?: boolean;
  /** How late something must be to be looked up before it is sent, in milliseconds. */
  overdue?: number;
  /** When nothing has come to its end for this long, the rest is stuck; in milliseconds. */
  patience?: number;
};

/** The kinds of networks in the order of the log. */
export const KINDS: readonly [Kind, ...Kind[]] = ["key", "lookup", "blind"];

const burst = { posts: 1_200, seconds: 20, api: 60 };
const calm = ["nothing", "threads", "reset after the body"];
const upTo = (most: number): number[] => Array.from({ length: most - 1 }, (_, i) => i + 2);

/** The short form: most of the list at once, within two minutes. */
export const SHORT: Scenario = {
  name: "short",
  blows: [
    { kind: "kill app", times: 8 },
    { kind: "kill postgres", times: 2 },
    { kind: "restart postgres", times: 1 },
    { kind: "kill executor", times: 2 },
    { kind: "freeze app", times: 1 },
    { kind: "slow database", times: 1 },
    { kind: "clock", times: 2 },
  ],
  posts: 2_400,
  seconds: 40,
  everyPart: [2, 4],
  api: 160,
};

/** The whole list, one by one. */
export const MATRIX: readonly Scenario[] = [
  { name: "networks only", blows: [], posts: 2_500, seconds: 30, api: 0 },
  { name: "threads failing at every part", blows: [], posts: 0, seconds: 60, api: 0, everyPart: upTo(25) },
  {
    name: "edits, cancels and moves",
    blows: [],
    posts: 200,
    seconds: 20,
    api: 900,
    races: true,
    groups: ["nothing", "threads"],
  },
  { name: "kill -9 of the app", blows: [{ kind: "kill app", times: 15 }], ...burst },
  { name: "kill -9 of Postgres", blows: [{ kind: "kill postgres", times: 5 }], ...burst },
  { name: "restart of Postgres", blows: [{ kind: "restart postgres", times: 5 }], ...burst },
  { name: "kill -9 of the executor", blows: [{ kind: "kill executor", times: 6 }], ...burst },
  { name: "frozen past its lease", blows: [{ kind: "freeze app", times: 3 }], ...burst, seconds: 40 },
  { name: "200 ms to the database", blows: [{ kind: "slow database", times: 3 }], ...burst },
  { name: "no connections left", blows: [{ kind: "no connections", times: 3 }], ...burst },
  { name: "wall clock off by seconds, hours, days", blows: [{ kind: "clock", times: 6 }], ...burst, seconds: 30 },
  { name: "disk full", blows: [{ kind: "disk full", times: 2 }], ...burst, onDisk: 420 },
  { name: "two versions at once", blows: [{ kind: "kill app", times: 4 }], ...burst, otherVersion: true },
  {
    name: "an older backup restored",
    blows: [{ kind: "restore", times: 1 }],
    posts: 900,
    seconds: 25,
    api: 40,
    overdue: 4_000,
    groups: calm,
  },
  {
    name: "races and kills",
    blows: [
      { kind: "kill app", times: 10 },
      { kind: "kill postgres", times: 2 },
    ],
    posts: 300,
    seconds: 25,
    api: 500,
    races: true,
    groups: ["nothing", "threads"],
  },
  {
    name: "everything, with the timing of production",
    blows: [
      { kind: "kill app", times: 8 },
      { kind: "kill postgres", times: 2 },
      { kind: "restart postgres", times: 1 },
      { kind: "kill executor", times: 2 },
      { kind: "freeze app", times: 1 },
      { kind: "slow database", times: 1 },
    ],
    posts: 1_500,
    seconds: 60,
    api: 100,
    realTiming: true,
  },
];

/** Kill after kill while many posts go out. */
export const crash = (posts: number, kills: number): Scenario => ({
  name: "crash",
  blows: [{ kind: "kill app", times: kills }],
  posts,
  seconds: Math.ceil(kills * 0.6),
  groups: calm,
  api: 0,
  instances: 4,
  quick: true,
});
