import { countBytes, countEmojiBytes, countGraphemes, countLinksAs23, countWeighted, findHashtags } from "./count-text";
import { OTHER_RULES } from "./other-rules";

/** Every network a format can be written for; an adapter exists only for those in registry.ts. */
export const NETWORK_IDS = [
  "x",
  "linkedin",
  "instagram",
  "facebook",
  "hub",
  "bluesky",
  "threads",
  "mastodon",
  "tiktok",
  "youtube",
  "newsletter",
  "blog",
] as const;
export type NetworkId = (typeof NETWORK_IDS)[number];

/** A network's limits, as data the composer, API, prompts and pre-flight share. */
export type NetworkRules = {
  id: NetworkId;
  name: string;
  text: {
    limit: number;
    /** How the network counts: user-perceived characters (Mastodon: a link as 23), X's weighted scheme, UTF-16 units, or characters with an emoji as its UTF-8 bytes (Threads). */
    unit: "graphemes" | "links23" | "weighted" | "utf16" | "emoji_bytes";
    maxBytes: number | null;
  };
  /** 1 means the network has no threads. */
  maxParts: number;
  /** Per part; null means no limit is known. */
  maxHashtags: number | null;
  media: {
    /** How many images a part must have (Instagram: 1). */
    minImages: number;
    maxImages: number;
    /** The largest file taken from a person; an adapter that shrinks images takes more than its network does. */
    maxImageBytes: number;
    imageTypes: readonly string[];
    /** In UTF-16 units; null means no limit is known. */
    altTextLimit: number | null;
  };
  hasTitle: boolean;
  /** In graphemes; null where there is no title. */
  titleLimit: number | null;
  /** Within so many days a recurrence sends a channel no text twice; null means the network takes repeats. */
  noRepeatDays: number | null;
  /**
   * What is known of a write whose answer was lost. native_key: the same write again is the same post. lookup: it can be
   * looked for, and what is not there once it cannot land any more did not go out. none: only a person can tell.
   */
  certainty: "native_key" | "lookup" | "none";
  /** How many parts one channel may publish within so many hours, rolling; null means no limit is known. */
  quota: { max: number; windowHours: number } | null;
  /** How far apart two posts of one channel are at least, in seconds; a channel may set more. */
  spacingSeconds: number;
};

/** Where the vendor sets no limit to a thread, ours. */
const LONGEST_THREAD = 25;
const WEB_IMAGES = ["image/jpeg", "image/png", "image/webp", "image/gif"] as const;

/** Limits as of 2026-11-20, from each vendor's reference; what is ours is said. */
export const RULES: Readonly<Record<NetworkId, NetworkRules>> = {
  /** docs.x.com: 280 weighted (twitter-text v3), 4 photos of 5 MB, alt text 1,000. */
  x: {
    id: "x",
    name: "X",
    text: { limit: 280, unit: "weighted", maxBytes: null },
    maxParts: LONGEST_THREAD,
    maxHashtags: null,
    media: { minImages: 0, maxImages: 4, maxImageBytes: 5_000_000, imageTypes: WEB_IMAGES, altTextLimit: 1000 },
    hasTitle: false,
    titleLimit: null,
    // docs.x.com: identical recent text is refused (403), within an unpublished window. 7 is ours.
    noRepeatDays: 7,
    certainty: "lookup",
    // docs.x.com/x-api/fundamentals/rate-limits: POST /2/tweets 100 per user and 15 minutes, and no daily figure.
    quota: { max: 100, windowHours: 0.25 },
    spacingSeconds: 0,
  },
  /** learn.microsoft.com: 3,000 characters (ugcPosts page), 20 images, alt text 4,086. Bytes are undocumented: 8 MB is ours. */
  linkedin: {
    id: "linkedin",
    name: "LinkedIn",
    text: { limit: 3000, unit: "utf16", maxBytes: null },
    maxParts: 1,
    maxHashtags: null,
    media: {
      minImages: 0,
      maxImages: 20,
      maxImageBytes: 8_000_000,
      imageTypes: ["image/jpeg", "image/png", "image/gif"],
      altTextLimit: 4086,
    },
    hasTitle: false,
    titleLimit: null,
    // 422 DUPLICATE_POST: "wait 10 minutes" by the reference, 24 to 48 hours by its users. 7 is ours.
    noRepeatDays: 7,
    // Listing a member's own posts needs a permission LinkedIn gives to few.
    certainty: "none",
    // learn.microsoft.com (Share on LinkedIn): 150 requests per member and day.
    quota: { max: 150, windowHours: 24 },
    spacingSeconds: 0,
  },
  /** developers.facebook.com (Instagram): caption 2,200, 30 hashtags, 1–10 JPEGs of 8 MB. Alt text has no stated limit. */
  instagram: {
    id: "instagram",
    name: "Instagram",
    text: { limit: 2200, unit: "utf16", maxBytes: null },
    maxParts: 1,
    maxHashtags: 30,
    media: { minImages: 1, maxImages: 10, maxImageBytes: 8_000_000, imageTypes: ["image/jpeg"], altTextLimit: null },
    hasTitle: false,
    titleLimit: null,
    noRepeatDays: null,
    certainty: "lookup",
    // The guide says 100 per 24 hours, the media_publish reference 50: the guide's, and a refusal is waited for.
    quota: { max: 100, windowHours: 24 },
    spacingSeconds: 0,
  },
  /** developers.facebook.com (Pages): 4 MB per photo is the stricter of two stated values. 63,206 characters is community lore; 10 photos is ours. */
  facebook: {
    id: "facebook",
    name: "Facebook",
    text: { limit: 63_206, unit: "utf16", maxBytes: null },
    maxParts: 1,
    maxHashtags: null,
    media: {
      minImages: 0,
      maxImages: 10,
      maxImageBytes: 4_000_000,
      imageTypes: ["image/jpeg", "image/png", "image/gif"],
      altTextLimit: null,
    },
    hasTitle: false,
    titleLimit: null,
    // Code 506 for identical consecutive text. 7 is ours.
    noRepeatDays: 7,
    certainty: "lookup",
    quota: null,
    // Posting fast is answered with code 368 (subcode 1390008), without a figure: this one is ours.
    spacingSeconds: 5,
  },
  /** Our own public page. */
  hub: {
    id: "hub",
    name: "Hub",
    text: { limit: 20_000, unit: "graphemes", maxBytes: null },
    maxParts: 1,
    maxHashtags: null,
    media: { minImages: 0, maxImages: 10, maxImageBytes: 10_000_000, imageTypes: WEB_IMAGES, altTextLimit: 2000 },
    hasTitle: true,
    titleLimit: 200,
    noRepeatDays: null,
    certainty: "native_key",
    quota: null,
    spacingSeconds: 0,
  },
  /** Lexicon app.bsky.feed.post (2026-08-20): 300 graphemes and 3,000 bytes, 4 images. The adapter shrinks to 1 MB, so 20 MB is ours; alt text 2,000 as in Bluesky's own app. */
  bluesky: {
    id: "bluesky",
    name: "Bluesky",
    text: { limit: 300, unit: "graphemes", maxBytes: 3000 },
    maxParts: LONGEST_THREAD,
    maxHashtags: null,
    media: { minImages: 0, maxImages: 4, maxImageBytes: 20_000_000, imageTypes: WEB_IMAGES, altTextLimit: 2000 },
    hasTitle: false,
    titleLimit: null,
    // Accepted, but moderated as spam when it is often. 7 is ours.
    noRepeatDays: 7,
    // The record key is ours: putting the same record again changes nothing.
    certainty: "native_key",
    // docs.bsky.app (rate limits): 5,000 points an hour and 35,000 a day, a new record costs 3. The hour's is the nearer one.
    quota: { max: 1_666, windowHours: 1 },
    spacingSeconds: 0,
  },
  ...OTHER_RULES,
};

/** The length of a part's text in the network's own unit, to be held against `rules.text.limit`. */
export function measureText(text: string, rules: NetworkRules): number {
  switch (rules.text.unit) {
    case "graphemes":
      return countGraphemes(text);
    case "weighted":
      return countWeighted(text);
    case "links23":
      return countLinksAs23(text);
    case "emoji_bytes":
      return countEmojiBytes(text);
    case "utf16":
      return text.length;
  }
}

/** Hashtags in reading order, without the sign; what looks like one inside a link is none. */
export function hashtagsOf(text: string): string[] {
  return findHashtags(text).map(({ tag }) => tag);
}

/** What is about to be sent, as far as limits go. */
export type CheckedRendition = {
  title?: string | null;
  parts: { text: string; media: { mediaType: string; bytes: number; alt: string }[] }[];
};

export type FindingCode =
  | "no_parts"
  | "too_many_parts"
  | "title_missing"
  | "title_too_long"
  | "empty_part"
  | "text_too_long"
  | "text_too_many_bytes"
  | "too_many_hashtags"
  | "too_few_images"
  | "too_many_images"
  | "image_type"
  | "image_too_large"
  | "alt_text_missing"
  | "alt_text_too_long";

/** What is wrong and what to do; `part` is 0-based, null when it concerns the whole. Errors forbid scheduling, warnings do not. */
export type Finding = { part: number | null; code: FindingCode; severity: "error" | "warning"; message: string };

/** Holds a rendition against a network's rules; an empty list means it may go out. */
export function checkRendition(rendition: CheckedRendition, rules: NetworkRules): Finding[] {
  return [
    ...checkWhole(rendition, rules),
    ...rendition.parts.flatMap((part, index) => [
      ...checkText(part.text, part.media.length > 0, rules).map((found) => ({ ...found, part: index })),
      ...checkMedia(part.media, rules).map((found) => ({ ...found, part: index })),
    ]),
  ];
}

type Problem = Omit<Finding, "part">;
const error = (code: FindingCode, message: string): Problem => ({ code, severity: "error", message });
const warning = (code: FindingCode, message: string): Problem => ({ code, severity: "warning", message });

function checkWhole(
  { title, parts }: CheckedRendition,
  { name, maxParts, hasTitle, titleLimit }: NetworkRules,
): Finding[] {
  const problems: Problem[] = [];
  if (parts.length === 0) problems.push(error("no_parts", `There is nothing to send to ${name}. Write something.`));
  if (parts.length > maxParts) {
    const advice = maxParts === 1 ? "has no threads: put it into one part" : `takes threads of up to ${maxParts} parts`;
    problems.push(error("too_many_parts", `These are ${parts.length} parts; ${name} ${advice}.`));
  }
  const heading = title?.trim() ?? "";
  if (hasTitle && heading === "") problems.push(error("title_missing", `${name} needs a title. Give it one.`));
  const over = titleLimit === null ? 0 : countGraphemes(heading) - titleLimit;
  if (hasTitle && over > 0) {
    problems.push(error("title_too_long", `The title is ${characters(over)} too long. Shorten it to ${titleLimit}.`));
  }
  return problems.map((problem) => ({ ...problem, part: null }));
}

function checkText(text: string, hasMedia: boolean, rules: NetworkRules): Problem[] {
  const problems: Problem[] = [];
  const { limit, maxBytes } = rules.text;
  if (text.trim() === "" && !hasMedia) {
    problems.push(error("empty_part", "This part is empty. Write something or remove it."));
  }
  const over = measureText(text, rules) - limit;
  if (over > 0) {
    const way = rules.maxParts > 1 ? "Shorten it or continue in another part" : "Shorten it";
    const message = `This is ${characters(over)} over the ${thousands(limit)} that ${rules.name} takes. ${way}.`;
    problems.push(error("text_too_long", message));
  }
  if (maxBytes !== null && over <= 0 && countBytes(text) > maxBytes) {
    const message = `These characters take more room than ${rules.name} allows (${thousands(maxBytes)} bytes). Shorten it or use fewer emoji.`;
    problems.push(error("text_too_many_bytes", message));
  }
  const tags = rules.maxHashtags === null ? 0 : hashtagsOf(text).length;
  if (rules.maxHashtags !== null && tags > rules.maxHashtags) {
    const message = `These are ${tags} hashtags; ${rules.name} takes ${rules.maxHashtags}. Remove ${tags - rules.maxHashtags}.`;
    problems.push(error("too_many_hashtags", message));
  }
  return problems;
}

function checkMedia(
  media: CheckedRendition["parts"][number]["media"],
  { name, media: limits }: NetworkRules,
): Problem[] {
  const problems: Problem[] = [];
  if (media.length < limits.minImages) {
    problems.push(error("too_few_images", `${name} needs ${images(limits.minImages)} here. Add one.`));
  }
  if (media.length > limits.maxImages) {
    const message = `These are ${media.length} images; ${name} takes ${limits.maxImages}. Remove ${media.length - limits.maxImages}.`;
    problems.push(error("too_many_images", message));
  }
  for (const [index, image] of media.entries()) {
    const which = media.length === 1 ? "The image" : `Image ${index + 1}`;
    if (!limits.imageTypes.includes(image.mediaType)) {
      const kinds = limits.imageTypes.map((type) => type.replace("image/", "").toUpperCase()).join(", ");
      problems.push(error("image_type", `${which} is of a kind ${name} does not take. Use ${kinds}.`));
    }
    if (image.bytes > limits.maxImageBytes) {
      const size = Math.floor(limits.maxImageBytes / 1_000_000);
      problems.push(error("image_too_large", `${which} is too large for ${name}. Make it smaller than ${size} MB.`));
    }
    if (image.alt.trim() === "") {
      problems.push(warning("alt_text_missing", `${which} has no description. Add one for people who cannot see it.`));
    }
    if (limits.altTextLimit !== null && image.alt.length > limits.altTextLimit) {
      const message = `The description of ${which.toLowerCase()} is too long. Shorten it to ${thousands(limits.altTextLimit)} characters.`;
      problems.push(error("alt_text_too_long", message));
    }
  }
  return problems;
}

function characters(count: number): string {
  return count === 1 ? "1 character" : `${thousands(count)} characters`;
}

function images(count: number): string {
  return count === 1 ? "an image" : `${count} images`;
}

function thousands(count: number): string {
  return count.toLocaleString("en-US");
}
