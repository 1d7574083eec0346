import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Timing } from "@/server/publishing/dispatch/settings";
import { strikeAll } from "./blows";
import { type Acceptance, readEvidence } from "./check/evidence";
import { judge, type Verdict } from "./check/judge";
import type { Scenario } from "./faults";
import { actOn } from "./load/act";
import { type Api, openApi } from "./load/api";
import { openJournal } from "./load/journal";
import { type PlannedPost, planPosts } from "./load/plan-posts";
import { type Placed, writePosts } from "./load/write-posts";
import { mayMount } from "./stage/database";
import { olderCode } from "./stage/older-code";
import { type Stage, startStage } from "./stage/stage";

/** What one scenario came to. `leftOut` says what this machine did not permit. */
export type Result = {
  scenario: string;
  seed: number;
  verdict: Verdict;
  posts: number;
  accepted: number;
  states: Record<string, number>;
  /** Why people were asked, and how often. */
  reasons: Record<string, number>;
  struck: Record<string, number>;
  /** From the chosen instant to the network, of what its first try delivered, in milliseconds. */
  lateness: { p50: number; p99: number; max: number };
  settledAfterS: number;
  seconds: number;
  leftOut: string[];
};

/** Fits a sender's death and its aftermath into seconds; a request has 4 s instead of 20. */
const SHORT_TIMING: Partial<Timing> = {
  request: 4_000,
  startWithin: 1_500,
  grace: 500,
  lease: 4_000,
  tend: 500,
  patience: 20_000,
  look: 2_000,
  lookUp: 3_000,
  lookAgain: 3_000,
  settle: 4_000,
};
const FREEZE_MS = { short: 8_000, real: 32_000 };
/** A next try that lies further ahead is not waited for. */
const LONG_WAIT_S = 20;
/** Longer than any wait between two tries: what has not moved for so long is stuck. */
const PATIENCE_MS = 150_000;
/** Time to write the posts before the first is due. */
const LEAD_MS = { least: 4_000, perPost: 0.6 };

type Options = { scenario: Scenario; seed: number; directory: string; say: (line: string) => void };

/** Runs a scenario on a stage of its own, waits until all has come to its end, and lets the checker judge. */
export async function runScenario({ scenario: whole, seed, directory, say }: Options): Promise<Result> {
  const beganAt = performance.now();
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const leftOut: string[] = [];
  const scenario = permitted(whole, directory, leftOut);
  const otherCode = scenario.otherVersion ? olderCode(directory, leftOut) : null;
  const timing = {
    ...(scenario.realTiming ? {} : SHORT_TIMING),
    ...(scenario.overdue ? { overdue: scenario.overdue } : {}),
  };
  const stage = await startStage({
    directory,
    instances: scenario.instances ?? 2,
    timing,
    quick: scenario.quick ?? false,
    fakeClock: scenario.blows.some(({ kind }) => kind === "clock"),
    ...(scenario.onDisk === undefined ? {} : { onDisk: scenario.onDisk }),
    ...(scenario.realTiming ? {} : { engineRetryMs: 2_000 }),
    ...(otherCode === null ? {} : { otherCode }),
  });
  try {
    if (scenario.blows.some(({ kind }) => kind === "clock") && stage.clockBy === "Date")
      leftOut.push("libfaketime is not installed: the app's clock was set off within the process");
    const journal = openJournal(join(directory, "journal.jsonl"));
    const api = await openApi(stage.alive);
    const planned = planPosts(scenario, seed);
    const startAt =
      Date.now() + LEAD_MS.least + Math.ceil(planned.length * LEAD_MS.perPost) + (scenario.api > 0 ? 6_000 : 0);
    const posts = await place(planned, { stage, api, startAt });
    await tellNetworks(stage, posts);
    await writePosts(stage.database, api.workspaceId, posts);
    const written = Date.now();
    journal.write(
      posts.map(({ number, ids, kind, parts, group }) => ({
        op: "post",
        post: number,
        postId: ids.post,
        kind,
        parts,
        group,
      })),
    );
    journal.write(
      posts
        .filter(({ askedBeforeMs }) => askedBeforeMs === null)
        .map(({ number, ids, dueAt }) => ({
          op: "schedule",
          post: number,
          delivery: ids.delivery,
          dueAt,
          askedAt: written,
          answeredAt: written,
          status: 201,
        })),
    );
    if (Date.now() > startAt)
      say(`  writing ${posts.length} posts took ${Date.now() - startAt} ms longer than planned`);
    const freezeMs = scenario.realTiming ? FREEZE_MS.real : FREEZE_MS.short;
    const progress = (struck: number) => struck % 100 === 0 && say(`  ${struck} blows`);
    const [struck] = await Promise.all([
      strikeAll(scenario, { stage, journal, freezeMs, seed, startAt, progress }),
      actOn(
        posts.filter(({ askedBeforeMs }) => askedBeforeMs !== null),
        api,
        journal,
      ),
    ]);
    const endAt = startAt + scenario.seconds * 1_000;
    await wait(Math.max(endAt - Date.now(), 0));
    const settledAfterS = await settle(stage, { endAt, patience: scenario.patience ?? PATIENCE_MS });
    const logs = stage.networks.map(({ log }) => log);
    const evidence = await readEvidence({ journal: journal.file, logs, databaseUrl: stage.database.url("admin") });
    const due = new Map(posts.map(({ number, dueAt }) => [number, dueAt]));
    return {
      scenario: scenario.name,
      seed,
      verdict: judge(evidence),
      posts: posts.length,
      accepted: evidence.accepted.length,
      states: countBy(evidence.deliveries, ({ state }) => state),
      reasons: countBy(
        evidence.deliveries.filter(({ state }) => state === "needs_attention" || state === "failed"),
        ({ state, failure }) => `${state}: ${failure?.code ?? "?"}`,
      ),
      struck: Object.fromEntries(struck),
      lateness: latenessOf(evidence.accepted, due),
      settledAfterS,
      seconds: Math.round((performance.now() - beganAt) / 1_000),
      leftOut,
    };
  } finally {
    await stage.stop();
  }
}

/** The scenario without what this machine does not permit; that is said in `leftOut`. */
function permitted(scenario: Scenario, directory: string, leftOut: string[]): Scenario {
  const { onDisk, ...rest } = scenario;
  if (onDisk === undefined || mayMount(directory)) return scenario;
  leftOut.push("the disk was not filled: this machine does not permit a file system of its own");
  return { ...rest, blows: rest.blows.filter(({ kind }) => kind !== "disk full") };
}

type Place = { stage: Stage; api: Api; startAt: number };

/** Connects the accounts the posts go to, and gives every post its channel and its instant. */
async function place(planned: PlannedPost[], { stage, api, startAt }: Place): Promise<Placed[]> {
  const channels = new Map<string, string>();
  const networkOf = (kind: string): string => stage.networks.find((one) => one.kind === kind)?.id ?? "hub";
  const wanted = new Set(planned.filter(({ kind }) => kind !== "hub").map(({ kind, account }) => `${kind} ${account}`));
  const connect = async (name: string): Promise<void> => {
    const [kind = "", account = ""] = name.split(" ");
    const { status, body } = await api.call("POST", "/domain/connect", {
      network: networkOf(kind),
      account: `${account}-${kind}`,
    });
    if (status !== 200) throw new Error(`Connecting ${name} was answered with ${status}: ${JSON.stringify(body)}`);
    channels.set(name, (body as { id: string }).id);
  };
  const names = [...wanted];
  while (names.length > 0) await Promise.all(names.splice(0, 8).map(connect));
  const { body } = await api.call("GET", "/api/v1/channels");
  const hub = (body as { items: { id: string; network: string }[] }).items.find(({ network }) => network === "hub");
  channels.set("hub hub", hub?.id ?? "");
  return planned.map((post) => ({
    ...post,
    network: networkOf(post.kind),
    channelId: channels.get(`${post.kind} ${post.account}`) ?? "",
    dueAt: startAt + post.dueIn,
  }));
}

async function tellNetworks(stage: Stage, posts: Placed[]): Promise<void> {
  for (const { kind, url } of stage.networks) {
    const plans = posts
      .filter((post) => post.kind === kind)
      .flatMap(({ number, faults }) => [...faults].map(([part, names]) => ({ post: number, part, faults: names })));
    await fetch(`${url}/control/plan`, { method: "POST", body: JSON.stringify(plans) });
  }
}

/** Waits until nothing is open any more, or nothing moves any more; gives the seconds it took from `endAt`. */
async function settle({ database }: Stage, { endAt, patience }: { endAt: number; patience: number }): Promise<number> {
  let [last, since] = [-1, Date.now()];
  for (;;) {
    const [row] = await database
      .admin(
        (sql) => sql<{ open: number }[]>`select count(*)::int as open from deliveries
          where state not in ('published', 'failed', 'cancelled', 'needs_attention')
            and not (state = 'scheduled' and failure is not null and send_at > now() + ${LONG_WAIT_S} * interval '1 second')`,
      )
      .catch(() => []);
    if (row && row.open !== last) [last, since] = [row.open, Date.now()];
    if (last === 0 || Date.now() > since + patience) return Math.round((Date.now() - endAt) / 100) / 10;
    await wait(300);
  }
}

function countBy<T>(items: readonly T[], nameOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1;
  return counts;
}

function latenessOf(accepted: readonly Acceptance[], due: ReadonlyMap<number, number>): Result["lateness"] {
  const late = accepted
    .filter(({ text }) => / 1\/\d+ /.test(text))
    .map(({ text, at }) => at - (due.get(Number(/^c(\d+)/.exec(text)?.[1])) ?? at))
    .toSorted((a, b) => a - b);
  const at = (q: number): number => Math.round(late[Math.min(late.length - 1, Math.floor(q * late.length))] ?? 0);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
