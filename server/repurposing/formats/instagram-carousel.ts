import { defineFormat, type Format } from "./format";

/** Up to ten pictures to swipe through on Instagram, with a caption: fewer words a slide than on LinkedIn. */
export const instagramCarousel: Format = defineFormat({
  id: "instagram-carousel",
  name: "Instagram carousel",
  networkId: "instagram",

  shape: {
    minParts: 1,
    maxParts: 1,
    target: 450,
    maxHashtags: 8,
    hasTitle: false,
    withLink: false,
    slides: { role: "slide", min: 4, max: 8, limit: 180, target: 100 },
  },
  instruction: `Write an Instagram carousel: the texts of its slides, and the caption.
- "slides": slide 1 is the cover, at most 70 characters, the strongest concrete thing. Then one idea per slide in one short sentence, two at most. The last slide names the source.
- Five to eight slides for a full article, fewer for a short source. Each is read alone.
- The caption: a hook of at most 125 characters on its own line, then one or two short paragraphs in other words than the slides. Start a new paragraph with two line breaks at the beginning of its first sentence. No links: they cannot be opened there.
- Five to eight hashtags of the source's own topics, several words in CamelCase.`,
  layout: { hookLine: true, perParagraph: 2 },
});
