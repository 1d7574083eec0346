import LinkifyIt from "linkify-it";
import tlds from "tlds" with { type: "json" };

/** A stretch of a text in UTF-16 units, end exclusive. */
type Span = { start: number; end: number };

/** http and https links, with or without the scheme; names count when their last label is a real top-level domain. */
const linkify = new LinkifyIt({}, { fuzzyEmail: false, fuzzyIP: false }).tlds(tlds);
for (const scheme of ["ftp:", "mailto:", "//"]) linkify.add(scheme, null);

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
const utf8 = new TextEncoder();

/** Of these every character is one grapheme and weighs 1, for which no segmenter is needed. */
const PLAIN = /^[\x20-\x7e\n\t]*$/;

export function countGraphemes(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let count = 0;
  for (const _ of graphemes.segment(text)) count += 1;
  return count;
}

export function countBytes(text: string): number {
  return utf8.encode(text).length;
}

/** Mastodon's length (2026-11): graphemes, every link as 23. */
export function countLinksAs23(text: string): number {
  const links = findLinks(text);
  return links.reduce(
    (sum, { start, end }) => sum + LINK_WEIGHT - countGraphemes(text.slice(start, end)),
    countGraphemes(text),
  );
}

/** Threads' length (2026-11): characters, every emoji as its UTF-8 bytes. */
export function countEmojiBytes(text: string): number {
  let bytes = 0;
  const rest = text.replace(EMOJI, (emoji) => {
    bytes += countBytes(emoji);
    return "";
  });
  return bytes + [...rest].length;
}

/** Links in reading order; `url` is complete (https:// is put before a bare name). */
export function findLinks(text: string): (Span & { url: string })[] {
  return (linkify.match(text) ?? []).map((match) => ({
    start: match.index,
    end: match.lastIndex,
    url: match.schema === "" ? match.url.replace(/^http:/, "https:") : match.url,
  }));
}

/** Hashtags outside links, without the sign: letters, marks, digits and underscores, at least one of them a letter. */
export function findHashtags(text: string): (Span & { tag: string })[] {
  const links = findLinks(text);
  const found = text.matchAll(/(?<![\p{L}\p{M}\p{N}_&/#＃])[#＃](?=[\p{N}_]*\p{L})([\p{L}\p{M}\p{N}_]+)/gu);
  return [...found]
    .map((match) => ({ start: match.index, end: match.index + match[0].length, tag: match[1] ?? "" }))
    .filter(({ start }) => !links.some((link) => start >= link.start && start < link.end));
}

const LINK_WEIGHT = 23;
const EMOJI = /\p{RGI_Emoji}/gv;
/** Scripts X does not count as part of an address, so that a link ends where Chinese or Thai prose goes on. */
const OUTSIDE_LINKS = /[^\p{Script=Latin}\p{Script=Cyrillic}\p{ASCII}]/gu;

/**
 * X's weighted length (twitter-text configuration v3, 2026-11): after NFC every link counts 23, every emoji sequence 2,
 * Latin and neighbouring scripts and general punctuation 1, everything else 2.
 */
export function countWeighted(text: string): number {
  const normal = text.normalize("NFC");
  const masked = normal.replace(OUTSIDE_LINKS, (character) => " ".repeat(character.length));
  let length = 0;
  let from = 0;
  for (const link of findLinks(masked).filter((found) => isLinkOnX(masked, found))) {
    length += weigh(normal.slice(from, link.start)) + LINK_WEIGHT;
    from = link.end;
  }
  return length + weigh(normal.slice(from));
}

const TOP_LEVEL = new Set(tlds);

/** X wants a public host name, in ASCII when the scheme is left out, and no sign of a tag or mention before it. */
function isLinkOnX(text: string, link: Span & { url: string }): boolean {
  const host = URL.parse(link.url)?.hostname ?? "";
  if (!TOP_LEVEL.has(host.slice(host.lastIndexOf(".") + 1))) return false;
  const written = text.slice(link.start, link.end);
  if (/^https?:/i.test(written)) return true;
  return /^[\x21-\x7e]+/.exec(written)?.[0].includes(".") === true && !/[#＃$@＠]$/u.test(text.slice(0, link.start));
}

function weigh(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let emoji = 0;
  const rest = text.replace(EMOJI, () => {
    emoji += 1;
    return "";
  });
  let length = 2 * emoji;
  for (const character of rest) length += isLight(character.codePointAt(0) ?? 0) ? 1 : 2;
  return length;
}

function isLight(point: number): boolean {
  return (
    point <= 4351 ||
    (point >= 8192 && point <= 8205) ||
    (point >= 8208 && point <= 8223) ||
    (point >= 8242 && point <= 8247)
  );
}
