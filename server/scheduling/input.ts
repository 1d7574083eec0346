import { z } from "zod";
import { deliverySummary } from "@/server/publishing/input";

/** The most of each that a workspace keeps or a request may name; what is over is refused with these numbers. */
export const LIMITS = {
  slotsPerChannel: 100,
  bulkPosts: 100,
  recurrencePosts: 20,
  recurrences: 200,
  blackouts: 500,
  importRows: 1_000,
  importBytes: 2_000_000,
} as const;

/** Offered for an empty queue: working days, three times a day. ISO weekdays, 1 is Monday. */
export const DEFAULT_SLOTS = { weekdays: [1, 2, 3, 4, 5], times: ["09:00", "13:00", "17:30"] };

const channelId = z.uuid();
const channelIds = z.array(channelId).min(1).max(50);
/** ISO: 1 is Monday, 7 is Sunday. */
const weekday = z.number().int().min(1).max(7);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Write the time like 09:30.");
const day = z.iso.date("Write the date like 2026-11-20.");
/** A wall time ("2026-11-20T09:00", read in `timeZone`) or an instant ("2026-11-20T09:00:00Z"). */
const at = z.string().trim().min(10).max(40);
const wallTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/, "Write the time like 2026-11-20T09:00.");
const timeZone = z.string().trim().min(1).max(60);
const allowBlackout = z.boolean().default(false);
const page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});

// Slots: the recurring times of a channel's queue, in the workspace's zone.

const slot = z.object({ id: z.uuid(), channelId: z.uuid(), weekday: z.number(), time: z.string() });
export type Slot = z.infer<typeof slot>;
export const channelIdInput = z.object({ channelId });
export const slotList = z.object({ items: z.array(slot), nextCursor: z.string().nullable(), timeZone: z.string() });
export const addSlotsInput = z.object({
  channelId,
  weekdays: z.array(weekday).min(1).max(7),
  times: z.array(clock).min(1).max(24),
});
export const moveSlotInput = z.object({ slotId: z.uuid(), weekday, time: clock });
export const slotIdInput = z.object({ slotId: z.uuid() });
/** `replace` removes what the other channels have; without it the slots are added. */
export const copySlotsInput = z.object({
  channelId,
  toChannelIds: z.array(z.uuid()).min(1).max(50),
  replace: z.boolean().default(false),
});
/** `stays` counts the deliveries planned at a slot that is no more: they go out when they were to. */
export const slotsChanged = z.object({ stays: z.number() });

/** A time of the queue with nothing in it; `shifted` says how a clock change moves it that day. */
export const freeSlot = z.object({
  dueAt: z.date(),
  wallTime: z.string(),
  timeZone: z.string(),
  shifted: z.string().nullable(),
});
export const nextFreeInput = z.object({ channelId, count: z.coerce.number().int().min(1).max(50).default(5) });
/** Fewer than asked for when the year ahead has no more. */
export const freeSlots = z.object({ items: z.array(freeSlot), nextCursor: z.string().nullable() });

// The queue: deliveries at slots.

export const addToQueueInput = z.object({ postId: z.uuid(), channelIds });
/** Each delivery at its channel's next free slot; `shifted` has a sentence for each one that a clock change moves. */
export const queuedOutput = z.object({ deliveries: z.array(deliverySummary), shifted: z.array(z.string()) });
export type Queued = z.infer<typeof queuedOutput>;
/** To the next free slot after now, or to the free slot at the instant `to` (one that `slots.nextFree` named). */
export const moveInQueueInput = z.object({
  deliveryId: z.uuid(),
  to: z.coerce.date().optional(),
  revision: z.number().int().optional(),
});
/** How many deliveries changed places. */
export const shuffledOutput = z.object({ moved: z.number() });

// Blackouts: days on which nothing goes out, in the workspace's zone.

const blackout = z.object({
  id: z.uuid(),
  /** Null: every channel. */
  channelId: z.uuid().nullable(),
  /** First and last day, both included. */
  from: z.string(),
  to: z.string(),
  reason: z.string(),
  createdAt: z.date(),
});
export type Blackout = z.infer<typeof blackout>;
export const blackoutList = z.object({ items: z.array(blackout), nextCursor: z.string().nullable() });
/** Those that are not over yet, newest first. */
export const listBlackoutsInput = page;
const span = { from: day, to: day, channelId: z.uuid().nullable().default(null) };
const inOrder = ({ from, to }: { from: string; to: string }) => from <= to;
const ORDER = { message: "The last day is before the first.", path: ["to"] };
/** What is planned within a span, to be shown before a blackout is added. */
export const plannedWithinInput = page.extend(span).refine(inOrder, ORDER);
export const plannedList = z.object({ items: z.array(deliverySummary), nextCursor: z.string().nullable() });
/** `planned`: what is already planned there stays, or moves to each channel's next free slot. */
export const addBlackoutInput = z
  .object({
    ...span,
    reason: z.string().trim().min(1, "Say why, so that the others know.").max(200),
    planned: z.enum(["stays", "moves"]).default("stays"),
  })
  .refine(inOrder, ORDER);
/** `stayed` are still planned within the blackout. */
export const addedBlackout = z.object({ blackout, moved: z.number(), stayed: z.number() });
export const blackoutIdInput = z.object({ blackoutId: z.uuid() });

// Recurrences: posts in rotation, by a rule.

/** RFC 5545 without DTSTART: FREQ of DAILY, WEEKLY, MONTHLY or YEARLY, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, COUNT or UNTIL. */
const rule = z.string().trim().min(10).max(300);
const recurrenceFields = {
  /** The posts that take turns; networks that forbid repeats need two whose texts differ. */
  postIds: z.array(z.uuid()).min(1).max(LIMITS.recurrencePosts),
  channelIds,
  rule,
  /** First wall time the rule may hit; its clock time is kept across clock changes. */
  startsAt: wallTime,
  /** The workspace's when absent. */
  timeZone: timeZone.optional(),
};
export const createRecurrenceInput = z.object({ title: z.string().trim().min(1).max(120), ...recurrenceFields });
export const previewRecurrenceInput = z.object({ ...recurrenceFields, postIds: z.array(z.uuid()).max(20).default([]) });
export const recurrenceIdInput = z.object({ recurrenceId: z.uuid() });
export const listRecurrencesInput = page;

/** One turn of a recurrence: its wall time names it, the delivery is null where none is planned (yet). */
export const occurrence = z.object({
  occurrence: z.string(),
  dueAt: z.date(),
  shifted: z.string().nullable(),
  skipped: z.boolean(),
  /** What stands in the way of planning it: a blackout. */
  blackout: z.string().nullable(),
  postId: z.string().nullable(),
  deliveries: z.array(deliverySummary),
});
export type Occurrence = z.infer<typeof occurrence>;
const recurrence = z.object({
  id: z.uuid(),
  title: z.string(),
  rule: z.string(),
  startsAt: z.string(),
  timeZone: z.string(),
  state: z.enum(["active", "paused", "ended"]),
  postIds: z.array(z.uuid()),
  channelIds: z.array(z.uuid()),
  skips: z.array(z.string()),
  /** Why something could not be planned when it was last tried; null when all is well. */
  problem: z.string().nullable(),
  /** Everything up to then is planned; null until it was first tried. */
  plannedUntil: z.date().nullable(),
  createdAt: z.date(),
});
export type Recurrence = z.infer<typeof recurrence>;
export const recurrenceOutput = recurrence;
export const recurrenceList = z.object({ items: z.array(recurrence), nextCursor: z.string().nullable() });
/** The next occurrences (at most 50) with what is planned for them, and what stands against the recurrence as it is. */
export const recurrenceDetail = recurrence.extend({ next: z.array(occurrence) });
export type RecurrenceDetail = z.infer<typeof recurrenceDetail>;
export const recurrencePreview = z.object({
  next: z.array(z.object({ occurrence: z.string(), dueAt: z.date(), shifted: z.string().nullable() })),
  problems: z.array(z.string()),
});
const oneOccurrence = recurrenceIdInput.extend({ occurrence: wallTime });
/** Leaves one out; what is planned for it is cancelled. */
export const skipOccurrenceInput = oneOccurrence;
/** "This one" only: another time, or another post, or both. What is left out stays. */
export const changeOccurrenceInput = oneOccurrence.extend({
  at: at.optional(),
  timeZone: timeZone.optional(),
  postId: z.uuid().optional(),
});
/** "This and all following": the old recurrence ends before `occurrence`, a new one begins there. What is left out stays. */
export const changeFollowingInput = oneOccurrence.extend({
  title: z.string().trim().min(1).max(120).optional(),
  postIds: recurrenceFields.postIds.optional(),
  channelIds: channelIds.optional(),
  rule: rule.optional(),
  startsAt: wallTime.optional(),
  timeZone: timeZone.optional(),
});
/** What is planned already is cancelled as well, unless `keepPlanned`. */
export const stopRecurrenceInput = recurrenceIdInput.extend({ keepPlanned: z.boolean().default(false) });
export const stoppedRecurrence = z.object({ recurrence, cancelled: z.number() });

// Many posts at once.

const plan = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("queue") }),
  /** The first at `from`, each further one `hours` later. */
  z.object({
    kind: z.literal("every"),
    hours: z
      .number()
      .min(0.25)
      .max(24 * 28),
    from: at,
    timeZone: timeZone.optional(),
  }),
  /** One time per post, in the same order. */
  z.object({
    kind: z.literal("at"),
    times: z.array(at).min(1).max(LIMITS.bulkPosts),
    timeZone: timeZone.optional(),
  }),
]);
export type BulkPlan = z.infer<typeof plan>;
export const bulkInput = z.object({
  postIds: z.array(z.uuid()).min(1).max(LIMITS.bulkPosts),
  channelIds: z.array(z.uuid()).min(1).max(20),
  plan,
  allowBlackout,
});
/** What each post would get; `problem` says why it cannot be. Nothing is changed. */
export const bulkPreview = z.object({
  items: z.array(
    z.object({
      postId: z.string(),
      title: z.string().nullable(),
      times: z.array(
        z.object({ channelId: z.string(), dueAt: z.date(), wallTime: z.string(), shifted: z.string().nullable() }),
      ),
      problem: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type BulkPreview = z.infer<typeof bulkPreview>;
/** All of them or none. */
export const bulkScheduled = z.object({ deliveries: z.array(deliverySummary), shifted: z.array(z.string()) });

// CSV import: checked first, then committed.

export const checkImportInput = z.object({
  fileName: z.string().trim().min(1).max(200),
  csv: z.string().min(1, "The file is empty."),
  /** For rows without a zone; the workspace's when absent. */
  timeZone: timeZone.optional(),
});
export const importIdInput = z.object({ importId: z.uuid() });
/** Rows with a problem make the commit fail unless they are left out. */
export const commitImportInput = importIdInput.extend({ leaveOutProblems: z.boolean().default(false) });
const importView = z.object({
  id: z.uuid(),
  fileName: z.string(),
  /** checked: nothing was changed yet · running: rows become posts · completed */
  state: z.enum(["checked", "running", "completed"]),
  rows: z.number(),
  /** Rows that cannot be imported, before or after the commit. */
  problems: z.number(),
  done: z.number(),
  createdAt: z.date(),
});
export type ImportView = z.infer<typeof importView>;
export const importOutput = importView;
export const importList = z.object({ items: z.array(importView), nextCursor: z.string().nullable() });
export const listImportsInput = page;
export const listImportRowsInput = importIdInput.extend({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  /** Rows after this one. */
  after: z.coerce.number().int().min(0).default(0),
  onlyProblems: z.union([z.boolean(), z.stringbool()]).default(false),
});
export const importRows = z.object({
  items: z.array(
    z.object({
      /** As a spreadsheet numbers it: the header is row 1. */
      row: z.number(),
      state: z.enum(["waiting", "problem", "done"]),
      title: z.string().nullable(),
      text: z.string(),
      /** What to mend, one sentence each. */
      problems: z.array(z.string()),
      /** When it goes out ("2026-11-20T09:00 Europe/Berlin"), or null for the queue. */
      when: z.string().nullable(),
      channels: z.array(z.string()),
      postId: z.uuid().nullable(),
    }),
  ),
  /** The `after` of the next page; null on the last. */
  nextAfter: z.number().nullable(),
});
export const importTemplate = z.object({ fileName: z.string(), csv: z.string() });

// Pauses: nothing is sent until it is resumed.

export const overdueInput = page.extend({ channelId: z.uuid().optional() });
/** What should have gone out meanwhile, latest first. */
export const overdueList = z.object({
  items: z.array(deliverySummary),
  nextCursor: z.string().nullable(),
  total: z.number(),
});
const overdueChoice = {
  /** Send what is overdue now, `spacingMinutes` apart · move it to the next free slots · leave it to the lateness policy. */
  overdue: z.enum(["send_now", "next_free_slots", "leave"]),
  spacingMinutes: z
    .number()
    .int()
    .min(0)
    .max(24 * 60)
    .default(5),
};
export const resumeChannelInput = z.object({ channelId, ...overdueChoice });
export const resumeWorkspaceInput = z.object(overdueChoice);
export const resumedOutput = z.object({ moved: z.number(), left: z.number() });
/** Null: not paused. */
export const pausesOutput = z.object({
  workspacePausedAt: z.date().nullable(),
  items: z.array(z.object({ channelId: z.string(), pausedAt: z.date() })),
  nextCursor: z.string().nullable(),
});
