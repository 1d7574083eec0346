import type { CitedSentence, RenditionView } from "@/server/posts/input";

/** An image in a part, with what the network's limits need to know of it. */
export type DraftImage = Pick<
  RenditionView["parts"][number]["media"][number],
  "assetId" | "alt" | "mediaType" | "bytes"
>;
type Role = RenditionView["slides"][number]["role"];
/** A part being edited; `key` stays with it while it is moved, `text` and `media` are what is said. With a `role` it is not sent. */
export type DraftPart = { key: string; text: string; media: DraftImage[]; role?: Role | undefined };
/** A rendition as it stands in this browser: the parts, then the slides; and what the sentences of accepted proposals rest on. */
export type Draft = { title: string | null; parts: DraftPart[]; cites?: CitedSentence[] };
/** The words and pictures alone, as the API takes them. */
export type Content = {
  title: string | null;
  parts: { text: string; media: { assetId: string; alt: string }[] }[];
  slides: { role: Role; text: string }[];
};

type Said<Image> = { text: string; media: Image[]; role?: Role | undefined };
/** Parts and slides in two lists as the API has them, or in one as a draft has them. */
type Words<Image> = {
  title: string | null;
  parts: readonly Said<Image>[];
  slides?: Content["slides"];
  cites?: CitedSentence[];
};

let made = 0;
const newKey = () => `part-${++made}`;

/** Starts a draft from what is saved; `keys` keeps the identity of parts that were on screen already. */
export function draftOf(view: Words<DraftImage>, keys: readonly string[] = []): Draft {
  const slides = (view.slides ?? []).map(({ role, text }) => ({ text, media: [], role }));
  const parts = [...view.parts, ...slides].map(({ text, media, role }, index) => ({
    key: keys[index] ?? newKey(),
    text,
    media,
    ...(role && { role }),
  }));
  return { title: view.title, parts, ...(view.cites && { cites: view.cites }) };
}

/** What of a draft goes out. */
export const sentParts = ({ parts }: Draft): DraftPart[] => parts.filter(({ role }) => role === undefined);

/** What of a draft is saved. */
export function contentOf({ title, parts, slides = [] }: Words<{ assetId: string; alt: string }>): Content {
  const sent = parts.filter(({ role }) => role === undefined);
  const shown = parts.flatMap(({ role, text }) => (role === undefined ? [] : [{ role, text }]));
  return {
    title,
    parts: sent.map(({ text, media }) => ({ text, media: media.map(({ assetId, alt }) => ({ assetId, alt })) })),
    slides: [...shown, ...slides.map(({ role, text }) => ({ role, text }))],
  };
}

/** Whether two would go out alike; blanks around a title are not part of it. */
export function sameContent(
  a: Words<{ assetId: string; alt: string }>,
  b: Words<{ assetId: string; alt: string }>,
): boolean {
  const plain = (content: Words<{ assetId: string; alt: string }>) => ({
    ...contentOf(content),
    title: content.title?.trim() || null,
  });
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

const changePart = (draft: Draft, key: string, change: (part: DraftPart) => DraftPart): Draft => ({
  ...draft,
  parts: draft.parts.map((part) => (part.key === key ? change(part) : part)),
});

/** Replaces a part's text. */
export const writePart = (draft: Draft, key: string, text: string): Draft =>
  changePart(draft, key, (part) => ({ ...part, text }));

type Proposed = { key: string; before: string; text: string; cites: readonly CitedSentence[] };

/** Takes over a proposal for a part whose words are still those it was made from; the same draft when they are not. */
export function acceptProposal(draft: Draft, { key, before, text, cites }: Proposed): Draft {
  if (draft.parts.find((part) => part.key === key)?.text !== before) return draft;
  const known = (draft.cites ?? []).filter((cite) => !cites.some((one) => one.text === cite.text));
  // The API takes 200; the latest matter.
  return { ...writePart(draft, key, text), cites: [...known, ...cites].slice(-200) };
}

/** Adds an empty part after another one. */
export function addPart(draft: Draft, after: string): Draft {
  const at = draft.parts.findIndex(({ key }) => key === after) + 1;
  const role = draft.parts[at - 1]?.role;
  return {
    ...draft,
    parts: draft.parts.toSpliced(at, 0, { key: newKey(), text: "", media: [], ...(role && { role }) }),
  };
}

/** Takes a part out; the last one that is sent stays. */
export function removePart(draft: Draft, key: string): Draft {
  const [only, ...others] = sentParts(draft);
  if (others.length === 0 && only?.key === key) return draft;
  return { ...draft, parts: draft.parts.filter((part) => part.key !== key) };
}

/** Moves a part one place up (-1) or down (1), among its like. */
export function movePart(draft: Draft, key: string, by: -1 | 1): Draft {
  const from = draft.parts.findIndex((part) => part.key === key);
  const part = draft.parts[from];
  const to = from + by;
  if (!part || draft.parts[to]?.role !== part.role || to < 0 || to >= draft.parts.length) return draft;
  return { ...draft, parts: draft.parts.toSpliced(from, 1).toSpliced(to, 0, part) };
}

/** Makes one part of this one and the next, a blank line between their words. */
export function joinWithNext(draft: Draft, key: string): Draft {
  const at = draft.parts.findIndex((part) => part.key === key);
  const [part, next] = [draft.parts[at], draft.parts[at + 1]];
  if (!part || !next || part.role !== next.role) return draft;
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
