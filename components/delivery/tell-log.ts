import type { DeliveryDetail } from "@/server/publishing/input";

/** A line of a delivery's log: what happened, and how it turned out. */
export type LogLine = {
  key: string;
  at: Date;
  text: string;
  /** The network's or our own words about it. */
  note: string | null;
  /** Where it can be seen. */
  url: string | null;
  tone: "good" | "bad" | "wait" | "plain";
};
type Attempt = DeliveryDetail["attempts"][number];
type Part = DeliveryDetail["parts"][number];
type Outcome = NonNullable<Attempt["outcome"]>;

const SENT: Record<Outcome, { text: string; tone: LogLine["tone"] }> = {
  published: { text: "accepted", tone: "good" },
  absent: { text: "not there", tone: "wait" },
  rejected: { text: "refused", tone: "bad" },
  rate_limited: { text: "the network asked us to wait", tone: "wait" },
  unavailable: { text: "the network was not available, nothing was sent", tone: "wait" },
  auth_expired: { text: "the sign-in had run out", tone: "wait" },
  unknown: { text: "no clear answer came", tone: "wait" },
};
const LOOKED: Partial<Record<Outcome, { text: string; tone: LogLine["tone"] }>> = {
  published: { text: "it is", tone: "good" },
  absent: { text: "it is not, so sending it is safe", tone: "plain" },
  unknown: { text: "the network cannot say", tone: "bad" },
};

/** Everything that happened to a delivery, oldest first, in a person's words. */
export function tellLog(delivery: DeliveryDetail): LogLine[] {
  const { attempts, parts } = delivery;
  const lines = attempts.map((attempt, index) => ({
    ...tell(attempt, parts.length, attempts[index - 1]),
    url: parts.length > 1 && attempt.outcome === "published" ? (parts[attempt.part]?.url ?? null) : null,
  }));
  const end = ending(delivery);
  return [...lines, ...(end ? [end] : []), ...parts.flatMap((part) => tellProof(part, parts.length))];
}

function tell(attempt: Attempt, of: number, before: Attempt | undefined): Omit<LogLine, "url"> {
  const which = of > 1 ? ` part ${attempt.part + 1} of ${of}` : "";
  const looked = attempt.kind === "reconcile";
  const again = !looked && before?.part === attempt.part && before.kind === "publish";
  const did = looked
    ? `Looked whether${which || " it"} is out`
    : `${again ? "Tried" : "Sent"}${which}${again ? " again" : ""}`;
  const came = attempt.outcome ? (looked && LOOKED[attempt.outcome]) || SENT[attempt.outcome] : null;
  return {
    key: attempt.id,
    at: attempt.startedAt,
    text: `${did}${looked ? ":" : " ·"} ${came?.text ?? "waiting for an answer"}`,
    note: attempt.outcome === "published" ? null : attempt.message,
    tone: came?.tone ?? "wait",
  };
}

/** What it all came to, or what comes next. */
function ending({ state, publishedAt, sendAt, dueAt, tries, failure, parts }: DeliveryDetail): LogLine | null {
  const line = (key: string, at: Date, said: Pick<LogLine, "text" | "tone">): LogLine => ({
    key,
    at,
    note: null,
    url: null,
    ...said,
  });
  if (state === "published" && publishedAt)
    return line("live", publishedAt, { text: parts.length > 1 ? "All parts are live" : "Live", tone: "good" });
  const waits = state === "scheduled" || state === "preparing" || state === "ready";
  if (waits && (tries > 0 || sendAt > dueAt) && failure)
    return line("next", sendAt, { text: "Goes on by itself", tone: "wait" });
  return null;
}

const PROVED: Record<NonNullable<Part["proof"]>["state"], { text: string; tone: LogLine["tone"] }> = {
  same: { text: "what is live matches", tone: "good" },
  different: { text: "what is live differs", tone: "bad" },
  gone: { text: "it is not there any more", tone: "bad" },
  cannot_tell: { text: "the network does not show it to us", tone: "plain" },
};

/** What a reader sees there, held against what was sent. */
function tellProof({ part, proof }: Part, of: number): LogLine[] {
  if (!proof) return [];
  const { text, tone } = PROVED[proof.state];
  return [
    {
      key: `proof-${part}`,
      at: new Date(proof.checkedAt),
      text: `Read back${of > 1 ? ` part ${part + 1} of ${of}` : ""}: ${text}`,
      note: proof.differences.join(" ") || null,
      url: null,
      tone,
    },
  ];
}

/** "4 ms after its time", "2.1 s after", "on time": how exactly something went out; null before its time. */
export function lateness(dueAt: Date, at: Date): string | null {
  const ms = at.getTime() - dueAt.getTime();
  if (ms < 0) return null;
  if (ms < 1_000) return `${ms} ms after its time`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s after its time`;
  const minutes = Math.round(ms / 60_000);
  return `${minutes.toLocaleString("en")} min after its time`;
}
