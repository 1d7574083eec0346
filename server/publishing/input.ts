import { z } from "zod";
import { NETWORK_IDS } from "@/server/networks/rules";

export const DELIVERY_STATES = [
  "scheduled",
  "preparing",
  "ready",
  "claimed",
  "sending",
  "unknown",
  "published",
  "failed",
  "cancelled",
  "needs_attention",
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** States in which a delivery can still be changed; the commit to `sending` is the cut-off. */
export const OPEN_STATES = ["scheduled", "preparing", "ready", "claimed"] as const satisfies readonly DeliveryState[];

const deliveryId = z.uuid();
const channelIds = z.array(z.uuid()).min(1).max(50);
/** A wall time ("2026-11-20T09:00", read in `timeZone`) or an instant ("2026-11-20T09:00:00Z"). */
const at = z.string().trim().min(10).max(40);
/** An IANA zone; the workspace's when absent. */
const timeZone = z.string().trim().min(1).max(60).optional();

/** Says that it may go out on a day on which otherwise nothing does. */
const allowBlackout = z.boolean().optional();

export const schedulePostInput = z.object({ postId: z.uuid(), at, timeZone, channelIds, allowBlackout });
export const publishNowInput = z.object({ postId: z.uuid(), channelIds, allowBlackout });
/** `revision` is the one the person saw: a change made meanwhile by somebody else is not overwritten. */
export const rescheduleInput = z.object({
  deliveryId,
  /** "now" sends it at once, by the server's clock. */
  at: z.union([z.literal("now"), at]),
  timeZone,
  revision: z.number().int().optional(),
  allowBlackout,
});
export const deliveryIdInput = z.object({ deliveryId });
/** What a person found out about a delivery that needs attention. */
export const resolveDeliveryInput = z.object({ deliveryId, answer: z.enum(["it_is_live", "send_again"]) });
export const calendarInput = z.object({
  from: z.coerce.date(),
  to: z.coerce.date(),
  /** Every channel's when absent. */
  channelId: z.uuid().optional(),
});
export const listDeliveriesInput = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
  /** "waiting" is what waits for a person's answer, oldest first: needs attention, or failed and not planned anew. */
  state: z.enum([...DELIVERY_STATES, "waiting"]).optional(),
  postId: z.uuid().optional(),
});

/** What may keep it from going out as wished: errors do, warnings only delay it. */
const risk = z.object({ code: z.string(), severity: z.enum(["error", "warning"]), message: z.string() });

const failure = z.object({ code: z.string(), message: z.string() }).nullable();

/** A delivery as lists and the calendar show it. */
export const deliverySummary = z.object({
  id: z.string(),
  postId: z.string(),
  title: z.string(),
  channelId: z.string(),
  channelName: z.string(),
  network: z.enum(NETWORK_IDS),
  state: z.enum(DELIVERY_STATES),
  dueAt: z.date(),
  wallTime: z.string(),
  timeZone: z.string(),
  publishedAt: z.date().nullable(),
  url: z.string().nullable(),
  failure,
  /** Found ahead of its instant; empty once it is out. */
  risks: z.array(risk),
  revision: z.number(),
});
export type DeliverySummary = z.infer<typeof deliverySummary>;

const attempt = z.object({
  id: z.string(),
  part: z.number(),
  kind: z.enum(["publish", "reconcile"]),
  startedAt: z.date(),
  finishedAt: z.date().nullable(),
  outcome: z
    .enum(["published", "absent", "rejected", "rate_limited", "unavailable", "auth_expired", "unknown"])
    .nullable(),
  message: z.string().nullable(),
});
/** What a reader sees there, held against what was sent. */
export const proofView = z.object({
  checkedAt: z.string(),
  state: z.enum(["same", "different", "gone", "cannot_tell"]),
  differences: z.array(z.string()),
});
const part = z.object({
  part: z.number(),
  state: z.enum(["pending", "sending", "published", "rejected", "unknown"]),
  url: z.string().nullable(),
  publishedAt: z.date().nullable(),
  /** Null until it was read back. */
  proof: proofView.nullable(),
});

/** A delivery with its parts and every attempt, oldest first. */
export const deliveryDetail = deliverySummary.extend({
  tries: z.number(),
  /** When it is tried next; differs from `dueAt` after a failure. */
  sendAt: z.date(),
  parts: z.array(part),
  attempts: z.array(attempt),
});
export type DeliveryDetail = z.infer<typeof deliveryDetail>;

/** What scheduling came to; `shifted` says how a clock change moved the time, null when it did not. */
export const scheduledOutput = z.object({
  deliveries: z.array(deliverySummary),
  shifted: z.string().nullable(),
});
export type Scheduled = z.infer<typeof scheduledOutput>;

export const rescheduledOutput = z.object({ delivery: deliverySummary, shifted: z.string().nullable() });
export const deliveryListOutput = z.object({ items: z.array(deliverySummary), nextCursor: z.string().nullable() });
export const calendarOutput = z.object({ items: z.array(deliverySummary), truncated: z.boolean() });
