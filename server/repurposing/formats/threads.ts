import { defineFormat, type Format } from "./format";

/** A short chain on Threads, conversational, each part up to 500 characters. */
export const threads: Format = defineFormat({
  id: "threads",
  name: "Threads post",
  networkId: "threads",

  shape: { minParts: 1, maxParts: 5, target: 380, maxHashtags: 1, hasTitle: false, withLink: true },
  instruction: `Write for Threads: one post, or a chain of up to five.
- Part 1 says the strongest thing in the source in one to three plain sentences, as one would say it to a colleague. No bait, no numbering.
- Then one thought per part, each understandable on its own. Three or four parts for a full article, one for a short source.
- At most one hashtag: only the first counts there, as the topic.`,
  layout: { hookLine: false, perParagraph: Number.POSITIVE_INFINITY },
});
