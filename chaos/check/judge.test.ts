import { expect, test } from "vitest";
import type { Acceptance, Delivery, Entry, Evidence } from "./evidence";
import { type Invariant, judge } from "./judge";

// The checker itself: a run without fault passes, and each lie about it is caught under its own name.

const DUE = 1_000_000;
const asked = { askedAt: DUE - 5_000, answeredAt: DUE - 4_990, status: 200 };

const text = (part: number, { edit = 0, of = 2, post = 1 } = {}): string => `c${post} e${edit} ${part}/${of} Tides.`;

/** Post 1 is a published thread of two; its parts went out at its instant and 20 ms later. */
function thread(): Evidence & { delivery: Delivery; first: Acceptance; second: Acceptance } {
  const first: Acceptance = { id: "key-1", account: "a", text: text(1), parent: null, at: DUE };
  const second: Acceptance = { id: "key-2", account: "a", text: text(2), parent: "key-1", at: DUE + 20 };
  const delivery: Delivery = {
    id: "d1",
    postId: "p1",
    state: "published",
    dueAt: DUE,
    updatedAt: DUE + 30,
    sendAt: DUE,
    readAt: DUE + 60_000,
    failure: null,
    newestText: text(1),
    parts: [
      { ordinal: 0, state: "published", remoteId: "key-1" },
      { ordinal: 1, state: "published", remoteId: "key-2" },
    ],
    attempts: [],
  };
  const journal: Entry[] = [
    { op: "post", post: 1, postId: "p1", kind: "key", parts: 2, group: "threads" },
    { op: "schedule", post: 1, delivery: "d1", dueAt: DUE, ...asked, status: 201 },
  ];
  return { journal, accepted: [first, second], deliveries: [delivery], delivery, first, second };
}

type Run = ReturnType<typeof thread>;
const caught = (lie: (run: Run) => void): Invariant[] => {
  const run = thread();
  lie(run);
  return [...new Set(judge(run).violations.map(({ invariant }) => invariant))];
};

const nothingSent = (run: Run): void => {
  run.accepted.length = 0;
  run.delivery.parts = run.delivery.parts.map((part) => ({ ...part, state: "pending", remoteId: null }));
};
const cancel = (run: Run): void => {
  nothingSent(run);
  run.delivery.state = "cancelled";
  run.journal.push({ op: "cancel", post: 1, delivery: "d1", ...asked });
};
const unknown = (run: Run, settledAfterMs: number): void => {
  run.delivery.attempts = [
    { ordinal: 0, kind: "publish", outcome: "unknown", startedAt: DUE, finishedAt: DUE + 20_000 },
    { ordinal: 0, kind: "reconcile", outcome: "published", startedAt: 0, finishedAt: DUE + 20_000 + settledAfterMs },
  ];
  run.delivery.updatedAt = DUE + 20_000 + settledAfterMs;
};

test("a run in which all went well has no violations, and every kind of honest end passes", () => {
  const held = judge(thread()).held;
  expect(held).toMatchObject({ once: 1, lost: 1, early: 1, parents: 1, agrees: 1, kept: 1 });
  expect(caught(() => {})).toEqual([]);
  expect(caught(cancel)).toEqual([]);
  expect(caught((run) => unknown(run, 59_000))).toEqual([]);
  expect(
    caught((run) => {
      nothingSent(run);
      const failure = { code: "503", message: "Down." };
      Object.assign(run.delivery, { state: "scheduled", failure, sendAt: run.delivery.readAt + 9_000 });
    }),
  ).toEqual([]);
  expect(
    caught((run) => {
      Object.assign(run.delivery, {
        state: "needs_attention",
        failure: { code: "cannot_tell", message: "Look there." },
      });
      Object.assign(run.delivery.parts[1] ?? {}, { state: "unknown", remoteId: null });
    }),
  ).toEqual([]);
});

const LIES: [string, Invariant, (run: Run) => void][] = [
  ["a part accepted twice", "once", (run) => run.accepted.push({ ...run.second, id: "key-3" })],
  ["a post with two deliveries", "once", (run) => run.deliveries.push({ ...run.delivery, id: "d2" })],
  [
    "a delivery that stays scheduled",
    "lost",
    (run) => {
      nothingSent(run);
      run.delivery.state = "scheduled";
    },
  ],
  [
    "a next try that never comes",
    "lost",
    (run) => {
      nothingSent(run);
      const failure = { code: "waits", message: "Later." };
      Object.assign(run.delivery, { state: "scheduled", failure, sendAt: run.delivery.readAt + 86_400_000 });
    },
  ],
  [
    "a delivery that stays unknown",
    "lost",
    (run) => {
      run.delivery.state = "unknown";
      run.accepted.length = 0;
      run.delivery.parts = [];
    },
  ],
  [
    "a failure without a reason",
    "lost",
    (run) => {
      nothingSent(run);
      run.delivery.state = "failed";
    },
  ],
  ["a post that is a millisecond early", "early", (run) => Object.assign(run.first, { at: DUE - 1 })],
  [
    "a post sent at the instant it was moved away from",
    "early",
    (run) => {
      run.journal.push({ op: "move", post: 1, delivery: "d1", dueAt: DUE + 2_000, ...asked });
      run.delivery.dueAt = DUE + 2_000;
    },
  ],
  [
    "a post sent after its cancel",
    "cancelled",
    (run) => {
      cancel(run);
      run.accepted.push(run.first);
    },
  ],
  [
    "a post sent with the old text",
    "edited",
    (run) => {
      run.journal.push({ op: "edit", post: 1, edit: 1, pinned: true, ...asked });
      run.delivery.newestText = text(1, { edit: 1 });
    },
  ],
  ["a thread of two versions", "parents", (run) => Object.assign(run.second, { text: text(2, { edit: 1 }) })],
  ["a part under the wrong one", "parents", (run) => Object.assign(run.second, { parent: "key-9" })],
  ["a first part that answers something", "parents", (run) => Object.assign(run.first, { parent: "key-9" })],
  [
    "a part before the one before it",
    "parents",
    (run) => Object.assign(run.second, { at: DUE + 5, parent: "key-1" }) && Object.assign(run.first, { at: DUE + 6 }),
  ],
  [
    "a part without the one before it",
    "parents",
    (run) => {
      run.accepted.shift();
    },
  ],
  [
    "published, but never accepted",
    "agrees",
    (run) => {
      run.accepted.length = 0;
    },
  ],
  [
    "accepted, but called failed",
    "agrees",
    (run) => {
      Object.assign(run.delivery, { state: "failed", failure: { code: "spam", message: "No." } });
      Object.assign(run.delivery.parts[1] ?? {}, { state: "rejected" });
    },
  ],
  ["published under another id", "agrees", (run) => Object.assign(run.delivery.parts[0] ?? {}, { remoteId: "key-9" })],
  [
    "published with a part left out",
    "agrees",
    (run) => {
      run.accepted.pop();
      Object.assign(run.delivery.parts[1] ?? {}, { state: "pending", remoteId: null });
    },
  ],
  [
    "accepted, but unknown to the ledger",
    "agrees",
    (run) => {
      run.deliveries.length = 0;
      run.journal.pop();
    },
  ],
  [
    "accepted, but written by nobody",
    "agrees",
    (run) => run.accepted.push({ ...run.first, text: text(1, { post: 7 }) }),
  ],
  [
    "a scheduled post that is gone",
    "kept",
    (run) => {
      nothingSent(run);
      run.deliveries.length = 0;
    },
  ],
  [
    "an instant that is not the acknowledged one",
    "kept",
    (run) => Object.assign(run.delivery, { dueAt: DUE - 60_000 }),
  ],
  [
    "a cancel that is gone",
    "kept",
    (run) => {
      cancel(run);
      Object.assign(run.delivery, { state: "needs_attention", failure: { code: "late", message: "Late." } });
    },
  ],
  [
    "an edit that is gone",
    "kept",
    (run) => run.journal.push({ op: "edit", post: 1, edit: 1, pinned: false, ...asked }),
  ],
  ["an outcome that was unknown for too long", "asked", (run) => unknown(run, 61_000)],
];

test.each(LIES)("%s is caught", (_, invariant, lie) => {
  expect(caught(lie)).toContain(invariant);
});

test("only a restored backup may forget what was acknowledged after it was taken", () => {
  const forget = (restored: boolean) => (run: Run) => {
    nothingSent(run);
    run.deliveries.length = 0;
    if (restored) run.journal.push({ op: "restored", takenAt: DUE - 10_000, at: DUE + 10_000 });
  };
  expect(caught(forget(false))).toEqual(["kept"]);
  expect(caught(forget(true))).toEqual([]);
});
