import { defineFormat, type Format } from "./format";

/** Title, description and chapters for a video of the source. Chapters only where the source itself says the times. */
export const youtube: Format = defineFormat({
  id: "youtube",
  name: "YouTube description",
  networkId: "youtube",

  shape: { minParts: 1, maxParts: 1, target: 1100, maxHashtags: 3, hasTitle: true, withLink: true },
  instruction: `Write the title and the description of a YouTube video that presents the source.
- "title": at most 70 characters, plain and specific, no clickbait, no angle brackets.
- The first sentence of the description stands on its own line and says what the video shows: it is what people see before "more".
- Then two to four short paragraphs, one idea each. Start a new paragraph with two line breaks at the beginning of its first sentence.
- Chapters only if passages themselves say at which time something comes: then one line each, "00:00 What it is about", beginning with 00:00, every time exactly as in its passage; each line starts with one line break. Without such times no chapters: never invent one.
- Close with the source. At most three hashtags.`,
  layout: { hookLine: true, perParagraph: 2 },
});
