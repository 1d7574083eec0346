import type { DraftShape } from "@/server/ai/model";
import { baseLanguage } from "@/server/ai/text/base-language";
import type { Format } from "@/server/repurposing/formats/format";
import type { GateWishes } from "@/server/repurposing/gates/wishes";
import type { Controls, Draft } from "@/server/repurposing/input";

/** Beside its share of the usual length, a text may be this much longer than asked before it is called too long. */
const LEEWAY = 1.4;
const SHARE = { short: 0.5, medium: 1, long: 1.6 } as const;
const FEW_HASHTAGS = 2;
const EMOJI = /[^\S\n]?\p{RGI_Emoji}/gv;

/** The shape a format asks for, changed by what the person asked for. */
export function wishedShape(shape: DraftShape, controls: Controls): DraftShape {
  const room = closingRoom(shape, controls);
  const share = SHARE[controls.length ?? "medium"];
  const limit = shape.limit - room;
  const isThread = shape.maxParts > 1;
  const tags = { none: 0, few: Math.min(FEW_HASHTAGS, shape.maxHashtags), max: shape.maxHashtags };
  return {
    ...shape,
    limit,
    // A longer thread has more parts, not longer ones.
    target: Math.round(Math.min(isThread ? shape.target : shape.target * share, limit)),
    maxParts: isThread ? Math.max(shape.minParts, Math.min(shape.maxParts, Math.round(shape.maxParts * share))) : 1,
    maxHashtags: tags[controls.hashtags ?? "max"],
    ...(shape.slides && {
      slides: {
        ...shape.slides,
        max: Math.max(shape.slides.min, Math.min(shape.slides.max, Math.round(shape.slides.max * share))),
      },
    }),
  };
}

/** What the closing words need in a post of one part, with the blank line before them. */
function closingRoom(shape: DraftShape, { callToAction }: Controls): number {
  return callToAction === undefined || shape.maxParts > 1 ? 0 : shape.measure(`\n\n${callToAction}`);
}

/** What the gates hold a draft in this shape against. */
export const gatedWishes = (shape: DraftShape, { emoji, length, hashtags, callToAction }: Controls): GateWishes => ({
  emoji: emoji ?? null,
  maxHashtags: hashtags === undefined ? null : shape.maxHashtags,
  longest: length === "short" && shape.maxParts === 1 ? Math.round(shape.target * LEEWAY) : null,
  callToAction: callToAction ?? null,
});

/** Of what was asked for, what also holds for a person's own edits. */
export const editedWishes = ({ emoji, hashtags }: Controls): GateWishes => ({
  emoji: emoji ?? null,
  maxHashtags: hashtags === "none" ? 0 : null,
  longest: null,
  callToAction: null,
});

/**
 * A draft with what needs no model: house hashtags first and no more than asked for, the closing words, no emoji where none
 * are wanted. Quotations stay as they are.
 */
export function withWishes(
  draft: Draft,
  format: Format,
  { shape, controls }: { shape: DraftShape; controls: Controls },
): Draft {
  const bare = controls.emoji === "none" ? withoutEmoji(draft) : draft;
  const tags = [...(controls.houseTags ?? []), ...draft.hashtags];
  const seen = new Set<string>();
  const hashtags = tags.filter((tag) => {
    const key = tag.replace(/^#+/u, "").toLowerCase();
    return seen.has(key) ? false : seen.add(key);
  });
  const tagged = { ...bare, hashtags: hashtags.slice(0, shape.maxHashtags) };
  return controls.callToAction === undefined ? tagged : closed(tagged, format, { shape, words: controls.callToAction });
}

function withoutEmoji(draft: Draft): Draft {
  const strip = (list: Draft["parts"]) =>
    list.map(({ sentences }) => ({
      sentences: sentences.map((one) => (one.kind === "quote" ? one : { ...one, text: one.text.replace(EMOJI, "") })),
    }));
  return { ...draft, parts: strip(draft.parts), slides: strip(draft.slides ?? []) };
}

/** The closing words behind the last part, or as a part of their own where a thread has room for one. */
function closed(draft: Draft, format: Format, { shape, words }: { shape: DraftShape; words: string }): Draft {
  const closing = { text: `\n\n${words}`, passageIds: [], kind: "call_to_action" as const };
  const last = draft.parts.at(-1)?.sentences ?? [];
  const inLast = { ...draft, parts: [...draft.parts.slice(0, -1), { sentences: [...last, closing] }] };
  const ending = format.assemble(inLast).parts.findLast(({ role }) => role === undefined);
  // Of a single post the room was kept free; its own limit is the network's again.
  const limit = shape.limit + closingRoom(shape, { callToAction: words });
  if (ending !== undefined && shape.measure(ending.text) <= limit) return inLast;
  if (shape.maxParts > 1) return { ...draft, parts: [...draft.parts, { sentences: [{ ...closing, text: words }] }] };
  return draft;
}

/** Whether a text in the wished language is a translation of its source. */
export const isTranslated = (source: string, wished: string | undefined): boolean =>
  wished !== undefined && baseLanguage(source) !== baseLanguage(wished);
