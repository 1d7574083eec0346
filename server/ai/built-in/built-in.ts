import { setImmediate } from "node:timers/promises";
import type { Model, ModelReply, ModelRequest, ModelTask } from "@/server/ai/model";
import { ModelError } from "@/server/errors";
import { analyse } from "./analyse";
import { writeDraft } from "./draft";
import { outline } from "./outline";

const PROVIDER = "built-in";
const MODEL = "extractive-1";

/** The writer that needs no key: it says only what the source says, in the source's own sentences. Throws ModelError. */
export function builtInModel(): Model {
  return { provider: PROVIDER, label: "Built-in · extractive", generate };
}

async function generate<T>(request: ModelRequest<T>): Promise<ModelReply<T>> {
  const startedAt = performance.now();
  stopIfCancelled(request.signal);
  const { task } = request;
  if (task.kind === "edit")
    throw new ModelError("refused", "The built-in writer cannot edit: that needs a language model. Add a model key.");
  const written = write(task);
  if (written === null) throw new ModelError("refused", "The source has no sentence to write from.");
  const parsed = request.schema.safeParse(written);
  if (!parsed.success) {
    throw new ModelError("invalid_reply", "The built-in writer cannot write this shape.", { cause: parsed.error });
  }
  await stream(JSON.stringify(written), request);
  return {
    value: parsed.data,
    provider: PROVIDER,
    model: MODEL,
    calls: [
      {
        provider: PROVIDER,
        model: MODEL,
        outcome: "completed",
        usage: { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 },
        costMicros: 0,
        latencyMs: Math.round(performance.now() - startedAt),
      },
    ],
  };
}

function write(task: Exclude<ModelTask, { kind: "edit" }>): unknown {
  if (task.passages.every((passage) => passage.text.trim() === "")) return null;
  return task.kind === "outline" ? outline(analyse(task), task.maxIdeas) : writeDraft(task);
}

/** Sentence by sentence, giving way to other work in between. */
async function stream(
  text: string,
  { onText, signal }: Pick<ModelRequest<unknown>, "onText" | "signal">,
): Promise<void> {
  if (onText === undefined) return;
  for (const piece of text.matchAll(/"kind":|"salience":|$/gu)) {
    stopIfCancelled(signal);
    onText(text.slice(0, piece.index));
    await setImmediate();
  }
}

function stopIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new ModelError("cancelled", "Cancelled.", { cause: signal.reason });
}
