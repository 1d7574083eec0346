import { z } from "zod";
import { cancelDelivery } from "@/server/publishing/cancel-delivery";
import { deliverySummary, proofView, rescheduleInput, resolveDeliveryInput } from "@/server/publishing/input";
import { getDelivery } from "@/server/publishing/queries";
import { rescheduleDelivery } from "@/server/publishing/reschedule-delivery";
import { resolveDelivery } from "@/server/publishing/resolve-delivery";
import { memberRoute, type Route } from "@/server/rest/route";
import { instantView } from "@/server/rest/times";

const attempt = z.object({
  part: z.number(),
  kind: z.string(),
  startedAt: instantView,
  finishedAt: instantView.nullable(),
  outcome: z.string().nullable(),
  message: z.string().nullable(),
});

/** A delivery as the REST API shows it; `url` is relative to the app for the Hub. */
export const deliveryView = deliverySummary.extend({ dueAt: instantView, publishedAt: instantView.nullable() });

export const deliveryRoutes: Route[] = [
  memberRoute({
    method: "GET",
    path: "/deliveries/{id}",
    summary: "Where a delivery stands, with every attempt",
    permission: "workspace.read",
    input: z.object({ id: z.uuid() }),
    output: deliveryView.extend({
      parts: z.array(
        z.object({
          part: z.number(),
          state: z.string(),
          url: z.string().nullable(),
          publishedAt: instantView.nullable(),
          proof: proofView.nullable(),
        }),
      ),
      attempts: z.array(attempt),
    }),
    status: 200,
    handler: (ctx, { id }) => getDelivery(ctx, { deliveryId: id }),
  }),
  memberRoute({
    method: "POST",
    path: "/deliveries/{id}/cancel",
    summary: "Call a delivery off; too late once it is going out",
    permission: "posts.schedule",
    input: z.object({ id: z.uuid() }),
    output: deliveryView,
    status: 200,
    handler: (ctx, { id }) => cancelDelivery(ctx, { deliveryId: id }),
  }),
  memberRoute({
    method: "POST",
    path: "/deliveries/{id}/reschedule",
    summary: "Move a delivery to another instant; too late once it is going out",
    permission: "posts.schedule",
    input: rescheduleInput.omit({ deliveryId: true }).extend({ id: z.uuid() }),
    output: z.object({ delivery: deliveryView, shifted: z.string().nullable() }),
    status: 200,
    repeatable: true,
    handler: (ctx, { id, ...input }) => rescheduleDelivery(ctx, { deliveryId: id, ...input }),
  }),
  memberRoute({
    method: "POST",
    path: "/deliveries/{id}/resolve",
    summary: "Say of a delivery that waits for a person whether it is live or is to be sent again",
    permission: "posts.schedule",
    input: resolveDeliveryInput.omit({ deliveryId: true }).extend({ id: z.uuid() }),
    output: deliveryView,
    status: 200,
    repeatable: true,
    handler: (ctx, { id, answer }) => resolveDelivery(ctx, { deliveryId: id, answer }),
  }),
];
