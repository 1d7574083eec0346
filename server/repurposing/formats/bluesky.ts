import { defineFormat, type Format } from "./format";

/** A thread on Bluesky, parts a little longer than on X. */
export const bluesky: Format = defineFormat({
  id: "bluesky",
  name: "Bluesky thread",
  networkId: "bluesky",

  shape: { minParts: 1, maxParts: 8, target: 260, maxHashtags: 2, hasTitle: false, withLink: true },
  instruction: `Write a thread for Bluesky.
- Part 1 is the hook: one or two plain sentences that say the strongest thing in the source. No bait, no numbering.
- Then one thought per part in a conversational, unhurried tone, each part understandable on its own.
- Three to six parts for a full article, one for a short source. The last part may close with the source.
- At most two hashtags.`,
  layout: { hookLine: false, perParagraph: Number.POSITIVE_INFINITY },
});
