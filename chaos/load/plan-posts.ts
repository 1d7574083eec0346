import { randomUUID } from "node:crypto";
import type { Kind } from "@/chaos/app/adapters";
import { AT_PART, GROUPS, type Group, KINDS, type Scenario } from "@/chaos/faults";
import { type Chance, chance } from "@/chaos/random";

/** What a person does to a scheduled post, and how long before its instant (negative: after it). */
export type Act = { kind: "cancel" | "edit" | "move"; beforeMs: number };

/** A post of the run. Times are milliseconds after the run's start. */
export type PlannedPost = {
  number: number;
  group: string;
  kind: Kind | "hub";
  /** Which of its network's accounts it goes to. */
  account: string;
  parts: number;
  dueIn: number;
  /** Scheduled through the API so long before its instant; null when it is written straight into the ledger. */
  askedBeforeMs: number | null;
  act: Act | null;
  /** By 1-based part: what its network does to the first, second… write. */
  faults: Map<number, readonly string[]>;
  ids: { post: string; rendition: string; version: string; delivery: string };
};

/** Posts of one channel come due about this often at most, so that a channel keeps up. */
const PER_CHANNEL_MS = 1_500;
/** Waits between tries grow; with more struck parts a thread would outlast the run. */
const MOST_STRUCK = 2;

/** The same scenario and seed give the same posts. */
export function planPosts(scenario: Scenario, seed: number): PlannedPost[] {
  const luck = chance(seed, `posts of ${scenario.name}`);
  const groups = GROUPS.filter(({ name }) => scenario.groups?.includes(name) ?? true);
  const posts: PlannedPost[] = [];
  const span = scenario.seconds * 1_000;
  const accounts = Math.max(1, Math.ceil((scenario.posts * PER_CHANNEL_MS) / (span * groups.length * KINDS.length)));
  const add = (
    post: Pick<PlannedPost, "group" | "kind" | "account" | "parts" | "faults"> & Partial<PlannedPost>,
  ): void => {
    const ids = { post: randomUUID(), rendition: randomUUID(), version: randomUUID(), delivery: randomUUID() };
    const dueIn = luck.between(0, span);
    posts.push({ number: posts.length + 1, dueIn, askedBeforeMs: null, act: null, ids, ...post });
  };

  for (let i = 0; i < scenario.posts; i++) {
    const group = groups[i % groups.length];
    if (!group) break;
    if (group.share === 0 && !group.sizes && luck.next() < 0.5) {
      add({ group: "the Hub", kind: "hub", account: "hub", parts: 1, faults: new Map() });
      continue;
    }
    const kind = luck.pick(KINDS);
    const parts = group.sizes ? (group.sizes[luck.between(0, group.sizes.length - 1)] ?? 1) : 1;
    const account = `g${GROUPS.indexOf(group)}-${luck.between(1, accounts)}`;
    add({ group: group.name, kind, account, parts, faults: strike(group, parts, luck) });
  }
  for (const parts of scenario.everyPart ?? [])
    for (let part = 1; part <= parts; part++)
      for (const kind of KINDS) {
        const faults = new Map([[part, [luck.pick(AT_PART)]]]);
        add({ group: "a thread failing at every part", kind, account: `t${luck.between(1, 12)}`, parts, faults });
      }
  for (let i = 0; i < scenario.api; i++) {
    const raced = scenario.races ? Math.round(luck.between(0, span) / 2_500) * 2_500 : null;
    const [kind, parts] = [
      luck.pick<PlannedPost["kind"]>(["key", "lookup", "blind", "hub"]),
      luck.next() < 0.2 ? 3 : 1,
    ];
    add({
      group: "changed through the API",
      kind,
      account: kind === "hub" ? "hub" : `a${i % 60}`,
      parts: kind === "hub" ? 1 : parts,
      // While its network takes its time it is too late for any change.
      faults: new Map(raced !== null && luck.next() < 0.3 ? [[1, ["slow"]]] : []),
      askedBeforeMs: luck.between(4_000, 8_000),
      act: planAct(luck, scenario.races ?? false),
      ...(raced === null ? {} : { dueIn: raced }),
    });
  }
  return posts;
}

function strike({ faults, share }: Group, parts: number, luck: Chance): PlannedPost["faults"] {
  const struck = new Map<number, readonly string[]>();
  for (let part = 1; part <= parts; part++) {
    const fault = faults[luck.between(0, faults.length - 1)];
    // A sign-in that runs out again within one post is not renewed again: a person is asked.
    const again = fault?.includes("expired") && [...struck.values()].some((one) => one.includes("expired"));
    if (fault && !again && struck.size < MOST_STRUCK && luck.next() < share) struck.set(part, fault);
  }
  return struck;
}

/** Around the cut-off, 20 ms before the instant, or well before it. */
function planAct(luck: Chance, races: boolean): Act | null {
  const kind = luck.pick<Act["kind"]>(["cancel", "edit", "move"]);
  if (!races && luck.next() < 0.3) return null;
  const close = luck.next() < 0.7;
  return { kind, beforeMs: close ? luck.between(-5, 45) : luck.between(200, 2_500) };
}

/** What a part says: `c` the post, `e` how often it was edited, the part and how many there are. */
export const textOf = (number: number, edits: number, part: { of: number; nth: number }): string =>
  `c${number} e${edits} ${part.nth}/${part.of} The harbour counts its tides.`;
