import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { type Citation, posts } from "@/db/schema/posts";
import type { Model, ModelCall, PassageText, Voice } from "@/server/ai/model";
import { type Ctx, guard } from "@/server/context";
import { AppError, ModelError } from "@/server/errors";
import { workspaceModel } from "@/server/models/workspace-model";
import { measureText, RULES } from "@/server/networks/rules";
import type { CitedSentence, EditEvent, EditProposal, ProposeEditInput } from "@/server/posts/input";
import { judgeEdit } from "@/server/posts/judge-edit";
import { loadEvidence } from "@/server/posts/load-evidence";
import { type CurrentRendition, checkBase, lockRendition } from "@/server/posts/lock-rendition";
import { streamed } from "@/server/posts/streamed";
import { keepable } from "@/server/renditions/input";
import { editPrompt } from "@/server/repurposing/edit-prompt";
import { assembleDraft } from "@/server/repurposing/formats/format";
import { sentencesSchema } from "@/server/repurposing/input";
import { loadVoice } from "@/server/repurposing/load-material";
import { shortIds } from "@/server/repurposing/short-ids";
import { readableText } from "@/server/repurposing/streamed-text";
import { recordCalls } from "@/server/usage/record-calls";

/** A try that fails a gate is told so and made once more. */
const TRIES = 2;
const MAX_TOKENS = 4_000;
/** Passages on either side of one the edited part rests on. */
const AROUND = 12;
/** Passages for a part that rests on none. */
const FIRST = 60;
/** Room for a slide, in characters. */
const SLIDE_ROOM = 400;
const HASHTAGS = /(?:\s*[#＃][\p{L}\p{M}\p{N}_]+)+\s*$/u;

type Options = { signal: AbortSignal; model?: Model };
/** Everything a proposal is made from, read once. */
type Desk = {
  current: CurrentRendition;
  /** The part's text, and the stretch of it that is changed. */
  text: string;
  span: { start: number; end: number };
  passages: PassageText[];
  voice: Voice | null;
  jobId: string | null;
};

/**
 * Has a language model change a part of a rendition, or some sentences of it, and gates what comes back; nothing is saved.
 * Throws NOT_FOUND, and CONFLICT when `baseVersion` is not the current one; the stream throws ModelError.
 */
export async function proposeEdit(
  ctx: Ctx,
  input: ProposeEditInput,
  options: Options,
): Promise<AsyncGenerator<EditEvent, void>> {
  guard(ctx, "posts.write");
  const desk = await readDesk(ctx, input);
  return propose(ctx, input, desk, options);
}

async function readDesk(ctx: Ctx, input: ProposeEditInput): Promise<Desk> {
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const current = await lockRendition(tx, workspaceId, input.renditionId);
    checkBase(current, input.baseVersion);
    const text = [...current.parts, ...current.slides][input.part]?.text;
    if (text === undefined) throw new AppError("NOT_FOUND", "There is no such part.");
    const sentences = current.citations.filter(({ part }) => part === input.part);
    const span = widened(text, input.range, sentences);
    if (text.slice(span.start, span.end).trim() === "")
      throw new AppError("BAD_REQUEST", "There is nothing to change.");
    const cited = sentences.flatMap(({ passageIds }) => passageIds);
    const { sourceVersionId: versionId } = current;
    const evidence = versionId ? await loadEvidence(tx, { workspaceId, versionId }, cited) : null;
    const [post] = await tx
      .select({ jobId: posts.jobId })
      .from(posts)
      .where(and(eq(posts.workspaceId, workspaceId), eq(posts.id, current.postId)));
    const jobId = post?.jobId ?? null;
    const voice = jobId ? await loadVoice(tx, workspaceId, jobId) : null;
    return { current, text, span, passages: around(evidence?.passages ?? new Map(), cited), voice, jobId };
  });
}

/** Whole sentences where the range touches some; the hashtags behind a text stay out. */
function widened(
  text: string,
  range: ProposeEditInput["range"],
  sentences: readonly Citation[],
): { start: number; end: number } {
  const tail = HASHTAGS.exec(text)?.index ?? text.length;
  if (range === undefined) return { start: 0, end: tail };
  const touched = sentences.filter(
    ({ start, end }) => start < Math.max(range.end, range.start + 1) && range.start < end,
  );
  const starts = touched.map(({ start }) => start);
  const ends = touched.map(({ end }) => end);
  return {
    start: Math.min(range.start, ...starts),
    end: Math.min(text.length, Math.max(range.end, ...ends)),
  };
}

function around(passages: ReadonlyMap<string, string>, cited: readonly string[]): PassageText[] {
  const all = [...passages].map(([id, text]) => ({ id, text, heading: null }));
  const places = all.flatMap(({ id }, at) => (cited.includes(id) ? [at] : []));
  if (places.length === 0) return all.slice(0, FIRST);
  return all.filter((_, at) => places.some((place) => Math.abs(place - at) <= AROUND));
}

async function* propose(
  ctx: Ctx,
  input: ProposeEditInput,
  desk: Desk,
  { signal, model: given }: Options,
): AsyncGenerator<EditEvent, void> {
  const purpose = `edit:${input.ask}`;
  // Who asks again wants another proposal.
  const model = given ?? workspaceModel(ctx, { jobId: desk.jobId, purpose, edition: randomUUID() });
  const calls: ModelCall[] = [];
  const left = new AbortController();
  let trying: Promise<unknown> = Promise.resolve();
  const order = { model, signal: AbortSignal.any([signal, left.signal]), calls };
  try {
    let best: EditProposal | null = null;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const failed: string[] =
        best === null ? [] : best.checks.filter(({ hard }) => hard).map(({ message }) => message);
      const writing = streamed<string, EditProposal>((push) => {
        const attempted = tryOnce(ctx, input, desk, { ...order, failed, onText: push });
        trying = attempted;
        return attempted;
      });
      for (let step = await writing.next(); ; step = await writing.next()) {
        if (!step.done) {
          if (attempt === 0) yield { kind: "text", text: step.value };
          continue;
        }
        if (best === null || hardOf(step.value) < hardOf(best)) best = step.value;
        break;
      }
      if (hardOf(best) === 0) break;
    }
    if (best !== null) yield { kind: "proposal", proposal: best };
  } finally {
    // The person went away: the model is not paid for the rest.
    left.abort();
    await trying.catch(() => undefined);
    const ledger = { workspaceId: ctx.workspaceId, jobId: desk.jobId, purpose, calls };
    await ctx.tx((tx) => recordCalls(tx, ledger));
  }
}

const hardOf = ({ checks }: EditProposal): number => checks.filter(({ hard }) => hard).length;

type Try = {
  model: Model;
  signal: AbortSignal;
  calls: ModelCall[];
  failed: readonly string[];
  onText: (text: string) => void;
};

async function tryOnce(ctx: Ctx, input: ProposeEditInput, desk: Desk, order: Try): Promise<EditProposal> {
  const { current, text, span } = desk;
  const { model, signal, calls, failed, onText } = order;
  const [before, passage, after] = [text.slice(0, span.start), text.slice(span.start, span.end), text.slice(span.end)];
  const ids = shortIds(desk.passages);
  const rules = RULES[current.network];
  const language = current.language ?? "und";
  const isSlide = input.part >= current.parts.length;
  const room = isSlide ? SLIDE_ROOM : rules.text.limit - measureText(before + after, rules);
  const about = { language, passages: ids.passages, voice: desk.voice, networkName: rules.name, failed };
  const { ask, instruction } = input;
  try {
    const reply = await model.generate({
      task: { kind: "edit", language, passages: ids.passages },
      ...editPrompt({ ...about, ask, instruction, room: Math.max(room, 0), passage: passage.trim(), before, after }),
      schema: sentencesSchema,
      schemaName: "edit",
      size: ask === "again" || ask === "custom" ? "large" : "small",
      maxOutputTokens: MAX_TOKENS,
      signal,
      onText: (json) => onText(readableText(`{"parts":[${json}`)),
    });
    calls.push(...reply.calls);
    const sentences = reply.value.sentences.map((one) => ({ ...one, text: keepable(one.text) }));
    const draft = { title: null, parts: [{ sentences }], hashtags: [] };
    const [laid] = assembleDraft(draft, { hookLine: false, perParagraph: Number.POSITIVE_INFINITY }).parts;
    // What stood around the words within the stretch stays: it is not the model's.
    const [, opening = "", , closing = ""] = /^(\s*)([\s\S]*?)(\s*)$/u.exec(passage) ?? [];
    const cites = (laid?.sentences ?? []).map(({ text: said, passageIds, kind }) => ({
      text: said,
      passageIds: [...new Set(ids.toLong(passageIds))].slice(0, 3),
      kind,
    }));
    const changed = `${before}${opening}${laid?.text ?? ""}${closing}${after}`;
    const checks = await gate(ctx, { current, part: input.part, text: changed, cites });
    const { version } = current;
    return {
      version,
      part: input.part,
      before: text,
      after: changed,
      cites,
      checks,
      model: `${reply.provider}/${reply.model}`,
    };
  } catch (error) {
    if (error instanceof ModelError) calls.push(...error.calls);
    throw error;
  }
}

type Gated = { current: CurrentRendition; part: number; text: string; cites: CitedSentence[] };

/** What the gates would say of the rendition with this part changed, as far as it is about the part and not well. */
async function gate(ctx: Ctx, { current, part, text, cites }: Gated): Promise<EditProposal["checks"]> {
  const change = <T extends { text: string }>(list: readonly T[], from: number): T[] =>
    list.map((one, at) => (at + from === part ? { ...one, text } : one));
  const { title } = current;
  const parts = change(current.parts, 0);
  const slides = change(current.slides, current.parts.length);
  const citations = [...current.citations, ...cites.map(asCitation)];
  const { checks } = await ctx.tx((tx) => judgeEdit(tx, { ...current, citations }, { title, parts, slides }));
  return checks.filter((check) => check.part === part && (check.state === "fix" || check.state === "needs_person"));
}

/** A sentence that may stand anywhere, with what it rests on: it is found by its words. */
export const asCitation = ({ text, passageIds, kind }: CitedSentence): Citation => ({
  part: Number.MAX_SAFE_INTEGER,
  start: 0,
  end: text.length,
  text,
  passageIds,
  state: "edited",
  kind,
});
