// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the text of code, not a template

import type { Mutant } from "@/chaos/mutants/mutant";

const REFRESH = "server/channels/refresh-channel.ts";
const BATCH = "server/publishing/dispatch/batch.ts";
const OUTCOME = "server/publishing/dispatch/outcome.ts";
const OUTCOME_TEST = "server/publishing/dispatch/outcome.test.ts";
const REFRESH_TEST = "server/channels/refresh-channel.test.ts";
const PACING_TEST = "server/publishing/dispatch/pacing.test.ts";

/** Bugs in how fast things go, in sign-ins, and in what is done for many at once. */
export const FLOW: readonly Mutant[] = [
  {
    name: "two of a channel at once",
    kind: "pacing",
    where: "server/publishing/dispatch/lanes.ts",
    find: "lane.active >= lane.most",
    replace: "lane.active > lane.most",
    breaks: "Posts of one channel are written side by side, in any order.",
    tests: {
      files: ["server/publishing/dispatch/dispatcher.test.ts"],
      name: "a channel's posts go one after another",
    },
  },
  {
    name: "wait of one post only",
    kind: "pacing",
    where: OUTCOME,
    find: "outcome: what, quietMs: delayMs, ...later(",
    replace: "outcome: what, ...later(",
    breaks: "After a 429 the channel's other posts are refused one by one.",
    tests: { files: [OUTCOME_TEST], name: "the whole channel waits for as long as the network asks" },
  },
  {
    name: "sooner than was asked",
    kind: "pacing",
    where: OUTCOME,
    find: "Math.min(Math.max(retryAfterMs ?? 0, backoff",
    replace: "Math.min(Math.min(retryAfterMs ?? backoff, backoff",
    breaks: "A Retry-After that is longer than our own wait is not kept.",
    tests: { files: [OUTCOME_TEST], name: "the whole channel waits for as long as the network asks" },
  },
  {
    name: "a wait without an end",
    kind: "pacing",
    where: "sweep.claim_due",
    find: "SET send_at = waits.until, updated_at = clock_timestamp(), failure = jsonb_build_object('code', 'waits'",
    replace:
      "SET send_at = waits.until + interval '1 day', updated_at = clock_timestamp(), failure = jsonb_build_object('code', 'waits'",
    breaks: "What waits for its channel goes out a day later.",
    scenario: "waits",
  },
  {
    name: "spacing that is not kept",
    kind: "pacing",
    where: "sweep.begin_sending",
    find: "AND (c.not_before IS NULL OR c.not_before <= greatest(d.send_at, clock_timestamp()))",
    replace: "AND (c.not_before IS NULL OR c.not_before > '-infinity')",
    breaks: "Posts of a channel that wants time between them go out together.",
    tests: { files: [PACING_TEST], name: "is kept between posts, whichever process sends them" },
  },
  {
    name: "quota by posts instead of parts",
    kind: "pacing",
    where: "sweep.load_claimed",
    find: "(windows -> d.network ->> 'max')::integer - count(*), 0)",
    replace: "(windows -> d.network ->> 'max')::integer - least(count(*), 1), 0)",
    breaks: "A thread is begun although its network will not take all of it today.",
    tests: { files: [PACING_TEST], name: "a thread waits until there is room for all of it" },
  },
  {
    name: "breaker that counts posts",
    kind: "pacing",
    where: "server/publishing/dispatch/breakers.ts",
    find: "circuit.failing.add(channelId);",
    replace: "circuit.failing.add(`${channelId} ${id}`);",
    breaks: "One bad channel stops its whole network.",
    tests: { files: ["server/publishing/dispatch/breakers.test.ts"], name: "one bad channel, however often it fails" },
  },

  {
    name: "refreshes side by side",
    kind: "refresh",
    where: REFRESH,
    find: "lt(channels.refreshUntil, sql`now()`)",
    replace: "lt(channels.refreshUntil, sql`now() + interval '1 hour'`)",
    breaks: "Several renew one rotating token at once, and the account is lost.",
    tests: { files: [REFRESH_TEST], name: "twenty who need it at once make one refresh" },
  },
  {
    name: "a blip disconnects",
    kind: "refresh",
    where: REFRESH,
    find: '(error.kind === "auth_expired" || error.kind === "rejected");',
    replace: '(error.kind === "auth_expired" || error.kind === "rejected" || error.kind === "unavailable");',
    breaks: "A network that is down for a moment costs the channel its sign-in.",
    tests: { files: [REFRESH_TEST], name: "disconnects nobody" },
  },
  {
    name: "old news lose a new sign-in",
    kind: "refresh",
    where: "server/channels/lose-channel.ts",
    find: "eq(channels.credentialsVersion, version),",
    replace: "sql`${version}::integer > 0`,",
    breaks: "A channel that was connected again is disconnected for what its old sign-in did.",
    tests: { files: [REFRESH_TEST], name: "news of old credentials do not lose a channel" },
  },
  {
    name: "one refused sign-in gives the channel up",
    kind: "refresh",
    where: "server/publishing/dispatch/settle-failure.ts",
    find: 'if (delivery.failureCode === "auth_expired") {',
    replace: 'if (delivery.failureCode === "auth_expired" || delivery.tries === 0) {',
    breaks: "A token that ran out is not renewed while publishing.",
    tests: {
      files: ["server/publishing/dispatch/dispatcher.test.ts"],
      name: "is renewed once",
    },
  },

  {
    name: "one yes for all",
    kind: "batch",
    where: "server/publishing/dispatch/dispatcher.ts",
    find: "return ({ id }) => won.has(id);",
    replace: "return ({ id }) => won.has(id) || won.size > 0;",
    breaks: "What was called off is sent when its neighbours of the batch are.",
    scenario: "races",
  },
  {
    name: "everybody gets the first answer",
    kind: "batch",
    where: BATCH,
    find: "for (const { item, resolve } of batch) resolve(answer(item));",
    replace: "for (const { resolve } of batch) resolve(answer((batch[0] as Waiting<T, R>).item));",
    breaks: "A refused intent is taken for its neighbour's.",
    scenario: "races",
    tests: { files: ["server/publishing/dispatch/batch.test.ts"], name: "each gets its own answer" },
  },
  {
    name: "intents of the neighbours",
    kind: "batch",
    where: "sweep.begin_sending",
    find: "WHERE p.workspace_id = m.workspace_id AND p.delivery_id = m.id AND p.ordinal = m.ordinal",
    replace: "WHERE p.workspace_id = m.workspace_id AND p.ordinal = m.ordinal",
    breaks: "An intent marks the parts of other deliveries too.",
    scenario: "burst",
  },
  {
    name: "outcomes of the neighbours",
    kind: "batch",
    where: "sweep.record_outcomes",
    find: "p.delivery_id = h.delivery_id AND p.ordinal = h.ordinal\n",
    replace: "p.ordinal = h.ordinal\n",
    breaks: "One outcome is written down for other deliveries too.",
    scenario: "burst",
  },
  {
    name: "the end of a batch wakes nobody",
    kind: "batch",
    where: BATCH,
    find: "      running--;\n      flush();",
    replace: "      running--;",
    breaks: "What comes while two batches are under way waits until something else comes.",
    tests: { files: ["server/publishing/dispatch/batch.test.ts"], name: "goes with the next" },
  },
  {
    name: "a batch that is cut off",
    kind: "batch",
    where: BATCH,
    find: "void go(waiting.splice(0, most));",
    replace: "void go(waiting.splice(0).slice(0, most));",
    breaks: "What does not fit into a batch is forgotten.",
    tests: { files: ["server/publishing/dispatch/batch.test.ts"], name: "more than a batch holds" },
  },
];
