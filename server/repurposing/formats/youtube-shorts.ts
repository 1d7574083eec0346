import { defineFormat, type Format } from "./format";

/** What is said in a YouTube Short, scene by scene, with its title and description. */
export const youtubeShorts: Format = defineFormat({
  id: "youtube-shorts",
  name: "YouTube Shorts script",
  networkId: "youtube",

  shape: {
    minParts: 1,
    maxParts: 1,
    target: 250,
    maxHashtags: 3,
    hasTitle: true,
    withLink: true,
    slides: { role: "scene", min: 3, max: 8, limit: 320, target: 170 },
  },
  instruction: `Write a YouTube Short of 30 to 60 seconds: what is said, scene by scene, its title and its description.
- "title": at most 60 characters, says what one learns, no clickbait, no angle brackets.
- "slides": one scene each, the words to be spoken and nothing else: no stage directions, no timecodes. Scene 1 is the hook, one sentence of at most 15 words. Then one thought per scene in spoken language. The last scene says where this comes from.
- Four to seven scenes, at most 150 words in all.
- The description: one or two sentences in other words than the script, then the source. At most three hashtags.`,
  layout: { hookLine: false, perParagraph: Number.POSITIVE_INFINITY },
});
