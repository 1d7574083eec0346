import { untraceable } from "./figures";
import { refusals } from "./limits";
import { flat, longestCopy, misquoted, words } from "./text";

/** A post as the checker sees it: its parts as text, and each sentence with the ids it cites. */
export type CheckedPost = {
  network: string;
  parts: string[];
  sentences: { text: string; cites: string[]; closing: boolean }[];
};

/** What a post may rely on. */
export type CheckedSource = {
  language: string;
  title: string;
  author: string;
  url: string;
  passages: ReadonlyMap<string, string>;
  /** People and organisations, from the gold file. */
  people: readonly string[];
};

/** What is wrong with a post, by kind; `sentences` and `covered` count the factual sentences and those that are held up. */
export type Verdict = {
  network: string[];
  figures: string[];
  quotes: string[];
  links: string[];
  people: string[];
  copied: string[];
  slop: string[];
  sentences: number;
  covered: number;
};

const SLOP =
  /\b(?:delve|game[- ]changer|tapestry of|unlock the|unleash|elevate your|in today['’]s|fast-paced world|ever-evolving|testament to|embark on|seamless|let['’]s dive|it['’]s important to note|in der heutigen|bahnbrechend|nahtlos|tauchen wir|dans le monde d['’]aujourd['’]hui|plongeons|change la donne|en el mundo actual|sum[eé]rgete|revolucionari|no mundo de hoje|divisor de águas|mergulhe|nel mondo di oggi|all['’]avanguardia|immergiti|in de wereld van vandaag|baanbrekend|naadloos)/iu;
const LINK = /https?:\/\/[^\s)]+|(?<![\p{L}\p{N}.])@[\p{L}\p{N}_.]*[\p{L}\p{N}_]/gu;
const LONGEST_COPY = 25;

/** Holds a post against its source without any of the product's own code. */
export function checkPost(post: CheckedPost, source: CheckedSource): Verdict {
  const { language, passages } = source;
  const credit = `${source.title}\n${source.author}\n${source.url}`;
  const everything = `${[...passages.values()].join("\n")}\n${credit}`;
  const verdict: Verdict = {
    network: refusals(post.network, post.parts),
    figures: [],
    quotes: [],
    links: [],
    people: [],
    copied: [],
    slop: post.parts.filter((text) => SLOP.test(text)),
    sentences: 0,
    covered: 0,
  };
  for (const { text, cites, closing } of post.sentences) {
    const cited = cites.map((id) => passages.get(id) ?? "").join("\n");
    const evidence = closing ? everything : `${cited}\n${text.includes(" — ") ? credit : ""}`;
    const wrong = {
      figures: untraceable(text, evidence, language).map(({ start, end }) => text.slice(start, end)),
      quotes: misquoted(text, evidence),
      links: (text.match(LINK) ?? []).filter((link) => !flat(everything).includes(flat(link))),
      people: source.people.filter(
        (name) =>
          flat(text).includes(flat(name)) &&
          !flat(`${evidence}\n${credit}\n${speakers(everything)}`).includes(flat(name)),
      ),
    };
    verdict.figures.push(...wrong.figures);
    verdict.quotes.push(...wrong.quotes);
    verdict.links.push(...wrong.links);
    verdict.people.push(...wrong.people);
    if (!closing && longestCopy(text, everything) > LONGEST_COPY) verdict.copied.push(text);
    if (closing) continue;
    verdict.sentences += 1;
    const held =
      cites.length > 0 && cites.length <= 3 && cites.every((id) => passages.has(id)) && sharesWords(text, cited);
    if (held && wrong.figures.length + wrong.quotes.length + wrong.people.length === 0) verdict.covered += 1;
  }
  return verdict;
}

/** In an interview a quotation is credited to the label in front of it. */
const speakers = (text: string): string => (text.match(/^[\p{Lu}][\p{L} .]+(?=\s?:)/gmu) ?? []).join("\n");

function sharesWords(text: string, cited: string): boolean {
  const own = words(text).filter((word) => word.length > 4);
  const theirs = new Set(words(cited).map((word) => word.slice(0, 5)));
  return own.length === 0 || own.some((word) => theirs.has(word.slice(0, 5)));
}
