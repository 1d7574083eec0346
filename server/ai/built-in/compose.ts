import type { Idea } from "@/server/ai/model";
import { copiedRuns, stretchesOutsideQuotes } from "@/server/ai/text/copied-runs";
import { gapAfter } from "@/server/ai/text/sentences";
import { type Analysis, alike, scoreOf } from "./analyse";
import { type Credits, joinedQuote, type Line, MAX_RUN, phrase } from "./phrase";
import type { Sentence } from "./read-source";
import { liking } from "./turn";

/** What is being written, and the source sentences already used. */
export type Desk = {
  analysis: Analysis;
  credits: Credits;
  ideas: readonly Idea[];
  used: Set<Sentence>;
  /** Which format is written: see `liking`. */
  format: string;
  /** The job's other posts, as text. */
  others: readonly string[];
  /** Extra worth of a sentence that an idea names. */
  named: Map<string, number>;
};

/** How far a format's liking may move a sentence, of a score of about 0…1. */
export const SPREAD = 0.8;
/** What a sentence loses with each other post of the job that says it. */
const SAID = 2;
/** The same for the sentence a post opens with. */
const OPENED = 0.08;
/** Two sentences more alike than this say the same thing. */
const SAME = 0.5;
/** Sentences this alike may share a paragraph from anywhere in the source. */
const RELATED = 0.45;
/** Neighbours of two paragraphs need at least this much in common. */
const SAME_TOPIC = 0.2;
const NEAR = 3;
const GATE_RUN = 25;

/** A desk for one draft. */
export function newDesk(analysis: Analysis, credits: Credits, job: Pick<Desk, "ideas" | "format" | "others">): Desk {
  const { ideas } = job;
  const named = new Map<string, number>();
  for (const idea of ideas) {
    for (const id of idea.passageIds) named.set(id, Math.max(named.get(id) ?? 0, 0.25 * idea.salience));
  }
  return { analysis, credits, ...job, used: new Set(), named };
}

/** What a sentence is worth in this draft: strong ones that other posts leave to it. */
export function worth(desk: Desk, sentence: Sentence): number {
  const said = timesSaid(desk, sentence);
  return weightOf(desk, sentence) + SPREAD * liking(desk.format, sentence.text) - SAID * said;
}

/** What it is worth to open with: readers of one network see only that post, so the strongest may open several. */
export const openingWorth = (desk: Desk, sentence: Sentence): number =>
  weightOf(desk, sentence) - OPENED * timesSaid(desk, sentence);

const weightOf = (desk: Desk, sentence: Sentence): number =>
  scoreOf(desk.analysis, sentence) + (desk.named.get(sentence.passageId) ?? 0);

/** In how many other posts of the job a sentence stands. */
function timesSaid({ others }: Desk, { text }: Sentence): number {
  return others.filter((other) => other.includes(text)).length;
}

/** Whether a sentence says what the draft already says. */
export function repeats(desk: Desk, sentence: Sentence): boolean {
  if (desk.used.has(sentence)) return true;
  for (const other of desk.used) if (alike(desk.analysis, sentence, other) > SAME) return true;
  return false;
}

type ParagraphLimits = {
  maxLines: number;
  maxQuotes: number;
  fits: (lines: readonly Line[]) => boolean;
  /** Nothing that another post of the job says. */
  fresh?: boolean;
};

/** The best few sentences of a pool that go together, in source order; marks them as used. */
export function paragraph(desk: Desk, pool: readonly Sentence[], limits: ParagraphLimits): Line[] {
  let chosen: Line[] = [];
  const byWorth = pool
    .filter((sentence) => sentence.usable && !isQuestion(sentence))
    .toSorted((a, b) => worth(desk, b) - worth(desk, a));
  for (const sentence of byWorth) {
    const addition = withAntecedent(desk, sentence, chosen);
    if (addition === null) continue;
    if (limits.fresh === true && addition.some(({ from }) => from.some((one) => timesSaid(desk, one) > 0))) continue;
    if (!belongs(desk, sentence, chosen)) continue;
    const next = [...chosen, ...addition].toSorted(bySource);
    const laid = broken(next, desk.analysis.language);
    const lines = laid.reduce((sum, line) => sum + (line.item ? 0.5 : 1), 0);
    if (lines > limits.maxLines || laid.filter((line) => line.kind === "quote").length > limits.maxQuotes) continue;
    if (!leanOnTheirOwn(next) || !runsAreShort(next) || !limits.fits(next)) continue;
    chosen = next;
    for (const line of addition) for (const from of line.from) desk.used.add(from);
  }
  return withoutLoneEntry(desk, chosen);
}

/** In a text of sentences one entry of a list says little without the others. */
function withoutLoneEntry({ analysis, used }: Desk, lines: Line[]): Line[] {
  const entries = lines.filter((line) => line.item);
  const [entry] = entries;
  const isList = analysis.sentences.filter((sentence) => sentence.item).length * 2 >= analysis.sentences.length;
  if (entry === undefined || entries.length > 1 || isList) return lines;
  for (const sentence of entry.from) used.delete(sentence);
  return lines.filter((line) => line !== entry);
}

/** Sentences of one paragraph stand near each other in the source, or speak of the same thing. */
function belongs(desk: Desk, sentence: Sentence, chosen: readonly Line[]): boolean {
  const others = chosen.flatMap((line) => line.from);
  if (others.length === 0) return true;
  return others.some((other) => {
    const same = alike(desk.analysis, other, sentence);
    if (same >= RELATED) return true;
    if (other.heading !== sentence.heading || Math.abs(other.index - sentence.index) > NEAR) return false;
    return other.paragraph === sentence.paragraph || sentence.dangling || same >= SAME_TOPIC;
  });
}

/** Asked in the source, answered there: a question alone says nothing. */
export function isQuestion(sentence: Sentence): boolean {
  return /[?？؟]["'“”’»」』)]*$/u.test(sentence.text);
}

/** The sentence, together with the one it leans on when that is not there yet. */
function withAntecedent(desk: Desk, sentence: Sentence, chosen: readonly Line[]): Line[] | null {
  if (repeats(desk, sentence)) return null;
  const line = phrase(sentence, desk.credits);
  if (line === null) return null;
  if (!sentence.dangling) return [line];
  const before = desk.analysis.sentences[sentence.index - 1];
  if (before === undefined || before.heading !== sentence.heading || !before.usable || before.dangling) return null;
  if (line.kind === "quote" && (sentence.speaker === null || before.speaker !== sentence.speaker)) return null;
  if (chosen.some((other) => other.from.includes(before))) return [line];
  if (repeats(desk, before)) return null;
  const antecedent = phrase(before, desk.credits);
  return antecedent === null ? null : [antecedent, line];
}

function bySource(a: Line, b: Line): number {
  return (a.from[0]?.index ?? 0) - (b.from[0]?.index ?? 0);
}

/** A leaning sentence stands directly behind the one it leans on. */
function leanOnTheirOwn(lines: readonly Line[]): boolean {
  return lines.every((line, at) => {
    const [first] = line.from;
    return first === undefined || !first.dangling || lines[at - 1]?.from.at(-1)?.index === first.index - 1;
  });
}

/** Neighbours in the source that stay neighbours count as one copied run. */
export function runsAreShort(lines: readonly Line[]): boolean {
  let run = 0;
  let before = -2;
  for (const line of lines) {
    const index = line.from[0]?.index ?? -2;
    run = index === before + 1 ? run + line.copied : line.copied;
    if (run > MAX_RUN) return false;
    if (line.copied === 0) run = 0;
    before = index;
  }
  return true;
}

/** Takes out of a part what would make a copied run longer than the gate allows (a source may repeat itself). */
export function withoutLongRuns(desk: Desk, lines: readonly Line[]): Line[] {
  let kept = [...lines];
  for (;;) {
    const text = joined(kept);
    const tooLong = stretchesOutsideQuotes(text, desk.analysis.language).some(
      (words) => copiedRuns(words, desk.analysis.copy, GATE_RUN).length > 0,
    );
    const weakest = kept
      .filter((line, at) => at > 0 && line.copied > 0 && !kept[at + 1]?.from.some((sentence) => sentence.dangling))
      .toSorted((a, b) => worthOf(desk, a) - worthOf(desk, b))[0];
    if (!tooLong || weakest === undefined) return kept;
    kept = kept.filter((line) => line !== weakest);
  }
}

function worthOf(desk: Desk, line: Line): number {
  return line.from[0] === undefined ? 0 : worth(desk, line.from[0]);
}

/** Lines as the text of a part: leading line breaks of a line open a new paragraph. */
export function joined(lines: readonly Pick<Line, "text">[]): string {
  let text = "";
  for (const line of lines) {
    const breaks = /^\n*/u.exec(line.text)?.[0] ?? "";
    if (text !== "") text += breaks === "" ? gapAfter(text) : breaks;
    text += line.text.slice(breaks.length);
  }
  return text;
}

/** The same lines with the breaks they need: list entries behind bullets, an attributed quotation on a line of its own. */
export function broken(lines: readonly Line[], language: string): Line[] {
  const merged: Line[] = [];
  for (const line of lines) {
    const last = merged.at(-1);
    const together = last === undefined ? null : joinedQuote(last, line, language);
    if (together === null) merged.push(line);
    else merged[merged.length - 1] = together;
  }
  return merged.map((line, at) => {
    const before = merged[at - 1];
    const inList = line.item && line.kind === "claim" && (before?.item === true || merged[at + 1]?.item === true);
    if (inList) return { ...line, text: `\n• ${line.from[0]?.text ?? line.text}` };
    if (at > 0 && (line.kind === "quote" || before?.kind === "quote")) return { ...line, text: `\n\n${line.text}` };
    return line;
  });
}

/** In a row of short quotations only the first needs its credit. */
export function creditedOnce(lines: readonly Line[]): Line[] {
  return lines.map((line, at) => {
    const before = lines[at - 1];
    const again =
      line.kind === "quote" && line.credit !== null && before?.kind === "quote" && before.credit === line.credit;
    const words = line.from.reduce((sum, sentence) => sum + sentence.words, 0);
    const ending = ` — ${line.credit}`;
    return again && words <= MAX_RUN && line.text.endsWith(ending)
      ? { ...line, text: line.text.slice(0, -ending.length) }
      : line;
  });
}
