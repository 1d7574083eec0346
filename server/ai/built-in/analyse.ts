import { createHash } from "node:crypto";
import type { PassageText } from "@/server/ai/model";
import { type CopyIndex, copyIndex } from "@/server/ai/text/copied-runs";
import { languageTools } from "@/server/ai/text/language";
import { wordsOf } from "@/server/ai/text/words";
import { leansInside } from "./dangling";
import { centrality, similarity, type Vector, vectorsOf } from "./rank";
import { readSource, type Sentence } from "./read-source";

/** A source as the writer knows it: its sentences, what they weigh, and what they have in common. */
export type Analysis = {
  language: string;
  title: string;
  sentences: Sentence[];
  vectors: Vector[];
  /** How much each sentence is worth saying, about 0…1. */
  scores: number[];
  copy: CopyIndex;
};

type SourceText = { title: string; language: string; passages: readonly PassageText[] };

/** A job asks once for an outline and once per format: the same source is read once. */
const recent = new Map<string, Analysis>();
const KEPT = 4;

/** Reads and ranks a source. */
export function analyse(source: SourceText): Analysis {
  const hash = createHash("sha1").update(`${source.language}\n${source.title}`);
  for (const passage of source.passages) hash.update(`\n${passage.id}\t${passage.heading ?? ""}\t${passage.text}`);
  const key = hash.digest("base64");
  const known = recent.get(key);
  if (known !== undefined) return known;
  const made = read(source);
  recent.set(key, made);
  for (const old of recent.keys()) {
    if (recent.size <= KEPT) break;
    recent.delete(old);
  }
  return made;
}

function read({ title, language, passages }: SourceText): Analysis {
  const sentences = readSource(passages, title, language);
  const vectors = vectorsOf(sentences);
  const tools = languageTools(language);
  const titleTerms = new Set(wordsOf(title, language).map((word) => tools.stem(word.text)));
  const signals = sentences.map((sentence, at) =>
    signal(sentence, { before: sentences[at - 1], titleTerms, language }),
  );
  const central = centrality(vectors, signals);
  const words = passages.flatMap((passage) => wordsOf(passage.text, language).map((word) => word.text));
  return {
    language,
    title,
    sentences,
    vectors,
    scores: sentences.map((_, at) => 0.5 * (central[at] ?? 0) + (signals[at] ?? 0)),
    copy: copyIndex(words),
  };
}

const NUMBER = /\p{N}/u;
const QUOTE = /["“„«「]/u;
const QUESTION = /[?？؟]["'“”’»」』)]*$/u;

type Surroundings = { before: Sentence | undefined; titleTerms: ReadonlySet<string>; language: string };

/** What a sentence has going for it apart from its neighbours: place, title words, figures, length. */
function signal(sentence: Sentence, { before, titleTerms, language }: Surroundings): number {
  const inTitle = sentence.terms.filter((term) => titleTerms.has(term)).length;
  let score = 0.15 * Math.min(1, inTitle / Math.max(2, Math.min(4, titleTerms.size)));
  if (sentence.index < 3) score += 0.1;
  if (before === undefined || before.heading !== sentence.heading) score += 0.06;
  if (NUMBER.test(sentence.text)) score += 0.1;
  if (QUOTE.test(sentence.text)) score += 0.03;
  if (sentence.words >= 8 && sentence.words <= 24) score += 0.08;
  if (sentence.words > 40) score -= 0.15;
  if (QUESTION.test(sentence.text)) score -= 0.3;
  if (/[#@]\w/u.test(sentence.text)) score -= 0.15;
  if (sentence.dangling) score -= 0.1;
  if (sentence.words < 5) score -= 0.1;
  if (leansInside(sentence.text, language)) score -= 0.06;
  if (/\(.{25,}\)/u.test(sentence.text)) score -= 0.06;
  return score;
}

/** How alike two sentences of the source are, 0…1. */
export function alike(analysis: Analysis, a: Sentence, b: Sentence): number {
  const [one, other] = [analysis.vectors[a.index], analysis.vectors[b.index]];
  return one === undefined || other === undefined ? 0 : similarity(one, other);
}

/** What a sentence is worth, about 0…1. */
export function scoreOf(analysis: Analysis, sentence: Sentence): number {
  return analysis.scores[sentence.index] ?? 0;
}
