import { defineFormat, type Format } from "./format";

/** A digest on the workspace's own Hub: title and paragraphs, for people who will not read the whole piece. */
export const hub: Format = defineFormat({
  id: "hub",
  name: "Hub post",
  networkId: "hub",
  usual: true,
  shape: { minParts: 1, maxParts: 1, target: 2800, maxHashtags: 0, hasTitle: true, withLink: true },
  instruction: `Write a digest for the author's own page.
- "title": plain and specific, at most 90 characters, no clickbait, no full stop.
- The first sentence is the lead: what the piece says, in one sentence.
- Then four to eight paragraphs of two to four sentences, one idea each, in the order of the source. Start a new paragraph with two line breaks at the beginning of its first sentence.
- Quote the source's best lines exactly and say who said them. Close with one line that names the source. No hashtags.`,
  layout: { hookLine: true, perParagraph: 3 },
});
