import type { Idea, ModelTask } from "@/server/ai/model";
import { analyse } from "./analyse";
import { closingLine } from "./closing";
import {
  broken,
  creditedOnce,
  type Desk,
  joined,
  newDesk,
  paragraph,
  repeats,
  runsAreShort,
  SPREAD,
  withoutLongRuns,
  worth,
} from "./compose";
import { hashtagsFor } from "./hashtags";
import { chooseHook } from "./hook";
import { type Credits, excerpt, isBanned, type Line, quotation } from "./phrase";
import type { Sentence } from "./read-source";
import { liking } from "./turn";

type DraftTask = Extract<ModelTask, { kind: "draft" }>;
/** A draft as its schema wants it. */
export type Draft = {
  title: string | null;
  parts: Spoken[];
  slides: Spoken[];
  hashtags: string[];
};
type Spoken = { sentences: { text: string; passageIds: string[]; kind: Line["kind"] }[] };

/** A hook longer than this (in the network's unit) is below the fold on most networks. */
const HOOK_LENGTH = 180;
/** A post of more than this share of a source would be the source again, and the job's posts each other. */
const MOST_OF_SOURCE = 0.18;
/** The same for the sentences that may be posted at all. */
const MOST_OF_USABLE = 0.2;
const SHORT_SOURCE_WORDS = 120;
/** A source this short is no set of ideas: its sentences are taken as they come. */
const SHORT_SOURCE_SENTENCES = 6;
/** Longer threads are not read to the end. */
const LONGEST_THREAD = 8;
const LONGEST_TITLE = 150;

/** Writes one draft from a source's own sentences. Null when the source has none. */
export function writeDraft(task: DraftTask): Draft | null {
  const { shape } = task;
  const bannedPhrases = task.voice?.bannedPhrases ?? [];
  const credits: Credits = { language: task.language, author: task.author, title: task.title, bannedPhrases };
  const analysis = analyse(task);
  const desk = newDesk(analysis, credits, { ideas: task.ideas, format: shape.format, others: task.others ?? [] });
  const fits = (text: string) => shape.measure(text) <= shape.limit;
  const hook = chooseHook(desk, { fits, short: (text) => shape.measure(text) <= Math.min(shape.limit, HOOK_LENGTH) });
  if (hook === null) return null;
  const tags = hashtagsFor(analysis, task.voice?.hashtags ?? [], shape.maxHashtags).filter(
    (tag) => !isBanned(tag, bannedPhrases),
  );
  const closing = closingLine(task, analysis);
  const parts = shape.maxParts > 1 ? thread(desk, task, hook) : [post(desk, task, { hook, closing, tags })];
  const checked = parts.map((lines) => withoutLongRuns(desk, lines));
  return {
    title: shape.hasTitle ? titleOf(task, hook, bannedPhrases) : null,
    slides: slidesOf(
      newDesk(analysis, credits, { ideas: task.ideas, format: `${shape.format} slides`, others: [] }),
      task,
    ).map(spoken),
    ...finish(task, checked, { closing, tags }),
  };
}

/** Adds the closing line and as many hashtags as fit to the last part. */
function finish(
  task: DraftTask,
  parts: Line[][],
  ending: { closing: Line | null; tags: string[] },
): Pick<Draft, "parts" | "hashtags"> {
  const { shape } = task;
  const length = (lines: readonly Line[], tags: readonly string[]) =>
    shape.measure(joined(lines) + (tags.length === 0 ? "" : `\n\n${tags.join(" ")}`));
  const inText = parts.flat().reduce((sum, line) => sum + (line.text.match(/#[\p{L}\p{N}_]+/gu)?.length ?? 0), 0);
  let tags = ending.tags.slice(0, Math.max(0, shape.maxHashtags - inText));
  const last = parts.at(-1) ?? [];
  const all = parts.slice(0, -1);
  if (ending.closing === null) all.push(last);
  else if (length([...last, ending.closing], tags) <= shape.limit) all.push([...last, ending.closing]);
  else if (parts.length < shape.maxParts && length([ending.closing], tags) <= shape.limit) {
    all.push(last, [{ ...ending.closing, text: ending.closing.text.trimStart() }]);
  } else all.push(length([...last, ending.closing], []) <= shape.limit ? [...last, ending.closing] : last);
  while (tags.length > 0 && length(all.at(-1) ?? [], tags) > shape.limit) tags = tags.slice(0, -1);
  return {
    parts: all.map(spoken),
    hashtags: tags,
  };
}

const spoken = (lines: readonly Line[]): Spoken => ({
  sentences: lines.map(({ text, passageIds, kind }) => ({ text, passageIds, kind })),
});

/** What stands beside the post: a hook and one idea each, as in a thread, or one quotation each. */
function slidesOf(desk: Desk, task: DraftTask): Line[][] {
  const { slides } = task.shape;
  if (slides === undefined) return [];
  const { limit, target, max } = slides;
  const measure = (text: string) => [...text].length;
  const fits = (text: string) => measure(text) <= limit;
  if (slides.role === "card") return cards(desk, { max, fits });
  const chosen = chooseHook(desk, { fits, short: (text) => measure(text) <= target });
  if (chosen === null) return [];
  // So little room that only a sentence fits which leans on another: then the opening of one that does not.
  const leans = chosen.from[0]?.dangling === true;
  const hook: Line = leans ? { ...(cutToFit(desk, fits, false) ?? chosen), kind: "hook" } : chosen;
  const shape = { ...task.shape, maxParts: max, limit, target, measure };
  return thread(desk, { ...task, shape }, hook).map((lines) => withoutLongRuns(desk, lines));
}

/** The strongest line of each idea in quotation marks, in the order of the source. */
function cards(desk: Desk, { max, fits }: { max: number; fits: (text: string) => boolean }): Line[][] {
  const chosen: Line[] = [];
  const usable = (sentence: Sentence) => sentence.usable && !sentence.dangling && !sentence.item;
  for (const pool of poolsOf(desk)) {
    const byWorth = pool.filter(usable).toSorted((a, b) => worth(desk, b) - worth(desk, a));
    for (const sentence of byWorth) {
      const line = repeats(desk, sentence) ? null : quotation(sentence, desk.credits);
      if (line === null || !fits(line.text)) continue;
      desk.used.add(sentence);
      chosen.push(line);
      break;
    }
    if (chosen.length === max) break;
  }
  if (chosen.length > 0) return chosen.toSorted((a, b) => startOf([a]) - startOf([b])).map((line) => [line]);
  const only = cutToFit(desk, fits, false) ?? cutToFit(desk, fits, true);
  return only === null ? [] : [[only]];
}

/** The strongest sentence as a quotation, whole where it fits, else its opening; one that leans on another only when asked. */
function cutToFit(desk: Desk, fits: (text: string) => boolean, leaning: boolean): Line | null {
  const able = desk.analysis.sentences.filter((sentence) => leaning || (sentence.usable && !sentence.dangling));
  for (const sentence of able.toSorted((a, b) => worth(desk, b) - worth(desk, a))) {
    const whole = quotation(sentence, desk.credits);
    const line = whole !== null && fits(whole.text) ? whole : excerpt(sentence, desk.credits, fits);
    if (line !== null) return line;
  }
  return null;
}

function poolsOf(desk: Desk): Sentence[][] {
  const byPassage = new Map<string, Sentence[]>();
  for (const sentence of desk.analysis.sentences) {
    byPassage.set(sentence.passageId, [...(byPassage.get(sentence.passageId) ?? []), sentence]);
  }
  const said = new Set(
    desk.analysis.sentences
      .filter(({ text }) => desk.others.some((other) => other.includes(text)))
      .map(({ passageId }) => passageId),
  );
  const pull = ({ salience, title, passageIds }: Idea) =>
    salience + SPREAD * liking(desk.format, title) - passageIds.filter((id) => said.has(id)).length / passageIds.length;
  const ideas = desk.ideas.toSorted((a, b) => pull(b) - pull(a));
  return ideas.map((idea) => idea.passageIds.flatMap((id) => byPassage.get(id) ?? []));
}

/** Sentences no idea names, in stretches of one section, the weightiest first. */
function restOf(desk: Desk): Sentence[][] {
  const stretches: Sentence[][] = [];
  for (const sentence of desk.analysis.sentences) {
    const last = stretches.at(-1);
    if (last !== undefined && last.length < 6 && last[0]?.heading === sentence.heading) last.push(sentence);
    else stretches.push([sentence]);
  }
  const weight = (pool: readonly Sentence[]) =>
    pool.reduce(
      (best, sentence) => Math.max(best, desk.used.has(sentence) || !sentence.usable ? 0 : worth(desk, sentence)),
      0,
    );
  return stretches.toSorted((a, b) => weight(b) - weight(a)).slice(0, 40);
}

/** How many words of its source a post may take over. */
function mostWords({ analysis }: Desk): number {
  const { length } = analysis.copy.words;
  const usable = analysis.sentences.reduce((sum, { usable: may, words }) => sum + (may ? words : 0), 0);
  return length > SHORT_SOURCE_WORDS ? Math.min(length * MOST_OF_SOURCE, usable * MOST_OF_USABLE) : length;
}

function wordsIn(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.from.reduce((words, sentence) => words + sentence.words, 0), 0);
}

function startOf(lines: readonly Line[]): number {
  return lines[0]?.from[0]?.index ?? 0;
}

/** A thread: the hook alone, then one idea a part in the order of the source. */
function thread(desk: Desk, task: DraftTask, hook: Line): Line[][] {
  const { shape } = task;
  const { sentences } = desk.analysis;
  const able = sentences.filter((sentence) => sentence.usable && !sentence.dangling).length;
  const wanted = Math.min(shape.maxParts - 1, Math.max(1, Math.min(LONGEST_THREAD, Math.ceil(able / 2.5) + 1))) - 1;
  const parts: Line[][] = [];
  const most = mostWords(desk);
  const add = (pool: readonly Sentence[], { length, fresh }: { length: number; fresh: boolean }) => {
    if (parts.length >= wanted || wordsIn(parts.flat()) >= most) return;
    const lines = paragraph(desk, pool, {
      maxLines: 3,
      maxQuotes: 1,
      fits: (next) =>
        wordsIn([...parts.flat(), ...next]) <= Math.max(most, SHORT_SOURCE_WORDS / 2) &&
        shape.measure(joined(broken(next, task.language))) <= length,
      fresh,
    });
    if (lines.length > 0) parts.push(broken(lines, task.language));
  };
  const pools = able <= SHORT_SOURCE_SENTENCES ? Array.from({ length: wanted }, () => sentences) : poolsOf(desk);
  for (const pool of [...pools, ...restOf(desk)]) add(pool, { length: shape.target, fresh: true });
  // Where the other posts have said everything, little is said again.
  const few = Math.min(task.others === undefined || task.others.length === 0 ? 2 : 1, wanted);
  for (const length of [shape.target, shape.limit]) {
    for (const pool of [...pools, ...restOf(desk)]) if (parts.length < few) add(pool, { length, fresh: false });
  }
  return [[hook], ...parts.toSorted((a, b) => startOf(a) - startOf(b))];
}

type Frame = { hook: Line; closing: Line | null; tags: readonly string[] };

/** One post: the hook on its own line, then short paragraphs, an idea each, in the order of the source. */
function post(desk: Desk, task: DraftTask, { hook, closing, tags }: Frame): Line[] {
  const { shape } = task;
  const frame = shape.measure(`${hook.text}${closing?.text ?? ""}\n\n${tags.join(" ")}`);
  const most = mostWords(desk);
  const room = Math.min(shape.target, shape.limit) - frame;
  const paragraphs: Line[][] = [];
  const body = (more: readonly Line[]) =>
    [...paragraphs, more]
      .filter((lines) => lines.length > 0)
      .toSorted((a, b) => startOf(a) - startOf(b))
      .flatMap((lines) => broken(lines, task.language).map((line, at) => (at === 0 ? opened(line) : line)));
  const fits = (next: readonly Line[]) => {
    const lines = body(next);
    return wordsIn(lines) <= most && runsAreShort([hook, ...lines]) && shape.measure(joined(lines)) + 2 <= room;
  };
  const add = (pool: readonly Sentence[], fresh: boolean) => {
    const quotes = paragraphs.flat().filter((line) => line.kind === "quote" && line.from[0]?.speaker === null).length;
    const maxQuotes = quotes < (shape.hasTitle ? 4 : 2) ? 1 : 0;
    const lines = paragraph(desk, pool, { maxLines: shape.hasTitle ? 4 : 2, maxQuotes, fits, fresh });
    if (lines.length > 0) paragraphs.push(lines);
  };
  for (const pool of poolsOf(desk)) add(pool, true);
  if (shape.measure(joined(body([]))) < 0.7 * room) for (const pool of restOf(desk)) add(pool, true);
  for (const pool of [...poolsOf(desk), ...restOf(desk)]) if (paragraphs.length === 0) add(pool, false);
  return creditedOnce([hook, ...body([])]);
}

function opened(line: Line): Line {
  return { ...line, text: `\n\n${line.text.trimStart()}` };
}

/** The source's own title, else its hook; a very long one is cut at a word. */
function titleOf(task: DraftTask, hook: Line, bannedPhrases: readonly string[]): string {
  const title = task.title.trim();
  const chosen = title !== "" && !isBanned(title, bannedPhrases) ? title : (hook.from[0]?.text ?? hook.text);
  const longest = Math.min(LONGEST_TITLE, task.shape.titleLimit ?? LONGEST_TITLE);
  if (chosen.length <= longest) return chosen;
  const cut = chosen.slice(0, longest - 1);
  const space = cut.lastIndexOf(" ");
  return `${space > longest / 2 ? cut.slice(0, space) : cut}…`;
}
