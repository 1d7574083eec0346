import { defineFormat, type Format } from "./format";

/** One short post on Facebook: past about 480 characters it is folded. */
export const facebook: Format = defineFormat({
  id: "facebook",
  name: "Facebook post",
  networkId: "facebook",
  usual: true,
  shape: { minParts: 1, maxParts: 1, target: 450, maxHashtags: 2, hasTitle: false, withLink: true },
  instruction: `Write one short Facebook post.
- The first sentence is the hook, concrete and friendly, on its own line.
- Then one or two short paragraphs, two sentences each at most. Start a new paragraph with two line breaks at the beginning of its first sentence.
- Close with one line that names the source. At most two hashtags.`,
  layout: { hookLine: true, perParagraph: 2 },
});
