import type { Model, ModelCall, ModelReply, ModelTask } from "@/server/ai/model";
import { ModelError } from "@/server/errors";
import { RULES } from "@/server/networks/rules";
import { keepable } from "@/server/renditions/input";
import type { Assembled, Format } from "@/server/repurposing/formats/format";
import { type GateResult, isHardFailure } from "@/server/repurposing/gates/gate";
import { type Draft, draftSchema } from "@/server/repurposing/input";
import { type Judgement, judge } from "@/server/repurposing/judge";
import { draftPrompt, type Prompt, repairPrompt, type Wishes } from "@/server/repurposing/prompts";
import { gatedWishes, isTranslated, withWishes } from "@/server/repurposing/wishes";

/** How often a language model is told what failed and asked to put it right. */
const MAX_REPAIRS = 2;
const MAX_TOKENS = 8_000;

type Order = {
  task: Extract<ModelTask, { kind: "draft" }>;
  format: Format;
  /** Id → text of the whole source, also where the task holds only a part of it. */
  passages: ReadonlyMap<string, string>;
  /** The job's other posts. */
  siblings?: { name: string; text: string }[];
  wishes: Wishes;
  model: Model;
  signal: AbortSignal;
  onText: (json: string) => void;
};

/** A draft laid out and judged, and who wrote it. */
export type WrittenDraft = { text: Assembled; judgement: Judgement; model: string };

/**
 * Writes one draft, runs the gates and has a language model mend what failed; the best of its drafts is returned, with what
 * the gates still say. Every call made goes into `calls`, also when it throws ModelError.
 */
export async function writeDraft(order: Order, calls: ModelCall[]): Promise<WrittenDraft> {
  const { task, format, wishes } = order;
  let reply = await ask(order, calls, { ...draftPrompt(task, format, wishes), size: "large", onText: order.onText });
  let best = lay(order, reply);
  for (let round = 0; round < MAX_REPAIRS && reply.provider !== "built-in"; round++) {
    const { value: draft } = reply;
    const failures = faults(lay(order, reply).judgement);
    if (failures.length === 0) break;
    const repair = { ...repairPrompt(task, format, { draft, failures, ...wishes }), size: "small" as const };
    const mended = await ask(order, calls, repair).catch(keepWhatThereIs);
    if (!mended) break;
    reply = mended;
    const candidate = lay(order, reply);
    if (weight(candidate.judgement) < weight(best.judgement)) best = candidate;
  }
  return best;
}

type Words = Prompt & { size: "small" | "large"; onText?: (json: string) => void };

async function ask(order: Order, calls: ModelCall[], words: Words): Promise<ModelReply<Draft>> {
  try {
    const { task, model, signal } = order;
    const call = { schema: draftSchema, schemaName: "draft", maxOutputTokens: MAX_TOKENS };
    const reply = await model.generate({ task, signal, ...call, ...words });
    calls.push(...reply.calls);
    const translated = isTranslated(task.language, order.wishes.controls?.language);
    if (reply.provider === "built-in" && translated)
      throw new ModelError(
        "refused",
        "Translating needs a language model, and none answered. Add a model key, or leave the language as it is.",
      );
    return { ...reply, value: keepableDraft(reply.value) };
  } catch (error) {
    if (error instanceof ModelError) calls.push(...error.calls);
    throw error;
  }
}

/** Models are known to write NULs and halves of emoji into JSON. */
const keepableDraft = (draft: Draft): Draft =>
  JSON.parse(JSON.stringify(draft), (_key, value: unknown) => (typeof value === "string" ? keepable(value) : value));

function lay(order: Order, reply: ModelReply<Draft>): WrittenDraft {
  const { format, task, passages, siblings = [], wishes } = order;
  const { controls = {}, prompt } = wishes;
  const { shape } = task;
  const text = format.assemble(withWishes(reply.value, format, { shape, controls }));
  const judgement = judge({
    language: controls.language ?? task.language,
    rules: RULES[format.networkId],
    title: text.title,
    parts: text.parts,
    passages,
    voice: task.voice,
    siblings,
    // The closing words are the person's own, with whatever address is in them.
    source: {
      title: task.title,
      author: task.author,
      url: [task.sourceUrl, controls.callToAction].filter(Boolean).join("\n"),
    },
    wishes: gatedWishes(shape, controls),
    measure: shape.measure,
    translated: isTranslated(task.language, controls.language),
    sourceless: prompt !== undefined,
    passed: "supported",
  });
  return { text, judgement, model: `${reply.provider}/${reply.model}` };
}

const faults = ({ results }: Pick<Judgement, "results">): GateResult[] =>
  results.filter(({ state }) => state === "fix" || state === "needs_person");

/** One hard failure outweighs any number of soft ones. */
const weight = ({ results }: Pick<Judgement, "results">): number =>
  results.filter(isHardFailure).length * 1_000 + faults({ results }).length;

/** A draft that could not be mended is still a draft, unless the job was cancelled. */
function keepWhatThereIs(error: unknown): null {
  if (error instanceof ModelError && error.kind !== "cancelled") return null;
  throw error;
}
