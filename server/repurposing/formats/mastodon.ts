import { defineFormat, type Format } from "./format";

/** A post or a short thread on Mastodon: found by its hashtags, read by people who dislike bait. */
export const mastodon: Format = defineFormat({
  id: "mastodon",
  name: "Mastodon post",
  networkId: "mastodon",

  shape: { minParts: 1, maxParts: 4, target: 430, maxHashtags: 4, hasTitle: false, withLink: true },
  instruction: `Write for Mastodon: one post, or a thread of up to four.
- Part 1 says plainly what the source found or claims. People there dislike bait, marketing and calls to follow.
- Then one thought per part, each understandable on its own. Two to four parts for a full article, one for a short source. The last part names the source.
- Two to four hashtags of the source's own topics: posts are found by nothing else there. Several words in CamelCase.`,
  layout: { hookLine: false, perParagraph: Number.POSITIVE_INFINITY },
});
