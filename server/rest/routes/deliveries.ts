import { z } from "zod";
import { cancelDelivery } from "@/server/publishing/cancel-delivery";
import { deliverySummary, proofView } from "@/server/publishing/input";
import { getDelivery } from "@/server/publishing/queries";
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
];
