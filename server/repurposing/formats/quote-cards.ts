import { defineFormat, type Format } from "./format";

/** The source's best lines, one picture each, with a caption. */
export const quoteCards: Format = defineFormat({
  id: "quote-cards",
  name: "Quote cards",
  networkId: "instagram",

  shape: {
    minParts: 1,
    maxParts: 1,
    target: 350,
    maxHashtags: 5,
    hasTitle: false,
    withLink: false,
    slides: { role: "card", min: 1, max: 6, limit: 280, target: 160 },
  },
  instruction: `Choose quotations for picture cards, and write the caption they are posted with.
- "slides": three to six cards, the source's own best lines. A card is one sentence of kind "quote": the words exactly as the passage has them, in quotation marks, then " — " and who said them. At most 200 characters. No two cards say the same.
- A line that needs the one before it is no card.
- The caption: a hook of at most 125 characters on its own line, then one short paragraph that says what the lines are about. Start a new paragraph with two line breaks at the beginning of its first sentence. No links.
- At most five hashtags.`,
  layout: { hookLine: true, perParagraph: 2 },
});
