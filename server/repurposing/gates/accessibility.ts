import { wordsOf } from "@/server/ai/text/words";
import { findHashtags } from "@/server/networks/count-text";
import type { Finding, GateInput } from "./gate";
import { placesOf } from "./places";

/** Letters that only look like letters: mathematical, enclosed, full-width Latin. Screen readers spell them out or pass over them. */
const FAKE_LETTERS =
  /(?:[\u{1D400}-\u{1D7FF}\u{1F110}-\u{1F149}\u{1F150}-\u{1F189}\u24B6-\u24E9\uFF21-\uFF3A\uFF41-\uFF5A\u1D00-\u1D22][\s']?)+(?<!\s)/gu;
const EMOJI_ROW = /(?:\p{RGI_Emoji}\s?){4,}/gv;
const SMALL_CAPITALS = new Map(
  [..."ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"].map((letter, at) => [letter, "abcdefghijklmnoprstuvwyz"[at] ?? letter]),
);
/** A hashtag this short is one word. */
const SHORTEST_COMPOUND = 8;

/** What keeps people with a screen reader out: hashtags without capitals, letters that are none, rows of emoji, images without alt text. */
export function gateAccessibility(input: GateInput): Finding[] {
  return [...fakeLetters(input), ...emojiRows(input), ...hashtags(input), ...altTexts(input)];
}

function fakeLetters(input: GateInput): Finding[] {
  return placesOf(input, FAKE_LETTERS).map(({ found, ...place }): Finding => {
    const plain = [...found]
      .map((letter) => SMALL_CAPITALS.get(letter) ?? letter)
      .join("")
      .normalize("NFKC");
    const suggestion = /[\u24B6-\u24E9\u{1F110}-\u{1F189}]/u.test(found) ? undefined : plain;
    const message = "Screen readers cannot read these characters; use plain letters.";
    return { ...place, state: "fix", message, ...(suggestion === undefined ? {} : { suggestion }) };
  });
}

function emojiRows(input: GateInput): Finding[] {
  return placesOf(input, EMOJI_ROW).map(({ found, ...place }): Finding => {
    const [first = ""] = found.match(/\p{RGI_Emoji}/gv) ?? [];
    const message = "A screen reader reads every emoji of this row aloud; one is enough.";
    return { ...place, state: "fix", message, suggestion: /\s$/u.test(found) ? `${first} ` : first };
  });
}

function hashtags({ parts, passages, language }: GateInput): Finding[] {
  const known = new Set(
    [...passages.values(), ...parts.map(({ text }) => text.replace(/#\S+/gu, " "))].flatMap((text) =>
      wordsOf(text, language).map((word) => word.text),
    ),
  );
  return parts.flatMap(({ text, sentences }, part) =>
    findHashtags(text).flatMap(({ start, end, tag }): Finding[] => {
      if (tag.length < SHORTEST_COMPOUND || tag !== tag.toLowerCase() || known.has(tag)) return [];
      const words = split(tag, known);
      if (words === null) return [];
      const suggestion = `#${words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("")}`;
      const sentence = sentences.findIndex((placed) => placed.start <= start && start < placed.end);
      const message = `Screen readers read ${suggestion} as words, #${tag} as one.`;
      return [
        { state: "fix", part, sentence: sentence < 0 ? null : sentence, span: { start, end }, message, suggestion },
      ];
    }),
  );
}

/** A hashtag as the two or three words it is made of, where source and draft have them. */
function split(tag: string, known: ReadonlySet<string>, depth = 3): string[] | null {
  if (known.has(tag) && tag.length > 2) return [tag];
  if (depth === 1) return null;
  for (let at = tag.length - 3; at >= 3; at -= 1) {
    if (!known.has(tag.slice(0, at))) continue;
    const rest = split(tag.slice(at), known, depth - 1);
    if (rest !== null) return [tag.slice(0, at), ...rest];
  }
  return null;
}

function altTexts({ parts }: GateInput): Finding[] {
  return parts.flatMap(({ media = [] }, part) =>
    media.some(({ alt }) => alt.trim() === "")
      ? [
          {
            state: "fix",
            part,
            sentence: null,
            span: null,
            message: "An image has no description for people who cannot see it.",
          } satisfies Finding,
        ]
      : [],
  );
}
