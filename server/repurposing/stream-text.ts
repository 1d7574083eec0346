import { and, eq, sql } from "drizzle-orm";
import { jobOutputs } from "@/db/schema/jobs";
import type { Ctx } from "@/server/context";
import { log } from "@/server/log";
import { keepable } from "@/server/renditions/input";
import { announceOutput } from "@/server/repurposing/announce-output";

/** Least time between two saves of a growing text, in milliseconds. */
const BATCH_MS = 100;

type Target = { outputId: string; round: number; onStopped: () => void };

/** Takes each state of a text while it is written; `end` waits until the last one is saved, `stop` saves no more: the whole is. */
export type TextStream = { push: (text: string) => void; end: () => Promise<void>; stop: () => Promise<void> };

/**
 * Saves a growing text in batches and tells screens what was added. `onStopped` is called when the output is no longer
 * being written (cancelled, or asked for anew). A save that fails is logged: the next one carries all the text.
 */
export function streamText(ctx: Ctx, target: Target): TextStream {
  let latest = "";
  let saved = "";
  let ended = false;
  let timer: NodeJS.Timeout | null = null;
  let saving: Promise<unknown> = Promise.resolve();

  const save = async () => {
    const text = latest;
    if (text === saved) return;
    const running = await saveText(ctx, target, { from: saved, to: text });
    saved = text;
    if (!running) target.onStopped();
  };
  const queueSave = () => {
    saving = saving.then(save).catch((error: unknown) => {
      const ids = { workspaceId: ctx.workspaceId, outputId: target.outputId };
      log().warn({ err: error, ...ids }, "a piece of text was not saved");
    });
    return saving;
  };
  const arm = () => {
    timer ??= setTimeout(() => {
      const before = latest;
      void queueSave().then(() => {
        timer = null;
        // What came while this piece was being saved waits for no further push.
        if (!ended && latest !== before) arm();
      });
    }, BATCH_MS);
  };
  return {
    push: (text) => {
      // A piece may end in the middle of a character; its other half comes with the next.
      latest = keepable(text.replace(/[\uD800-\uDBFF]$/, ""));
      arm();
    },
    end: async () => {
      ended = true;
      if (timer) clearTimeout(timer);
      await queueSave();
    },
    stop: async () => {
      ended = true;
      if (timer) clearTimeout(timer);
      await saving;
    },
  };
}

/** False when the output is no longer being written in this round. */
async function saveText(ctx: Ctx, target: Target, text: { from: string; to: string }): Promise<boolean> {
  const grows = text.to.startsWith(text.from);
  return ctx.tx(async (tx) => {
    const [output] = await tx
      .update(jobOutputs)
      .set({ text: text.to, seq: sql`${jobOutputs.seq} + ${grows ? 1 : 2}` })
      .where(
        and(
          eq(jobOutputs.workspaceId, ctx.workspaceId),
          eq(jobOutputs.id, target.outputId),
          eq(jobOutputs.round, target.round),
          eq(jobOutputs.status, "running"),
        ),
      )
      .returning();
    if (output) await announceOutput(tx, output, grows ? text.to.slice(text.from.length) : "");
    return output !== undefined;
  });
}
