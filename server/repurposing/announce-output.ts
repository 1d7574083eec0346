import type { Tx } from "@/db/client";
import { announce } from "@/server/live/announce";

type Output = { workspaceId: string; id: string; jobId: string; seq: number; status: string };

/**
 * Tells screens that an output changed. `append` is what was added since the `seq` before; a change that only replaces
 * text skips a `seq`, so that screens see a gap and read the whole.
 */
export const announceOutput = (tx: Tx, { workspaceId, id, jobId, seq, status }: Output, append = ""): Promise<void> =>
  announce(tx, workspaceId, { kind: "output", id, jobId, seq, status, append });
