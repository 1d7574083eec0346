import type { NetworkRules } from "./rules";

/** Where the vendor sets no limit to a thread, ours. */
const LONGEST_THREAD = 25;
const WEB_IMAGES = ["image/jpeg", "image/png", "image/webp", "image/gif"] as const;

/** Limits as of 2026-11-20 of what is written for and not sent from here. */
export const OTHER_RULES = {
  /** developers.facebook.com (Threads): 500 characters, an emoji as its UTF-8 bytes; JPEG and PNG of 8 MB, 20 to a carousel; alt text 1,000. */
  threads: {
    id: "threads",
    name: "Threads",
    text: { limit: 500, unit: "emoji_bytes", maxBytes: null },
    maxParts: LONGEST_THREAD,
    // One topic per post: further tags are plain words.
    maxHashtags: null,
    media: {
      minImages: 0,
      maxImages: 20,
      maxImageBytes: 8_000_000,
      imageTypes: ["image/jpeg", "image/png"],
      altTextLimit: 1000,
    },
    hasTitle: false,
    titleLimit: null,
    // Identical text is taken.
    noRepeatDays: null,
    // A container tells whether it was published.
    certainty: "lookup",
    quota: { max: 250, windowHours: 24 },
    spacingSeconds: 0,
  },
  /** docs.joinmastodon.org: 500 characters, every link 23, 4 images of 16 MB, descriptions 1,500. An instance may set others: its own document counts. */
  mastodon: {
    id: "mastodon",
    name: "Mastodon",
    text: { limit: 500, unit: "links23", maxBytes: null },
    maxParts: LONGEST_THREAD,
    maxHashtags: null,
    media: { minImages: 0, maxImages: 4, maxImageBytes: 16_000_000, imageTypes: WEB_IMAGES, altTextLimit: 1500 },
    hasTitle: false,
    titleLimit: null,
    noRepeatDays: null,
    // Idempotency-Key, kept for an hour.
    certainty: "native_key",
    // 300 requests in 5 minutes per account.
    quota: { max: 300, windowHours: 1 / 12 },
    spacingSeconds: 0,
  },
  /** developers.tiktok.com: a video's caption 2,200 UTF-16 units; 35 photos of 20 MB, no PNG. No alt text. */
  tiktok: {
    id: "tiktok",
    name: "TikTok",
    text: { limit: 2200, unit: "utf16", maxBytes: null },
    maxParts: 1,
    maxHashtags: null,
    media: {
      minImages: 0,
      maxImages: 35,
      maxImageBytes: 20_000_000,
      imageTypes: ["image/jpeg", "image/webp"],
      altTextLimit: null,
    },
    hasTitle: false,
    titleLimit: null,
    noRepeatDays: null,
    certainty: "lookup",
    // 6 inits a minute per user; the daily cap is unpublished.
    quota: { max: 6, windowHours: 1 / 60 },
    spacingSeconds: 0,
  },
  /** developers.google.com/youtube: title 100 characters, description 5,000 bytes. The image is the thumbnail: 50 MB since 2026-09-14. */
  youtube: {
    id: "youtube",
    name: "YouTube",
    text: { limit: 5000, unit: "utf16", maxBytes: 5000 },
    maxParts: 1,
    maxHashtags: null,
    media: {
      minImages: 0,
      maxImages: 1,
      maxImageBytes: 50_000_000,
      imageTypes: ["image/jpeg", "image/png"],
      altTextLimit: null,
    },
    hasTitle: true,
    titleLimit: 100,
    noRepeatDays: null,
    certainty: "lookup",
    // videos.insert: 100 calls a day, for the whole project since 2026-06-01.
    quota: { max: 100, windowHours: 24 },
    spacingSeconds: 0,
  },
  /** A section of the person's own letter, to be pasted where it is sent from: every limit is ours. */
  newsletter: {
    id: "newsletter",
    name: "Newsletter",
    text: { limit: 20_000, unit: "graphemes", maxBytes: null },
    maxParts: 1,
    maxHashtags: 0,
    media: { minImages: 0, maxImages: 10, maxImageBytes: 10_000_000, imageTypes: WEB_IMAGES, altTextLimit: 2000 },
    hasTitle: true,
    titleLimit: 200,
    noRepeatDays: null,
    certainty: "none",
    quota: null,
    spacingSeconds: 0,
  },
  /** A text for the person's own blog, to be pasted there: every limit is ours. */
  blog: {
    id: "blog",
    name: "Blog",
    text: { limit: 50_000, unit: "graphemes", maxBytes: null },
    maxParts: 1,
    maxHashtags: null,
    media: { minImages: 0, maxImages: 20, maxImageBytes: 10_000_000, imageTypes: WEB_IMAGES, altTextLimit: 2000 },
    hasTitle: true,
    titleLimit: 200,
    noRepeatDays: null,
    certainty: "none",
    quota: null,
    spacingSeconds: 0,
  },
} as const satisfies Record<string, NetworkRules>;
