import { z } from "zod";

/** What changed, as small as can be: listeners read the rest from a query. `seq` lets them drop what is older. */
export const liveEventSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("source"), id: z.string(), state: z.string() }),
  z.object({ kind: z.literal("job"), id: z.string(), status: z.string() }),
  z.object({
    kind: z.literal("output"),
    id: z.string(),
    jobId: z.string(),
    seq: z.number(),
    status: z.string(),
    append: z.string(),
  }),
  z.object({ kind: z.literal("post"), id: z.string() }),
  z.object({ kind: z.literal("delivery"), id: z.string(), postId: z.string(), state: z.string() }),
  z.object({ kind: z.literal("channel"), id: z.string() }),
  z.object({ kind: z.literal("notification"), id: z.string() }),
]);
export type LiveEvent = z.infer<typeof liveEventSchema>;
