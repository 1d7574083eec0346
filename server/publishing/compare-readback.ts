import type { Readback } from "@/server/networks/network";

const ADDRESS = /https?:\/\/[^\s<>"']+/gi;
const INVISIBLE = /[\u200b\u200c\u2060\ufeff\u00ad]/g;

type Wanted = { text: string; mediaCount: number; url: string | null };

/** What a person would see there that differs from what was sent, in plain words; an empty list: it is the same. */
export function compareReadback(wanted: Wanted, seen: NonNullable<Readback>): string[] {
  const differences: string[] = [];
  if (wordsOf(wanted.text) !== wordsOf(seen.text))
    differences.push(`The text there is another one: “${excerptAt(wordsOf(wanted.text), wordsOf(seen.text))}”.`);
  const there = new Set((seen.links ?? linksOf(seen.text)).map(plainLink));
  for (const link of linksOf(wanted.text))
    if (!there.has(plainLink(link))) differences.push(`The link ${link} is not there.`);
  if (wanted.mediaCount !== seen.mediaCount)
    differences.push(`It shows ${pictures(seen.mediaCount)} instead of ${pictures(wanted.mediaCount)}.`);
  if (wanted.url && seen.url && plainLink(wanted.url) !== plainLink(seen.url))
    differences.push(`Its address is now ${seen.url}.`);
  return differences;
}

/** Networks change spaces, compose characters and shorten links; links are compared by themselves. */
const wordsOf = (text: string): string =>
  text.normalize("NFC").replace(INVISIBLE, "").replace(ADDRESS, "…").replace(/\s+/g, " ").trim();

/** Punctuation behind an address belongs to the sentence. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(ADDRESS)].map(([link]) => link.replace(/[.,;:!?)\]…]+$/, ""));

/** A slash at the end, the case of the host and http or https make no difference. */
function plainLink(link: string): string {
  const url = URL.parse(link);
  return url ? `${url.host}${url.pathname.replace(/\/$/, "")}${url.search}${url.hash}` : link;
}

/** Some words of what is there, from shortly before the first difference on. */
function excerptAt(wanted: string, seen: string): string {
  const [a, b] = [[...wanted], [...seen]];
  let at = 0;
  while (at < b.length && a[at] === b[at]) at++;
  const from = b.lastIndexOf(" ", Math.max(0, at - 15)) + 1;
  const cut = b.slice(from, from + 80).join("");
  return `${from > 0 ? "…" : ""}${cut}${from + 80 < b.length ? "…" : ""}`;
}

const pictures = (count: number): string => (count === 1 ? "1 picture" : `${count === 0 ? "no" : count} pictures`);
