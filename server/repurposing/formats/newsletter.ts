import { defineFormat, type Format } from "./format";

/** A section of the person's own letter: a heading and a few paragraphs that stand without the piece. */
export const newsletter: Format = defineFormat({
  id: "newsletter",
  name: "Newsletter section",
  networkId: "newsletter",

  shape: { minParts: 1, maxParts: 1, target: 1500, maxHashtags: 0, hasTitle: true, withLink: true },
  instruction: `Write a section of a newsletter to people who know the author.
- "title": the section's heading, at most 70 characters, plain and specific.
- The first sentence says the point. Then three to five paragraphs of two to four sentences, one idea each, in the author's own calm voice. Start a new paragraph with two line breaks at the beginning of its first sentence.
- Quote the source's best line exactly and say who said it. Close with one line that names the source and where to read on. No hashtags.`,
  layout: { hookLine: true, perParagraph: 3 },
});
