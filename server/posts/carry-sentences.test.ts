import { expect, test } from "vitest";
import type { Citation } from "@/db/schema/posts";
import { carrySentences } from "@/server/posts/carry-sentences";

const cite = (text: string, id: string, part = 0): Citation => ({
  part,
  start: 0,
  end: text.length,
  text,
  passageIds: [id],
  state: "supported",
  kind: "claim",
});
const TIDE = cite("The harbour rises nine metres twice a day.", "p1");
const BOAT = cite("Boats that miss the tide wait six hours.", "p2");

/** Which sentence has which sources; `+` marks one that was left alone. */
const seen = (before: Citation[], ...texts: string[]) =>
  carrySentences({ before, texts, language: "en" }).map(({ text, sentences }) =>
    sentences.map((sentence) => {
      expect(text.slice(sentence.start, sentence.end)).toBe(sentence.text);
      return `${sentence.before ? "+" : ""}${sentence.text} <${sentence.passageIds.join()}>`;
    }),
  );

test("sentences left alone keep their sources, wherever they moved", () => {
  expect(seen([TIDE, BOAT], `${BOAT.text}\n\n${TIDE.text}\n\n#harbour #tides`)).toEqual([
    [`+${BOAT.text} <p2>`, `+${TIDE.text} <p1>`],
  ]);
  expect(seen([TIDE, BOAT], TIDE.text, `So: ${BOAT.text}`, BOAT.text)[2]).toEqual([`+${BOAT.text} <p2>`]);
});

test("a changed sentence inherits the sources of the one it came from", () => {
  expect(seen([TIDE, BOAT], `The harbour rises ten metres twice a day. ${BOAT.text}`)).toEqual([
    ["The harbour rises ten metres twice a day. <p1>", `+${BOAT.text} <p2>`],
  ]);
  expect(seen([cite("Das Boot wartet sechs Stunden.", "p3")], "Das Boot wartet fünf Stunden.")).toEqual([
    ["Das Boot wartet fünf Stunden. <p3>"],
  ]);
});

test("a new sentence has no source, and does not take one from a sentence that is still there", () => {
  expect(seen([TIDE], `${TIDE.text} The harbour rises nine metres three times a day, we hear.`)).toEqual([
    [`+${TIDE.text} <p1>`, "The harbour rises nine metres three times a day, we hear. <>"],
  ]);
  expect(seen([], "All new.\nTwo lines.")).toEqual([["All new. <>", "Two lines. <>"]]);
});

test("a sentence inside another one is not itself any more", () => {
  expect(seen([cite("It rose.", "p1")], "Nobody says It rose. in here")).not.toContainEqual(["+It rose. <p1>"]);
  expect(seen([cite("It rose", "p1")], "It rose again.")).toEqual([["It rose again. <p1>"]]);
});

test("the same sentence twice is found twice", () => {
  expect(seen([cite("Again.", "p1"), cite("Again.", "p2", 1)], "Again.", "Again.")).toEqual([
    ["+Again. <p1>"],
    ["+Again. <p2>"],
  ]);
});

test("scripts without spaces work the same", () => {
  const before = [cite("港は一日に二回、九メートル上がる。", "p1"), cite("船は六時間待つ。", "p2")];
  expect(seen(before, "港は一日に二回、十メートル上がる。船は六時間待つ。")).toEqual([
    ["港は一日に二回、十メートル上がる。 <p1>", "+船は六時間待つ。 <p2>"],
  ]);
});
