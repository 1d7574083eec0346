import { defineFormat, type Format } from "./format";

/** A summary for the person's own blog: what the piece says, for people who will not read it. */
export const blog: Format = defineFormat({
  id: "blog",
  name: "Blog summary",
  networkId: "blog",

  shape: { minParts: 1, maxParts: 1, target: 2000, maxHashtags: 0, hasTitle: true, withLink: true },
  instruction: `Write a summary of the source for a blog.
- "title": plain and specific, at most 80 characters, no clickbait, no full stop.
- The first paragraph is one sentence: what the piece says. Then four to six paragraphs of two to four sentences, one idea each, the most important first. Start a new paragraph with two line breaks at the beginning of its first sentence.
- Neutral and exact: report, do not praise. Close with one line that names the source. No hashtags.`,
  layout: { hookLine: true, perParagraph: 3 },
});
