import { languageTools } from "@/server/ai/text/language";
import { sentencesOf } from "@/server/ai/text/sentences";
import { wordsOf } from "@/server/ai/text/words";

/** One content word of a clause, in order; `at` counts all words. */
export type Term = { stem: string; word: string; at: number; start: number; end: number };
/** A stretch of text that says one thing; `start` and `end` are offsets into the text it was cut from. */
export type Clause = { start: number; end: number; text: string; words: string[]; terms: Term[] };

const CUT = /[,;:—–()]\s+|\s[—–-]\s|["“”„«»](?=\s|$)/gu;
/** A clause this short is an aside of its neighbour. */
const SHORTEST = 3;

/** The sentences of a text as clauses with their content words. */
export function clausesOf(text: string, language: string): Clause[] {
  return cut(text, language, CUT);
}

/** The sentences of a text, whole, with their content words. */
export function statementsOf(text: string, language: string): Clause[] {
  return cut(text, language, null);
}

const kept = new Map<string, Clause[]>();
const MOST_KEPT = 2000;

/** The same passages are asked for by every gate and every sentence. */
function cut(text: string, language: string, marks: RegExp | null): Clause[] {
  const key = `${language}\t${marks === null}\t${text}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  let from = 0;
  const clauses = sentencesOf(text, language).flatMap((sentence) => {
    const start = text.indexOf(sentence, from);
    from = start + sentence.length;
    const ends = marks === null ? [] : [...sentence.matchAll(marks)].map((match) => match.index + match[0].length);
    const found: Clause[] = [];
    let begin = 0;
    for (const end of [...ends, sentence.length]) {
      const clause = clauseAt(text, { start: start + begin, end: start + end }, language);
      if (clause.words.length < SHORTEST && end < sentence.length) continue;
      found.push(clause);
      begin = end;
    }
    return found;
  });
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, clauses);
  return clauses;
}

function clauseAt(text: string, { start, end }: { start: number; end: number }, language: string): Clause {
  const tools = languageTools(language);
  const piece = text.slice(start, end);
  const words = wordsOf(piece, language);
  const terms = words.flatMap((word, at) =>
    tools.isStopword(word.text) || word.text.length < 2
      ? []
      : [{ stem: tools.stem(word.text), word: word.text, at, start: start + word.start, end: start + word.end }],
  );
  return { start, end, text: piece, words: words.map((word) => word.text), terms };
}

/** Content words two clauses share. */
export function shared(a: Clause, b: Clause): Set<string> {
  const stems = new Set(b.terms.map(({ stem }) => stem));
  return new Set(a.terms.map(({ stem }) => stem).filter((stem) => stems.has(stem)));
}

/** The clause of the evidence that says the same as this one, as far as words show it; null when none does. */
export function counterpart(clause: Clause, evidence: readonly Clause[], atLeast = 0.4): Clause | null {
  const own = new Set(clause.terms.map(({ stem }) => stem)).size;
  let best: { clause: Clause; count: number } | null = null;
  for (const other of evidence) {
    const count = shared(clause, other).size;
    const size = Math.min(own, new Set(other.terms.map(({ stem }) => stem)).size);
    if (count < 2 || count / size < atLeast) continue;
    if (best === null || count > best.count) best = { clause: other, count };
  }
  return best?.clause ?? null;
}
