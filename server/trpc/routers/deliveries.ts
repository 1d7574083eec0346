import { cancelDelivery } from "@/server/publishing/cancel-delivery";
import {
  calendarInput,
  calendarOutput,
  deliveryDetail,
  deliveryIdInput,
  deliveryListOutput,
  deliverySummary,
  listDeliveriesInput,
  publishNowInput,
  rescheduledOutput,
  rescheduleInput,
  resolveDeliveryInput,
  scheduledOutput,
  schedulePostInput,
} from "@/server/publishing/input";
import { publishNow } from "@/server/publishing/publish-now";
import { calendar, getDelivery, listDeliveries } from "@/server/publishing/queries";
import { rescheduleDelivery } from "@/server/publishing/reschedule-delivery";
import { resolveDelivery } from "@/server/publishing/resolve-delivery";
import { schedulePost } from "@/server/publishing/schedule-post";
import { memberProcedure, router } from "@/server/trpc/trpc";

const change = memberProcedure("posts.schedule");
const read = memberProcedure("workspace.read");

/** What goes out where and when. */
export const deliveriesRouter = router({
  schedule: change
    .input(schedulePostInput)
    .output(scheduledOutput)
    .mutation(({ ctx, input }) => schedulePost(ctx, input)),
  publishNow: change
    .input(publishNowInput)
    .output(scheduledOutput)
    .mutation(({ ctx, input }) => publishNow(ctx, input)),
  reschedule: change
    .input(rescheduleInput)
    .output(rescheduledOutput)
    .mutation(({ ctx, input }) => rescheduleDelivery(ctx, input)),
  cancel: change
    .input(deliveryIdInput)
    .output(deliverySummary)
    .mutation(({ ctx, input }) => cancelDelivery(ctx, input)),
  resolve: change
    .input(resolveDeliveryInput)
    .output(deliverySummary)
    .mutation(({ ctx, input }) => resolveDelivery(ctx, input)),
  get: read
    .input(deliveryIdInput)
    .output(deliveryDetail)
    .query(({ ctx, input }) => getDelivery(ctx, input)),
  calendar: read
    .input(calendarInput)
    .output(calendarOutput)
    .query(({ ctx, input }) => calendar(ctx, input)),
  list: read
    .input(listDeliveriesInput)
    .output(deliveryListOutput)
    .query(({ ctx, input }) => listDeliveries(ctx, input)),
});
