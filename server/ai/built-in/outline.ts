import type { Idea } from "@/server/ai/model";
import { type Analysis, alike, scoreOf } from "./analyse";
import type { Sentence } from "./read-source";

const MAX_PASSAGES = 6;
const JOINS_IDEA = 0.16;
const NEXT_TO_IDEA = 0.05;
const TITLE_LENGTH = 90;

/** Groups a source's strongest sentences into ideas: a seed by score and difference, then what means the same or stands next to it. */
export function outline(analysis: Analysis, maxIdeas: number): { ideas: Idea[] } {
  const able = analysis.sentences.filter((sentence) => sentence.usable);
  const pool = able.length > 0 ? able : analysis.sentences.filter((sentence) => sentence.text !== "");
  const seeds = chooseSeeds(analysis, pool, ideaCount(pool.length, maxIdeas));
  const top = Math.max(...seeds.map((seed) => scoreOf(analysis, seed)), Number.MIN_VALUE);
  const members = new Map<Sentence, Sentence[]>(seeds.map((seed) => [seed, [seed]]));
  const byScore = pool.toSorted((a, b) => scoreOf(analysis, b) - scoreOf(analysis, a));
  for (const sentence of byScore) {
    if (members.has(sentence)) continue;
    const home = homeOf(analysis, sentence, seeds);
    const group = home === null ? undefined : members.get(home);
    if (group !== undefined && new Set(group.map((member) => member.passageId)).size < MAX_PASSAGES)
      group.push(sentence);
  }
  return {
    ideas: seeds.map((seed) => {
      const group = (members.get(seed) ?? [seed]).toSorted((a, b) => a.index - b.index);
      return {
        title: titleOf(seed, seeds),
        passageIds: [...new Set(group.map((member) => member.passageId))].slice(0, MAX_PASSAGES),
        salience: Math.round(Math.min(1, Math.max(0, scoreOf(analysis, seed) / top)) * 1000) / 1000,
      };
    }),
  };
}

function ideaCount(sentences: number, maxIdeas: number): number {
  return Math.max(1, Math.min(maxIdeas, Math.round(Math.sqrt(sentences) * 1.3)));
}

/** Maximal marginal relevance, with a small preference for sections not yet spoken for. */
function chooseSeeds(analysis: Analysis, pool: readonly Sentence[], count: number): Sentence[] {
  const seeds: Sentence[] = [];
  const closest = new Map<Sentence, number>();
  const sections = new Set<string | null>();
  const rest = new Set(pool.toSorted((a, b) => scoreOf(analysis, b) - scoreOf(analysis, a)).slice(0, 300));
  while (seeds.length < count && rest.size > 0) {
    let best: Sentence | null = null;
    let bestWorth = Number.NEGATIVE_INFINITY;
    for (const sentence of rest) {
      const repeated = closest.get(sentence) ?? 0;
      const worth =
        0.7 * scoreOf(analysis, sentence) -
        0.5 * repeated -
        (sections.has(sentence.heading) ? 0.05 : 0) -
        (sentence.dangling ? 0.2 : 0);
      if (worth > bestWorth) [best, bestWorth] = [sentence, worth];
    }
    if (best === null) break;
    rest.delete(best);
    seeds.push(best);
    sections.add(best.heading);
    for (const sentence of rest) {
      closest.set(sentence, Math.max(closest.get(sentence) ?? 0, alike(analysis, sentence, best)));
    }
  }
  return seeds;
}

function homeOf(analysis: Analysis, sentence: Sentence, seeds: readonly Sentence[]): Sentence | null {
  let home: Sentence | null = null;
  let best = 0;
  for (const seed of seeds) {
    const distance = Math.abs(seed.index - sentence.index);
    const near = distance <= 3 && seed.heading === sentence.heading;
    const same = alike(analysis, sentence, seed);
    if (same < (near ? NEXT_TO_IDEA : JOINS_IDEA) && distance !== 1) continue;
    const pull = same + (near ? 0.25 / distance : 0);
    if (pull > best) [home, best] = [seed, pull];
  }
  return home;
}

/** A heading that names this idea alone, else the seed itself, cut at a word. */
function titleOf(seed: Sentence, seeds: readonly Sentence[]): string {
  const heading = seed.heading?.trim() ?? "";
  if (heading !== "" && seeds.filter((other) => other.heading === seed.heading).length === 1) return clip(heading);
  return clip(seed.text);
}

function clip(text: string): string {
  if (text.length <= TITLE_LENGTH) return text.replace(/[.。]$/u, "");
  const cut = text.slice(0, TITLE_LENGTH - 1);
  const space = cut.lastIndexOf(" ");
  return `${(space > 40 ? cut.slice(0, space) : cut).replace(/[\s,;:–—-]+$/u, "")}…`;
}
