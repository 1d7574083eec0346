import { countBytes, findHashtags, findLinks } from "./count-text";

/** A marked stretch of a post's text; offsets count UTF-8 bytes (lexicon app.bsky.richtext.facet, 2026-08-20). */
export type Facet = { index: { byteStart: number; byteEnd: number }; features: [Record<string, string>] };

const LONGEST_TAG = 64;

/** Handles mentioned with an @, lower-cased, in reading order. */
export function findMentions(text: string): { start: number; end: number; handle: string }[] {
  const links = findLinks(text);
  const found = text.matchAll(
    /(?<![\p{L}\p{N}._@/-])@((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?)/giu,
  );
  return [...found]
    .map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      handle: (match[1] ?? "").toLowerCase(),
    }))
    .filter(({ start }) => !links.some((link) => start >= link.start && start < link.end));
}

/** Links, hashtags and those mentions whose handle is a key of `dids`, in reading order and without overlaps. */
export function facetsOf(text: string, dids: Readonly<Record<string, string>>): Facet[] {
  const marks = [
    ...findLinks(text).map((link) => ({ ...link, feature: feature("link", { uri: link.url }) })),
    ...findHashtags(text)
      .filter(({ tag }) => tag.length <= LONGEST_TAG)
      .map((found) => ({ ...found, feature: feature("tag", { tag: found.tag }) })),
    ...findMentions(text).flatMap((mention) => {
      const did = dids[mention.handle];
      return did === undefined ? [] : [{ ...mention, feature: feature("mention", { did }) }];
    }),
  ].toSorted((a, b) => a.start - b.start);
  const kept: typeof marks = [];
  for (const mark of marks) {
    if (mark.start >= (kept.at(-1)?.end ?? 0)) kept.push(mark);
  }
  return kept.map((mark) => {
    const byteStart = countBytes(text.slice(0, mark.start));
    return {
      index: { byteStart, byteEnd: byteStart + countBytes(text.slice(mark.start, mark.end)) },
      features: [mark.feature],
    };
  });
}

function feature(kind: "link" | "tag" | "mention", value: Record<string, string>): Record<string, string> {
  return { $type: `app.bsky.richtext.facet#${kind}`, ...value };
}
