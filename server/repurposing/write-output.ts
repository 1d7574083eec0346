import type { Idea, Model, ModelCall } from "@/server/ai/model";
import type { Ctx } from "@/server/context";
import { ModelError } from "@/server/errors";
import { workspaceModel } from "@/server/models/workspace-model";
import { failOutput } from "@/server/repurposing/fail-output";
import { draftShape } from "@/server/repurposing/formats/format";
import { findFormat } from "@/server/repurposing/formats/registry";
import { passagesFor } from "@/server/repurposing/passages-for";
import { saveOutput } from "@/server/repurposing/save-output";
import { shortIds } from "@/server/repurposing/short-ids";
import { startOutput } from "@/server/repurposing/start-output";
import { streamText } from "@/server/repurposing/stream-text";
import { readableText } from "@/server/repurposing/streamed-text";
import { watchCancel } from "@/server/repurposing/watch-cancel";
import { wishedShape } from "@/server/repurposing/wishes";
import { writeDraft } from "@/server/repurposing/write-draft";
import { recordCalls } from "@/server/usage/record-calls";

type Output = { outputId: string; round: number };

/**
 * Writes one format of a job: draft, gates, repairs, then the post in one transaction. No transaction is open while the
 * model writes. A model that fails makes the format failed; a cancelled job gets no post. Running it twice makes one post.
 */
export async function writeOutput(ctx: Ctx, output: Output, model?: Model): Promise<void> {
  const started = await startOutput(ctx, output);
  if (!started) return;
  const { jobId, material, voice, note, siblings, controls, variant, variants, prompt } = started;
  const format = findFormat(started.format);
  if (!format) {
    const message = "This format is no longer there. Choose another one.";
    return failOutput(ctx, { ...output, reason: "unknown_format", message });
  }
  const ids = shortIds(material.passages);
  const ideas = turned(started.ideas, variant - 1).map((idea) => ({
    ...idea,
    passageIds: ids.toShort(idea.passageIds),
  }));
  const shape = wishedShape(draftShape(format), controls);
  const watch = watchCancel(ctx, jobId);
  const stream = streamText(ctx, { ...output, onStopped: watch.cancel });
  const calls: ModelCall[] = [];
  const purpose = `draft:${format.id}`;
  const ledger = { workspaceId: ctx.workspaceId, jobId, purpose, calls };
  // Another variant, or the same asked for anew, is another text; a step that runs again is not.
  const edition = `${variant}.${output.round}`;
  try {
    const draft = await writeDraft(
      {
        task: {
          kind: "draft",
          title: material.title,
          author: material.author,
          sourceUrl: material.url,
          language: material.language,
          ideas,
          passages: passagesFor(ideas, ids.passages),
          // What likes and dislikes are taken from: posts of one format should differ too.
          shape: variant > 1 ? { ...shape, format: `${format.id} ${variant}` } : shape,
          voice,
          others: siblings.map(({ text }) => text),
        },
        siblings,
        format,
        passages: new Map(ids.passages.map(({ id, text }) => [id, text])),
        wishes: {
          note: note ?? undefined,
          controls,
          prompt: prompt ?? undefined,
          variant: { number: variant, of: variants },
        },
        model: model ?? workspaceModel(ctx, { jobId, purpose, edition }),
        signal: watch.signal,
        onText: (json) => stream.push(readableText(json)),
      },
      calls,
    );
    await stream.stop();
    const language = controls.language ?? material.language;
    await saveOutput(ctx, {
      ...output,
      draft,
      material: { ...material, language },
      toLong: ids.toLong,
      network: format.networkId,
      ledger,
    });
  } catch (error) {
    await stream.end();
    if (!(error instanceof ModelError)) throw error;
    if (error.kind === "cancelled") await ctx.tx((tx) => recordCalls(tx, ledger));
    else await failOutput(ctx, { ...output, reason: error.kind, message: error.message, ledger });
  } finally {
    watch.stop();
  }
}

/** The ideas from another one on: each further post of a format has another as its strongest. */
function turned(ideas: readonly Idea[], by: number): Idea[] {
  const from = ideas.length === 0 ? 0 : by % ideas.length;
  const order = [...ideas.slice(from), ...ideas.slice(0, from)];
  return order.map((idea, at) => ({ ...idea, salience: ideas[at]?.salience ?? idea.salience }));
}
