import { expect, test } from "vitest";
import type { ParsedDocument } from "./document";
import { readDocument } from "./read-document";

const GERMAN =
  "Die Schuhe größerer Läufer sind überall gefragt. Über die Gründe läßt sich streiten, aber die Zahlen sprechen für sich.";
const SPANISH =
  "La empresa vende zapatos desde hace un siglo. ¿Quién habría pensado que el año pasado sería el mejor de su historia?";
const JAPANESE = "会社は百年前から靴を売っています。去年は一番良い年でした。";
const ARABIC = "تبيع الشركة الأحذية منذ مئة عام. كان العام الماضي أفضل عام في تاريخها.";

function read(
  content: string | Uint8Array,
  hints: { fileName?: string; url?: string; declaredType?: string } = {},
): Promise<ParsedDocument> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return readDocument(bytes, { fileName: null, url: null, declaredType: null, ...hints });
}

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const textOf = (found: ParsedDocument) => found.blocks.map((block) => block.text).join("\n");

test("languages and words, in scripts with and without spaces", async () => {
  const found = await Promise.all([GERMAN, SPANISH, JAPANESE, ARABIC].map((text) => read(text)));
  expect(found.map((one) => one.language)).toEqual(["de", "es", "ja", "ar"]);
  expect(found.map((one) => one.wordCount)).toEqual([19, 21, expect.any(Number), 13]);
  expect(found[2]?.wordCount).toBeGreaterThan(10);
  expect((await read("12 34")).language).toBe("und");
  const program =
    "The ffi_cif that ffi_prep_cif gives to ffi_call is an object that you must keep until the call is over. ";
  expect((await read(program.repeat(3))).language).toBe("en");
});

test("the encoding is told by mark, by validity, by declaration, and is windows-1252 at last", async () => {
  const utf16 = (text: string) => new Uint8Array(Buffer.from(text, "utf16le"));
  const shiftJis = Uint8Array.from([0x8c, 0x43, 0x82, 0xf0, 0x94, 0x84, 0x82, 0xe9]);
  expect(textOf(await read(`\ufeff${GERMAN}`))).toBe(GERMAN);
  expect(textOf(await read(utf16(`\ufeff${GERMAN}`)))).toBe(GERMAN);
  expect(textOf(await read(utf16(GERMAN)))).toBe(GERMAN);
  expect(textOf(await read(new Uint8Array(Buffer.from(utf16(`\ufeff${JAPANESE}`)).swap16())))).toBe(JAPANESE);
  expect(textOf(await read(latin1(GERMAN)))).toBe(GERMAN);
  expect(textOf(await read(Uint8Array.from([...latin1("It costs 5 "), 0x80, ...latin1(", he said.")])))).toBe(
    "It costs 5 €, he said.",
  );
  expect(textOf(await read(shiftJis, { declaredType: "text/plain; charset=Shift_JIS" }))).toBe("靴を売る");
  const page = Uint8Array.from([
    ...latin1("<!doctype html><meta charset=shift_jis><p>"),
    ...shiftJis,
    ...latin1("</p>"),
  ]);
  expect(textOf(await read(page))).toBe("靴を売る");
  expect(textOf(await read(GERMAN, { declaredType: "text/plain; charset=iso-8859-1" }))).toBe(GERMAN);
});

test("Markdown: front matter gives title and author, every construct its block", async () => {
  const found = await read(
    `---\ntitle: "On shoes"\nauthor: Ann\n---\n# Shoes\n\nWe *sell* [shoes](https://example.com).\n\n1. one\n2. two\n\n> We walk.\n\n| Year | Pairs |\n|---|---|\n| 2024 | 12 |\n\n\`\`\`js\nlet a;\n\`\`\`\n\n<p hidden>unseen</p>\n`,
  );
  expect(found).toMatchObject({ mediaType: "text/markdown", title: "On shoes", byline: "Ann" });
  expect(found.blocks).toEqual([
    { kind: "heading", level: 1, text: "Shoes" },
    { kind: "paragraph", text: "We sell shoes." },
    { kind: "list_item", text: "one" },
    { kind: "list_item", text: "two" },
    { kind: "quote", text: "We walk." },
    { kind: "table_row", text: "Year | Pairs" },
    { kind: "table_row", text: "2024 | 12" },
    { kind: "code", text: "let a;" },
  ]);
});

test("plain text: headings, wrapped paragraphs, list items, and lines that are paragraphs", async () => {
  const wrapped = `On shoes\n\nThe company sells shoes and boots to\npeople all over the world, and it has\ndone so for a hundred years or more.\n\n- one\n- two goes\n  on\n`;
  expect((await read(wrapped)).blocks).toEqual([
    { kind: "heading", level: 1, text: "On shoes" },
    {
      kind: "paragraph",
      text: "The company sells shoes and boots to people all over the world, and it has done so for a hundred years or more.",
    },
    { kind: "list_item", text: "one" },
    { kind: "list_item", text: "two goes on" },
  ]);
  expect((await read(`${SPANISH}\n${SPANISH}`)).blocks).toHaveLength(2);
  expect((await read(wrapped.replaceAll("\n", "\r\n"))).blocks).toHaveLength(4);
});

test("text that begins like a picture, a program or a feed is told from one", async () => {
  expect((await read("BMW is a maker of cars. MZ was one of motorcycles.")).mediaType).toBe("text/plain");
  expect((await read("A file that begins with %PDF-1.4 is a PDF.")).mediaType).toBe("text/plain");
  expect((await read("<p align=center>Logo</p>\n\n# Shoes\n\n**Good** [shoes](https://example.com).")).mediaType).toBe(
    "text/markdown",
  );
  await expect(read("<?xml version='1.0'?><rss><channel/></rss>")).rejects.toMatchObject({ reason: "unsupported" });
});
