import { defineFormat, type Format } from "./format";

/** A document of slides on LinkedIn with the text above it: one idea a slide, readable on a phone. */
export const linkedinCarousel: Format = defineFormat({
  id: "linkedin-carousel",
  name: "LinkedIn carousel",
  networkId: "linkedin",

  shape: {
    minParts: 1,
    maxParts: 1,
    target: 600,
    maxHashtags: 3,
    hasTitle: false,
    withLink: true,
    slides: { role: "slide", min: 4, max: 9, limit: 260, target: 140 },
  },
  instruction: `Write a LinkedIn carousel: the texts of its slides, and the post above them.
- "slides": slide 1 is the cover, one sentence of at most 90 characters that says the strongest concrete thing. Then one idea per slide, one or two short sentences, in an order that builds. The last slide names the source.
- Five to eight slides for a full article, fewer for a short source. A slide is read alone: no "as said before", no numbering.
- The post: a hook on its own line, then one or two short paragraphs that say why the slides are worth opening, in other words than the slides. Start a new paragraph with two line breaks at the beginning of its first sentence.
- Two or three hashtags at most.`,
  layout: { hookLine: true, perParagraph: 2 },
});
