import { defineFormat, type Format } from "./format";

/** A thread on X: the hook alone, then one thought a part. 240 leaves room for a reply or a link. */
export const x: Format = defineFormat({
  id: "x",
  name: "X thread",
  networkId: "x",
  usual: true,
  shape: { minParts: 1, maxParts: 10, target: 240, maxHashtags: 2, hasTitle: false, withLink: true },
  instruction: `Write a thread for X.
- Part 1 is the hook: one sentence, the strongest concrete thing the source says. No "a thread", no numbering, no emoji.
- Then one thought per part, one to three short sentences, each part understandable on its own, in an order that builds.
- Four to eight parts for a full article, fewer for a short source. The last part may close with the source.
- At most two hashtags, only if people search for them.`,
  layout: { hookLine: false, perParagraph: Number.POSITIVE_INFINITY },
});
