import { expect, test } from "vitest";
import { AppError } from "@/server/errors";
import type { Block } from "./parse/document";
import { passagesOf } from "./passages";

const cut = (text: string, language = "en") =>
  passagesOf([{ kind: "paragraph", text }], language).map((passage) => passage.text);

/** Sentences as they should come out, joined by a space to make the text. */
function expectWhole(sentences: string[], language = "en"): void {
  expect(cut(sentences.join(" "), language)).toEqual(sentences);
}

test("English: abbreviations, initials, numbers and addresses do not end a sentence", () => {
  expectWhole(["Dr. Smith and Mrs. Jones came at 5 p.m. Monday.", "They met Prof. J. K. Lee."]);
  expectWhole([
    "In the U.S. Senate, No. 5 is known, e.g. by Apple Inc. employees.",
    "He left the U.S.",
    "The rest stayed.",
  ]);
  expectWhole(["Sales rose 3.5 percent to $1.2 billion on Jan. 5, i.e. fast.", "See fig. 3, pp. 12 and vol. 2."]);
  expectWhole(["Read https://example.com/a?q=1!b&c=2.0 first.", "Then e.g. www.example.org.", "It helps."]);
  expectWhole(["So do I.", "And you?", "Really!", "Well…", "Then no."]);
  expectWhole(["1. Wait.", "It grew.[3]", "Then it shrank.[4][5]", "Yes."]);
});

test("German, Spanish and French abbreviations and ordinals", () => {
  expectWhole(
    [
      "Am 3. Oktober kam z. B. Herr J. K. Müller.",
      "Siehe Nr. 7 bzw. Abs. 2, z.B. Autos.",
      "Das war 1990.",
      "Dann ging er am 2. Mai.",
    ],
    "de",
  );
  expectWhole(
    ["Hay muchas ciudades, p. ej. Madrid.", "El Sr. Pérez vive en EE. UU. y vuelve.", "¿Qué dice?", "¡Nada!"],
    "es",
  );
  expectWhole(["M. Dupont est venu, cf. Art. 5.", "Mme Curie aussi."], "fr");
});

test("Japanese, Chinese and Arabic end sentences by their own marks", () => {
  expect(cut("これは本です。あれは「はい。いいえ。」と言った。次。", "ja")).toEqual([
    "これは本です。",
    "あれは「はい。いいえ。」と言った。",
    "次。",
  ]);
  expect(cut("公司卖鞋。去年很好！为什么？", "zh")).toEqual(["公司卖鞋。", "去年很好！", "为什么？"]);
  expect(cut("هل هذا صحيح؟ نعم. لا أعرف.", "ar")).toEqual(["هل هذا صحيح؟", "نعم.", "لا أعرف."]);
});

test("a quotation stays whole with its closing mark, unless it is very long or never closed", () => {
  expectWhole(['He said "It works. Really!" and left.', '"Can you?" she asked.', '"We will."', "Anna left."]);
  expectWhole(["“I can’t. I won’t,” he said.", "It’s over.", "She’s 5' 3\" tall.", "Yes."]);
  expectWhole(["„Gut. Sehr gut.“", "Er ging.", "»Ja. Nein.«", "Ende."], "de");
  expectWhole(["« Oui. Non. »", "Il part."], "fr");
  expectWhole(['An open "quote is here.', "It never ends."]);
  expect(cut(`"${"It is long. ".repeat(80)}" End.`).length).toBeGreaterThan(80);
});

test("passages know their place: block, paragraph, page, offsets and the heading above", () => {
  const blocks: Block[] = [
    { kind: "heading", level: 1, text: "Shoes. A history", page: 1 },
    { kind: "paragraph", text: "One. Two.", page: 1 },
    { kind: "heading", level: 2, text: "Boots", page: 2 },
    { kind: "list_item", text: "Three.", page: 2 },
    { kind: "heading", level: 2, text: "Sandals" },
    { kind: "table_row", text: "Year. | Pairs." },
    { kind: "code", text: "a. B\nc" },
  ];
  const found = passagesOf(blocks, "en").map(({ ordinal, kind, text, heading, anchor }) => [
    ordinal,
    kind,
    text,
    heading,
    anchor.block,
    anchor.paragraph,
    anchor.page,
  ]);
  expect(found).toEqual([
    [0, "heading", "Shoes. A history", null, 0, 1, 1],
    [1, "paragraph", "One.", "Shoes. A history", 1, 1, 1],
    [2, "paragraph", "Two.", "Shoes. A history", 1, 1, 1],
    [3, "heading", "Boots", "Shoes. A history", 2, 2, 2],
    [4, "list_item", "Three.", "Boots", 3, 2, 2],
    [5, "heading", "Sandals", "Shoes. A history", 4, 3, null],
    [6, "table_row", "Year. | Pairs.", "Sandals", 5, 3, null],
    [7, "code", "a. B\nc", "Sandals", 6, 4, null],
  ]);
});

test("text without any full stop is parted at spaces", () => {
  const passages = cut("word ".repeat(2_000).trim());
  expect(passages.length).toBeGreaterThan(8);
  expect(passages.every((passage) => passage.length <= 1_200 && /^word.*word$/.test(passage))).toBe(true);
  expect(cut("😀".repeat(2_000)).every((passage) => passage.isWellFormed())).toBe(true);
});

test("no character is lost or doubled, whatever the text and the language", () => {
  const atoms = [
    "Dr.",
    "z. B.",
    "U.S.",
    "No. 5",
    "3.14",
    '"',
    "“",
    "”",
    "„",
    "«",
    "»",
    "「",
    "」",
    "。",
    "?",
    "!",
    "…",
    ".",
    "[1]",
    "The",
    "end",
    "Ä",
    "ß",
    "本",
    "です",
    "نعم؟",
    "😀",
    "https://e.com/?a=1",
    " ",
    "\n",
    "(",
    ")",
    "J.",
    ":",
    "\u00a0",
    "x".repeat(700),
  ];
  const random = seeded(20_261_120);
  for (const language of ["en", "de", "es", "ja", "ar", "und"])
    for (let round = 0; round < 300; round++) {
      const text = Array.from(
        { length: 1 + Math.floor(random() * 40) },
        () => atoms[Math.floor(random() * atoms.length)] + (random() < 0.6 ? " " : ""),
      ).join("");
      const blocks: Block[] = [
        { kind: "paragraph", text },
        { kind: "code", text },
        { kind: "heading", level: 2, text },
      ];
      const passages = passagesOf(blocks, language);
      for (const [index, block] of blocks.entries()) {
        let at = 0;
        for (const { anchor, text: passage } of passages.filter((one) => one.anchor.block === index)) {
          expect(block.text.slice(at, anchor.start).trim()).toBe("");
          expect(block.text.slice(anchor.start, anchor.end)).toBe(passage);
          expect(passage.trim()).toBe(passage);
          expect(passage).not.toBe("");
          at = anchor.end;
        }
        expect(block.text.slice(at).trim()).toBe("");
      }
      expect(passages.map((passage) => passage.ordinal)).toEqual(passages.map((_, ordinal) => ordinal));
    }
});

test("more than 20,000 passages are refused in words", () => {
  const blocks: Block[] = Array.from({ length: 20_001 }, () => ({ kind: "paragraph", text: "One." }));
  expect(passagesOf(blocks.slice(1), "en")).toHaveLength(20_000);
  const refused = () => passagesOf(blocks, "en");
  expect(refused).toThrow(AppError);
  expect(refused).toThrow(/20,000 sentences/);
});

/** The same numbers each run, so that a failure can be seen again (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
