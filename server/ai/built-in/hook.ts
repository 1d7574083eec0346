import { type Desk, isQuestion, openingWorth } from "./compose";
import { leansInside } from "./dangling";
import { excerpt, type Line, phrase } from "./phrase";
import type { Sentence } from "./read-source";

type HookLimits = { fits: (text: string) => boolean; short: (text: string) => boolean };

/** How many of the strongest sentences are weighed against each other. */
const WEIGHED = 120;

/** The source's own strongest self-contained sentence; weaker kinds only when there is no better. Null for an unusable source. */
export function chooseHook(desk: Desk, limits: HookLimits): Line | null {
  const { sentences } = desk.analysis;
  const ranked = sentences
    .map((sentence) => ({ sentence, score: hookWorth(desk, sentence) }))
    .sort((a, b) => b.score - a.score)
    .map(({ sentence }) => sentence);
  const stages: ((sentence: Sentence, line: Line) => boolean)[] = [
    (sentence, line) =>
      sentence.usable &&
      !sentence.dangling &&
      !isQuestion(sentence) &&
      limits.short(line.text) &&
      line.kind === "claim",
    (sentence, line) => sentence.usable && !sentence.dangling && !isQuestion(sentence) && limits.fits(line.text),
    (sentence, line) => sentence.usable && !sentence.dangling && limits.fits(line.text),
    (sentence, line) => sentence.usable && limits.fits(line.text),
    (_, line) => limits.fits(line.text),
  ];
  for (const [stage, accepts] of stages.entries()) {
    for (const sentence of stage === 0 ? ranked.slice(0, WEIGHED) : ranked) {
      const line = phrase(sentence, desk.credits);
      if (line !== null && line.text !== "" && accepts(sentence, line)) return asHook(desk, line);
    }
    if (stage === 3) {
      for (const sentence of ranked.filter((other) => other.usable)) {
        const line = excerpt(sentence, desk.credits, limits.fits);
        if (line !== null) return asHook(desk, line);
      }
    }
  }
  for (const sentence of ranked) {
    const line = excerpt(sentence, desk.credits, limits.fits);
    if (line !== null) return asHook(desk, line);
  }
  return null;
}

function asHook(desk: Desk, line: Line): Line {
  for (const sentence of line.from) desk.used.add(sentence);
  return { ...line, kind: "hook" };
}

/** Stands in the opening paragraph. */
function isLead(desk: Desk, sentence: Sentence): boolean {
  const opening = desk.analysis.sentences[0]?.paragraph ?? null;
  return sentence.index < (opening === null ? 3 : 5) && sentence.paragraph === opening;
}

/** A hook is short, concrete and complete: figures and plain statements win, asides and lists lose. */
function hookWorth(desk: Desk, sentence: Sentence): number {
  let score = openingWorth(desk, sentence);
  if (sentence.words >= 6 && sentence.words <= 20) score += 0.2;
  if (sentence.words < 4) score -= 0.3;
  if (/[\p{N}]/u.test(sentence.text)) score += 0.12;
  if (/[%€$£¥]/u.test(sentence.text)) score += 0.06;
  if (/[();:；：]/u.test(sentence.text)) score -= 0.08;
  if (sentence.item) score -= 0.2;
  if (isLead(desk, sentence)) score += 0.35;
  if (sentence.index < desk.analysis.sentences.length * 0.1) score += 0.05;
  if (leansInside(sentence.text, desk.analysis.language)) score -= 0.12;
  if (sentence.speaker !== null) score -= 0.05;
  return score;
}
