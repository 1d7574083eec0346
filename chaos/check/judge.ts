import type { Acceptance, Delivery, Entry, Evidence } from "./evidence";

/** What has to hold, in words a person can hold us to. */
export const INVARIANTS = {
  once: "no part was accepted twice",
  lost: "nothing is left open, and what did not go out says why",
  early: "nothing arrived before its instant",
  cancelled: "nothing arrived after an acknowledged cancel",
  edited: "nothing arrived with a text older than an acknowledged edit",
  parents: "parts arrived in order, each hanging on the one before",
  agrees: "the ledger says what the networks say",
  kept: "what the API acknowledged is still there",
  asked: "an unknown outcome was settled, or a person asked, within 60 s",
} as const;
export type Invariant = keyof typeof INVARIANTS;

export type Violation = { invariant: Invariant; post: number; delivery: string | null; what: string };

/** `held` counts how often each invariant was put to the test. */
export type Verdict = { held: Record<Invariant, number>; violations: Violation[] };

/** All that is known of one post. */
type Case = {
  post: Extract<Entry, { op: "post" }>;
  entries: Exclude<Entry, { op: "post" | "restored" }>[];
  delivery: Delivery | null;
  accepted: (Acceptance & { edit: number; part: number })[];
  restored: Extract<Entry, { op: "restored" }> | null;
};

const ENDS = ["published", "failed", "cancelled", "needs_attention"];
const LONGEST_UNKNOWN_MS = 60_000;
/** A network may ask for an hour, and somebody else's post may come first. */
const LONGEST_WAIT_MS = 2 * 3_600_000;
const MARK = /^c(\d+) e(\d+) (\d+)\/\d+ /;

const acknowledged = ({ status }: { status: number | null }): boolean =>
  status !== null && status >= 200 && status < 300;

/** Holds every post against every invariant. Pure, so that it can be tried with lies. */
export function judge(evidence: Evidence): Verdict {
  const held = Object.fromEntries(Object.keys(INVARIANTS).map((name) => [name, 0])) as Verdict["held"];
  const violations: Violation[] = [];
  for (const one of casesOf(evidence, violations))
    for (const [invariant, test] of Object.entries(TESTS) as [Invariant, Test][]) {
      const found = test(one);
      if (found === null) continue;
      held[invariant] += 1;
      for (const what of found)
        violations.push({ invariant, post: one.post.post, delivery: one.delivery?.id ?? null, what });
    }
  return { held, violations };
}

function casesOf({ journal, accepted, deliveries }: Evidence, violations: Violation[]): Case[] {
  const byPost = new Map(deliveries.map((delivery) => [delivery.postId, delivery]));
  const restored = journal.find((entry) => entry.op === "restored") ?? null;
  const cases = new Map<number, Case>();
  for (const post of journal)
    if (post.op === "post")
      cases.set(post.post, { post, entries: [], delivery: byPost.get(post.postId) ?? null, accepted: [], restored });
  for (const entry of journal)
    if (entry.op !== "post" && entry.op !== "restored") cases.get(entry.post)?.entries.push(entry);
  for (const acceptance of accepted) {
    const [, post, edit, part] = MARK.exec(acceptance.text) ?? [];
    const one = cases.get(Number(post));
    if (one) one.accepted.push({ ...acceptance, edit: Number(edit), part: Number(part) });
    else violations.push({ invariant: "agrees", post: 0, delivery: null, what: `nobody wrote "${acceptance.text}"` });
  }
  for (const one of cases.values()) one.accepted.sort((a, b) => a.at - b.at);
  if (deliveries.length > new Set(deliveries.map(({ postId }) => postId)).size)
    violations.push({ invariant: "once", post: 0, delivery: null, what: "a post has two deliveries" });
  return [...cases.values()];
}

/** What is wrong with a post; null when it was not put to this test. */
type Test = (one: Case) => string[] | null;

const TESTS: Record<Invariant, Test> = {
  once: ({ accepted }) => {
    if (accepted.length === 0) return null;
    const parts = new Map<number, number>();
    for (const { part } of accepted) parts.set(part, (parts.get(part) ?? 0) + 1);
    return [...parts]
      .filter(([, times]) => times > 1)
      .map(([part, times]) => `part ${part} was accepted ${times} times`);
  },

  lost: ({ delivery }) => {
    if (!delivery) return null;
    const { state, failure, sendAt, readAt } = delivery;
    // Its network refused it, and its next try lies ahead: it has not come to its end, and nobody forgot it.
    if (state === "scheduled" && failure?.code && sendAt > readAt)
      return sendAt - readAt > LONGEST_WAIT_MS
        ? [`its next try is ${Math.round((sendAt - readAt) / 3_600_000)} h away`]
        : null;
    if (!ENDS.includes(state)) return [`it is still ${state}`];
    const silent = (state === "failed" || state === "needs_attention") && !(failure?.code && failure.message);
    return silent ? [`it is ${state} without a reason`] : [];
  },

  early: ({ accepted, entries, delivery }) => {
    const first = accepted[0];
    const chosen = entries.findLast((e) => (e.op === "schedule" || e.op === "move") && acknowledged(e));
    const dueAt = chosen && "dueAt" in chosen ? chosen.dueAt : delivery?.dueAt;
    if (!first || dueAt === undefined) return null;
    return first.at < dueAt ? [`it arrived ${Math.round(dueAt - first.at)} ms early`] : [];
  },

  cancelled: ({ accepted, entries, delivery }) => {
    const cancel = entries.find((e) => e.op === "cancel" && acknowledged(e));
    if (!cancel || !("askedAt" in cancel)) return null;
    // Before it was asked for, only what the ledger itself still holds for possible can have arrived.
    const known = new Set(
      delivery?.parts.filter(({ state }) => state === "published" || state === "unknown").map((p) => p.ordinal + 1),
    );
    return accepted
      .filter(({ at, part }) => at >= cancel.askedAt || !known.has(part))
      .map(({ part, at }) => `part ${part} arrived ${Math.round(at - (cancel.answeredAt ?? 0))} ms after the answer`);
  },

  edited: ({ accepted, entries }) => {
    const edit = entries.findLast((e) => e.op === "edit" && acknowledged(e) && e.pinned === true);
    if (edit?.op !== "edit") return null;
    return accepted
      .filter((acceptance) => acceptance.edit < edit.edit)
      .map(
        ({ part, at }) =>
          `part ${part} arrived ${Math.round(at - (edit.answeredAt ?? 0))} ms after the answer with the old text`,
      );
  },

  parents: ({ accepted, post }) => {
    if (post.parts === 1 || accepted.length === 0) return null;
    const found: string[] = [];
    for (const [i, { part, parent, at, edit }] of accepted.entries()) {
      const before = accepted.filter((other) => other.part === part - 1);
      if (part === 1 && parent !== null) found.push("the first part hangs on something");
      if (part > 1 && !before.some(({ id }) => id === parent))
        found.push(`part ${part} does not hang on part ${part - 1}`);
      if (part > 1 && !before.some((other) => other.at <= at))
        found.push(`part ${part} arrived before part ${part - 1}`);
      if (i > 0 && edit !== accepted[0]?.edit) found.push(`part ${part} is of another version than part 1`);
    }
    return found;
  },

  agrees: ({ accepted, delivery, restored }) => {
    if (!delivery) {
      const forgotten = restored && accepted.every(({ at }) => at < restored.at);
      return accepted.length > 0 && !forgotten ? ["it was accepted, and the ledger does not know it"] : null;
    }
    const found: string[] = [];
    for (const { ordinal, state, remoteId } of delivery.parts) {
      const there = accepted.find(({ part }) => part === ordinal + 1);
      if (state === "published" && !there) found.push(`part ${ordinal + 1} is called published and was never accepted`);
      if (state === "published" && there && remoteId !== there.id)
        found.push(`part ${ordinal + 1} is ${there.id} and is called ${remoteId}`);
      const doubtful = delivery.state === "needs_attention" || (delivery.state === "cancelled" && state === "unknown");
      if (state !== "published" && there && !doubtful)
        found.push(`part ${ordinal + 1} was accepted, and its delivery is ${delivery.state}`);
      if (delivery.state === "published" && state !== "published")
        found.push(`it is called published without part ${ordinal + 1}`);
    }
    return found;
  },

  kept: ({ entries, delivery, restored }) => {
    const answers = entries.filter((e) => acknowledged(e) && !(restored && (e.answeredAt ?? 0) > restored.takenAt));
    if (answers.length === 0) return null;
    if (!delivery) return ["its delivery is gone"];
    const found: string[] = [];
    const chosen = answers.findLast((e) => e.op === "schedule" || e.op === "move");
    const moves = entries.filter(({ op }) => op === "move");
    const unanswered = moves.some(({ status }) => status === null) || (restored && moves.length > 0);
    if (chosen && "dueAt" in chosen && !unanswered && Math.abs(delivery.dueAt - chosen.dueAt) >= 1)
      found.push(`its instant is ${Math.round(delivery.dueAt - chosen.dueAt)} ms off`);
    if (answers.some(({ op }) => op === "cancel") && delivery.state !== "cancelled")
      found.push(`it was cancelled and is ${delivery.state}`);
    const edit = answers.findLast(({ op }) => op === "edit");
    const newest = Number(MARK.exec(delivery.newestText ?? "")?.[2] ?? -1);
    if (edit?.op === "edit" && newest < edit.edit) found.push("its edit is gone");
    return found;
  },

  asked: ({ delivery, restored }) => {
    const unknown = delivery?.attempts.filter(
      (a) => a.kind === "publish" && a.outcome === "unknown" && a.finishedAt !== null,
    );
    if (!delivery || !unknown?.length || restored) return null;
    return unknown.flatMap(({ finishedAt, ordinal }) => {
      const since = finishedAt ?? 0;
      const later = delivery.attempts.filter(
        (a) => a.kind === "reconcile" && a.ordinal === ordinal && (a.finishedAt ?? 0) >= since,
      );
      const settled = Math.min(...later.map((a) => a.finishedAt ?? Number.POSITIVE_INFINITY), delivery.updatedAt);
      return settled - since > LONGEST_UNKNOWN_MS ? [`nobody knew for ${Math.round((settled - since) / 1_000)} s`] : [];
    });
  },
};
