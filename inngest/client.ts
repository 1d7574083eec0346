import { Inngest } from "inngest";
import { log } from "@/server/log";

/** Every event of the product, with what it carries: ids only, never text, tokens or bytes. */
export type Events = {
  "sources/source.added": { workspaceId: string; sourceId: string; versionId: string };
  "repurposing/job.requested": { workspaceId: string; jobId: string };
  "repurposing/job.cancelled": { workspaceId: string; jobId: string };
  "repurposing/output.requested": { workspaceId: string; jobId: string; outputId: string; round: number };
  "publishing/delivery.scheduled": { workspaceId: string; deliveryId: string; sendAt: string };
  "publishing/delivery.retry": { workspaceId: string; deliveryId: string; tries: number };
  "publishing/channel.unproven": { workspaceId: string; channelId: string; deliveryIds: string[] };
  "channels/channel.expiring": { workspaceId: string; channelId: string; version: number };
  "voices/voice.changed": { workspaceId: string; brandId: string };
  "notifications/notification.raised": { workspaceId: string; notificationId: string };
  "scheduling/recurrence.changed": { workspaceId: string; recurrenceId: string };
  "scheduling/import.committed": { workspaceId: string; importId: string };
  "publishing/delivery.unknown": { workspaceId: string; deliveryId: string; fence: number };
};
export type EventName = keyof Events;

/** The SDK's own lines in our shape: words first, then an error or what belongs to it. */
const line =
  (level: "debug" | "info" | "warn" | "error") =>
  (...said: unknown[]): void => {
    const err = said.find((part) => part instanceof Error);
    log()[level]({ part: "inngest", ...(err && { err }) }, said.filter((part) => typeof part === "string").join(" "));
  };
const logger = { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };

/** The app's one Inngest client; keys and address come from the INNGEST_* variables the SDK itself reads. */
export const inngest = new Inngest({ id: "reprise", logger });
