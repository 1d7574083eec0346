import type { RenditionView } from "@/server/posts/input";

/** An image in a part, with what the network's limits need to know of it. */
export type DraftImage = Pick<
  RenditionView["parts"][number]["media"][number],
  "assetId" | "alt" | "mediaType" | "bytes"
>;
/** A part being edited; `key` stays with it while it is moved, `text` and `media` are what is said. */
export type DraftPart = { key: string; text: string; media: DraftImage[] };
/** A rendition as it stands in this browser. */
export type Draft = { title: string | null; parts: DraftPart[] };
/** The words and pictures alone, as the API takes them. */
export type Content = { title: string | null; parts: { text: string; media: { assetId: string; alt: string }[] }[] };

type Words = { title: string | null; parts: readonly { text: string; media: DraftImage[] }[] };

let made = 0;
const newKey = () => `part-${++made}`;

/** Starts a draft from what is saved; `keys` keeps the identity of parts that were on screen already. */
export function draftOf(view: Words, keys: readonly string[] = []): Draft {
  const parts = view.parts.map(({ text, media }, index) => ({ key: keys[index] ?? newKey(), text, media }));
  return { title: view.title, parts };
}

/** What of a draft is saved. */
export function contentOf({ title, parts }: Content): Content {
  return {
    title,
    parts: parts.map(({ text, media }) => ({ text, media: media.map(({ assetId, alt }) => ({ assetId, alt })) })),
  };
}

/** Whether two would go out alike; blanks around a title are not part of it. */
export function sameContent(a: Content, b: Content): boolean {
  const plain = (content: Content) => ({ ...contentOf(content), title: content.title?.trim() || null });
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

const changePart = (draft: Draft, key: string, change: (part: DraftPart) => DraftPart): Draft => ({
  ...draft,
  parts: draft.parts.map((part) => (part.key === key ? change(part) : part)),
});

/** Replaces a part's text. */
export const writePart = (draft: Draft, key: string, text: string): Draft =>
  changePart(draft, key, (part) => ({ ...part, text }));

/** Adds an empty part after another one. */
export function addPart(draft: Draft, after: string): Draft {
  const at = draft.parts.findIndex(({ key }) => key === after) + 1;
  return { ...draft, parts: draft.parts.toSpliced(at, 0, { key: newKey(), text: "", media: [] }) };
}

/** Takes a part out; the last one stays. */
export function removePart(draft: Draft, key: string): Draft {
  return draft.parts.length === 1 ? draft : { ...draft, parts: draft.parts.filter((part) => part.key !== key) };
}

/** Moves a part one place up (-1) or down (1). */
export function movePart(draft: Draft, key: string, by: -1 | 1): Draft {
  const from = draft.parts.findIndex((part) => part.key === key);
  const part = draft.parts[from];
  const to = from + by;
  if (!part || to < 0 || to >= draft.parts.length) return draft;
  return { ...draft, parts: draft.parts.toSpliced(from, 1).toSpliced(to, 0, part) };
}

/** Makes one part of this one and the next, a blank line between their words. */
export function joinWithNext(draft: Draft, key: string): Draft {
  const at = draft.parts.findIndex((part) => part.key === key);
  const [part, next] = [draft.parts[at], draft.parts[at + 1]];
  if (!part || !next) return draft;
  const text = [part.text.trimEnd(), next.text.trimStart()].filter(Boolean).join("\n\n");
  return { ...draft, parts: draft.parts.toSpliced(at, 2, { ...part, text, media: [...part.media, ...next.media] }) };
}

/** Puts an image at the end of a part; the same one twice is once. */
export const addImage = (draft: Draft, key: string, image: DraftImage): Draft =>
  changePart(draft, key, (part) =>
    part.media.some(({ assetId }) => assetId === image.assetId) ? part : { ...part, media: [...part.media, image] },
  );

/** Takes an image out of a part. */
export const removeImage = (draft: Draft, key: string, assetId: string): Draft =>
  changePart(draft, key, (part) => ({ ...part, media: part.media.filter((image) => image.assetId !== assetId) }));

type Described = { key: string; assetId: string; alt: string };

/** Describes an image for people who do not see it. */
export const describeImage = (draft: Draft, { key, assetId, alt }: Described): Draft =>
  changePart(draft, key, (part) => ({
    ...part,
    media: part.media.map((image) => (image.assetId === assetId ? { ...image, alt } : image)),
  }));
