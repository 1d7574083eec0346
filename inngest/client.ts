import { Inngest } from "inngest";

/** Every event of the product, with what it carries: ids only, never text, tokens or bytes. */
export type Events = {
  "sources/source.added": { workspaceId: string; sourceId: string; versionId: string };
  "repurposing/job.requested": { workspaceId: string; jobId: string };
  "repurposing/job.cancelled": { workspaceId: string; jobId: string };
  "repurposing/output.requested": { workspaceId: string; jobId: string; outputId: string; round: number };
  "publishing/delivery.scheduled": { workspaceId: string; deliveryId: string; revision: number };
  "publishing/delivery.retry": { workspaceId: string; deliveryId: string; tries: number };
  "publishing/delivery.unknown": { workspaceId: string; deliveryId: string; fence: number };
};
export type EventName = keyof Events;

/** The app's one Inngest client; keys and address come from the INNGEST_* variables the SDK itself reads. */
export const inngest = new Inngest({ id: "reprise" });
