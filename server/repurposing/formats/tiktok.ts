import { defineFormat, type Format } from "./format";

/** What is said in a short video on TikTok, scene by scene, and its caption. */
export const tiktok: Format = defineFormat({
  id: "tiktok",
  name: "TikTok script",
  networkId: "tiktok",

  shape: {
    minParts: 1,
    maxParts: 1,
    target: 220,
    maxHashtags: 4,
    hasTitle: false,
    withLink: false,
    slides: { role: "scene", min: 3, max: 8, limit: 320, target: 170 },
  },
  instruction: `Write a TikTok video of 30 to 60 seconds: what is said, scene by scene, and the caption.
- "slides": one scene each, the words to be spoken and nothing else: no stage directions, no timecodes, no "[cut]". Scene 1 is the hook, one sentence of at most 15 words. Then one thought per scene in spoken language, short sentences. The last scene says where this comes from.
- Four to seven scenes, at most 150 words in all.
- The caption: one or two sentences in other words than the script. No links: they cannot be opened there. At most four hashtags.`,
  layout: { hookLine: false, perParagraph: Number.POSITIVE_INFINITY },
});
