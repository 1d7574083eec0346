import type { PassageText } from "@/server/ai/model";
import { languageTools } from "@/server/ai/text/language";
import { openQuotesAfter, quotedSpans, quotesBalance } from "@/server/ai/text/quoted-spans";
import { sentencesOf } from "@/server/ai/text/sentences";
import { isUnspaced, wordsOf } from "@/server/ai/text/words";
import { startsDangling, withoutLooseConnective } from "./dangling";
import { speakersOf } from "./speakers";

/** One sentence of the source and what may be done with it. */
export type Sentence = {
  /** Place in the source, 0-based; neighbours differ by one. */
  index: number;
  passageId: string;
  heading: string | null;
  paragraph: number | null;
  /** Verbatim, without list marker, speaker label or loose connective. */
  text: string;
  /** Word for word, as it may stand in quotation marks. */
  said: string;
  words: number;
  /** Stems of its content words, without repeats. */
  terms: string[];
  /** Who says it in an interview; empty when the speaker has no name. */
  speaker: string | null;
  /** May be posted at all. */
  usable: boolean;
  /** Needs the sentence before it. */
  dangling: boolean;
  /** A list entry without a full stop. */
  item: boolean;
};

/** A block quotation is somebody else's, and whose it is does not stand in it. */
const POSTABLE: ReadonlySet<string> = new Set(["paragraph", "list_item"]);
const END_MARK = /[.!?…。！？؟۔।]["'“”’»」』)\]]*(?:\s?\[\d+\])?$/u;
const LIST_MARKER = /^(?:[-*•–—·▪‣]|\(?\d{1,2}[.)]|[a-z]\))\s+/u;
const CODE = /[{}<>|\\]|\s=\s|=>|::|;\s*$|\w\(\)|https?:\/\/\S+\s*$/u;
const EMAIL = /\S+@\S+\.\w{2,}/u;
const BOILERPLATE =
  /©|all rights reserved|alle rechte vorbehalten|tous droits réservés|cookie|subscribe|newsletter|sign up|share this|read more|click here|abonnieren|weiterlesen|published (?:on|by)|min(?:ute)?s? read/iu;
/** Who said it, torn off its quotation: "…”陈玉兰说。" */
const ATTRIBUTION_ONLY = /^.{1,14}(?:说|说道|表示|回忆道|指出|話す|語る|言う|述べた)。$/u;
/** Speaks of the document, not of its subject: "see above", "Listing 4-3", "later in this chapter", "let's look at". */
const SEES_ELSEWHERE = new RegExp(
  [
    String.raw`\b(?:see|as (?:shown|described|mentioned)) (?:above|below|in|figure|table|section|chapter|appendix)\b`,
    String.raw`\b(?:listing|figure|fig\.|table|chapter|appendix|section|kapitel|abbildung|tabelle|abschnitt|chapitre|tableau|capítulo|figura|tabla|cuadro) (?:\d|[A-Z]\b)`,
    String.raw`\b(?:this|next|previous|last) (?:chapter|section|lesson|tutorial|appendix|post|paragraph)\b`,
    String.raw`\b(?:the following|as follows|listed below|shown below|let['’]s (?:take|look|see|start|begin|now|first))\b`,
    String.raw`\bwe(?:['’]ll| will) (?:discuss|talk|see|look|cover|learn|return|come back)\b|\bwe (?:said|saw|discussed) (?:that|earlier|before)\b`,
    String.raw`\b(?:siehe (?:oben|unten)|wie (?:oben|unten)|im folgenden|ci-dessus|ci-dessous|más abajo|más arriba)\b`,
  ].join("|"),
  "iu",
);

/** Cuts passages into sentences and says of each whether it can stand in a post. */
export function readSource(passages: readonly PassageText[], title: string, language: string): Sentence[] {
  const tools = languageTools(language);
  const headings = new Set([title, ...passages.map((passage) => passage.heading ?? "")].map(plain));
  const speakers = speakersOf(passages);
  const prose = passages.filter((passage) => POSTABLE.has(passage.kind ?? "paragraph"));
  const needsEndMark = prose.filter((passage) => END_MARK.test(passage.text.trim())).length * 2 >= prose.length;
  const startsSmall = prose.filter((passage) => /^\p{Ll}/u.test(passage.text.trim())).length * 2 >= prose.length;
  const sentences: Sentence[] = [];
  let quoteOpen = false;
  let quoteAge = 0;
  let heading: string | null = null;
  for (const [at, passage] of passages.entries()) {
    const turn = speakers[at] ?? { label: 0, speaker: null, question: false };
    if (passage.heading !== heading || turn.label > 0 || quoteAge > 6) quoteOpen = false;
    heading = passage.heading;
    for (const raw of splitPassage(passage.text.slice(turn.label), language)) {
      const openBefore = quoteOpen;
      quoteOpen = openQuotesAfter(raw, quoteOpen);
      quoteAge = quoteOpen ? quoteAge + 1 : 0;
      const said = raw.replace(LIST_MARKER, "");
      const bare = withoutLooseConnective(said, language);
      const words = wordsOf(bare, language).map((word) => word.text);
      const item = !END_MARK.test(bare);
      sentences.push({
        index: sentences.length,
        passageId: passage.id,
        heading: passage.heading,
        paragraph: passage.paragraph ?? null,
        text: bare,
        said,
        words: words.length,
        terms: [
          ...new Set(
            words.filter((word) => !tools.isStopword(word) && (word.length > 1 || isUnspaced(word))).map(tools.stem),
          ),
        ],
        speaker: turn.speaker,
        usable:
          POSTABLE.has(passage.kind ?? "paragraph") &&
          !openBefore &&
          !turn.question &&
          words.length >= (turn.speaker === null ? 3 : 4) &&
          (!item || !needsEndMark || LIST_MARKER.test(raw) || inList(passages, at)) &&
          !headings.has(plain(bare)) &&
          (startsSmall || !/^\p{Ll}/u.test(bare)) &&
          standsAlone(bare),
        dangling: startsDangling(bare, language),
        item,
      });
    }
  }
  return sentences;
}

/** A list of one is a byline or a link. */
function inList(passages: readonly PassageText[], at: number): boolean {
  const isEntry = (place: number) => passages[place]?.kind === "list_item";
  return isEntry(at) && (isEntry(at - 1) || isEntry(at + 1));
}

function plain(text: string): string {
  return text
    .replace(/[\p{P}\s]+/gu, " ")
    .trim()
    .toLowerCase();
}

/** A passage is a sentence already unless the parser met a text without paragraphs. */
function splitPassage(text: string, language: string): string[] {
  const trimmed = text.trim().replace(/\s+/gu, " ");
  return trimmed.length < 160 ? [trimmed] : sentencesOf(trimmed, language);
}

function standsAlone(text: string): boolean {
  if (
    EMAIL.test(text) ||
    CODE.test(text) ||
    BOILERPLATE.test(text) ||
    ATTRIBUTION_ONLY.test(text) ||
    SEES_ELSEWHERE.test(text)
  )
    return false;
  if (/[:,;–—-]$/u.test(text) || /(?:…|\.\.\.)$/u.test(text)) return false;
  if (!quotesBalance(text) || !bracketsBalance(text)) return false;
  return !isBareQuote(text);
}

/** Words in quotation marks with nothing outside: nobody knows who says them. */
function isBareQuote(text: string): boolean {
  const spans = quotedSpans(text);
  const inside = spans.reduce((sum, span) => sum + span.end - span.start, 0);
  return spans.length > 0 && text.length - inside <= 2 * spans.length + 2;
}

function bracketsBalance(text: string): boolean {
  for (const [open, close] of ["()", "[]", "（）"].map((pair) => [...pair])) {
    if (text.split(open ?? "").length !== text.split(close ?? "").length) return false;
  }
  return true;
}
