import type { InngestFunction } from "inngest";
import { followDeliveries } from "@/inngest/functions/follow-deliveries";
import { importPosts } from "@/inngest/functions/import-posts";
import { mailNotifications } from "@/inngest/functions/mail-notifications";
import { measureVoice } from "@/inngest/functions/measure-voice";
import { planRecurrence } from "@/inngest/functions/plan-recurrence";
import { planRecurrences } from "@/inngest/functions/plan-recurrences";
import { preflightQueue } from "@/inngest/functions/preflight-queue";
import { prepareDelivery } from "@/inngest/functions/prepare-delivery";
import { proveDeliveries } from "@/inngest/functions/prove-deliveries";
import { publishDue } from "@/inngest/functions/publish-due";
import { readSource } from "@/inngest/functions/read-source";
import { reconcileDelivery } from "@/inngest/functions/reconcile-delivery";
import { refreshChannel } from "@/inngest/functions/refresh-channel";
import { refreshChannels } from "@/inngest/functions/refresh-channels";
import { repurposeSource } from "@/inngest/functions/repurpose-source";
import { retryDelivery } from "@/inngest/functions/retry-delivery";
import { writeOutput } from "@/inngest/functions/write-output";

/** Every durable function of the product. */
export const functions: InngestFunction.Any[] = [
  readSource,
  repurposeSource,
  writeOutput,
  publishDue,
  prepareDelivery,
  retryDelivery,
  reconcileDelivery,
  refreshChannels,
  refreshChannel,
  mailNotifications,
  preflightQueue,
  followDeliveries,
  proveDeliveries,
  planRecurrence,
  planRecurrences,
  importPosts,
  measureVoice,
];
