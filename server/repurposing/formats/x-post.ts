import { defineFormat, type Format } from "./format";

/** One post on X that stands alone: the one thing to know. */
export const xPost: Format = defineFormat({
  id: "x-post",
  name: "X single post",
  networkId: "x",

  shape: { minParts: 1, maxParts: 1, target: 250, maxHashtags: 1, hasTitle: false, withLink: true },
  instruction: `Write one single post for X, not a thread.
- The strongest concrete thing the source says, in one to three short sentences; whoever reads only this knows the point.
- No "a thread", no numbering, no emoji, no teaser that keeps the point back.
- At most one hashtag, only if people search for it.`,
  layout: { hookLine: false, perParagraph: Number.POSITIVE_INFINITY },
});
