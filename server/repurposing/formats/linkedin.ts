import { defineFormat, type Format } from "./format";

/** One post on LinkedIn: the first line is what shows before "see more". */
export const linkedin: Format = defineFormat({
  id: "linkedin",
  name: "LinkedIn post",
  networkId: "linkedin",
  usual: true,
  shape: { minParts: 1, maxParts: 1, target: 1300, maxHashtags: 4, hasTitle: false, withLink: true },
  instruction: `Write one LinkedIn post.
- The first sentence is the hook and stands on its own line: at most 180 characters, concrete, no question.
- Then short paragraphs of one or two sentences, one thought each. Start a new paragraph with two line breaks at the beginning of its first sentence.
- Close with one line that names the source. No rhetorical questions, no "Thoughts?", no lists of emojis.
- Three or four hashtags at most.`,
  layout: { hookLine: true, perParagraph: 2 },
});
