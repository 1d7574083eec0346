import { defineFormat, type Format } from "./format";

/** One caption on Instagram: about 125 characters show before "more"; links in it cannot be opened. */
export const instagram: Format = defineFormat({
  id: "instagram",
  name: "Instagram caption",
  networkId: "instagram",
  usual: true,
  shape: { minParts: 1, maxParts: 1, target: 700, maxHashtags: 8, hasTitle: false, withLink: false },
  instruction: `Write one Instagram caption.
- The first sentence is the hook, at most 125 characters, on its own line.
- Then two to four short paragraphs of one or two sentences. Start a new paragraph with two line breaks at the beginning of its first sentence.
- No links: they cannot be opened there. Close with one line that names the source.
- Five to eight hashtags of the source's own topics, several words in CamelCase.`,
  layout: { hookLine: true, perParagraph: 2 },
});
