import { expect, test } from "vitest";
import { buildPdf, type PdfText } from "./fixtures/build-pdf";
import { parsePdf } from "./parse-pdf";

const linesAt = (x: number, y: number, lines: string[]): PdfText[] =>
  lines.map((text, index) => ({ x, y: y + index * 14, text }));

const LEFT = [
  "The left column tells a story that",
  "is set in short lines and has a fair",
  "number of words so that the gutter",
  "can be found by looking at the page.",
  "It goes on for a while because real",
  "columns are long and do not stop at",
  "once, and the text is well-known to",
  "everybody who has read this sen-",
];
const RIGHT = [
  "tence, which began on the left side.",
  "The right column then tells more of",
  "the same story in the same manner",
  "and with as many lines as the left",
  "had before, so that both are full.",
  "It needs a few more lines to be as",
  "long as the other one, and as well-",
  "known, before the page ends here.",
];

test("headings, paragraphs and list items with their pages; running lines and page numbers are gone", async () => {
  const pages = [1, 2, 3].map((number) => [
    { x: 60, y: 30, size: 9, text: `The Daily Report, part ${number}` },
    { x: 60, y: 80, size: 22, text: `Chapter ${number}` },
    ...linesAt(60, 130, [
      "The first sentence of the docu-",
      "ment goes on in the second line and has",
      "its end here.",
    ]),
    ...linesAt(60, 172, ["Another paragraph begins here and runs over two", "lines."]),
    ...linesAt(60, 220, ["• one item", "• two items"]),
    { x: 290, y: 815, size: 9, text: `Page ${number} of 3` },
  ]);
  const found = await parsePdf(buildPdf(pages, { title: "Microsoft Word - draft.doc", author: "Ann Bell" }));
  expect(found).toMatchObject({ title: "Chapter 1", byline: "Ann Bell" });
  expect(found.blocks).toEqual(
    [1, 2, 3].flatMap((page) => [
      { kind: "heading", level: 1, text: `Chapter ${page}`, page },
      {
        kind: "paragraph",
        text: "The first sentence of the document goes on in the second line and has its end here.",
        page,
      },
      { kind: "paragraph", text: "Another paragraph begins here and runs over two lines.", page },
      { kind: "list_item", text: "one item", page },
      { kind: "list_item", text: "two items", page },
    ]),
  );
});

test("two columns are read one after the other, whatever order the file draws them in", async () => {
  const rowByRow = LEFT.flatMap((_, index) => [
    ...linesAt(60, 120 + index * 14, LEFT.slice(index, index + 1)),
    ...linesAt(310, 120 + index * 14, RIGHT.slice(index, index + 1)),
  ]);
  const { blocks } = await parsePdf(
    buildPdf([[{ x: 60, y: 80, size: 20, text: "A headline over both of the columns" }, ...rowByRow]]),
  );
  expect(blocks.map((block) => block.kind)).toEqual(["heading", "paragraph"]);
  expect(blocks[1]?.text).toContain(
    "everybody who has read this sentence, which began on the left side. The right column",
  );
  expect(blocks[1]?.text).toContain("and as well-known, before the page ends here.");
});

test("a table keeps its rows", async () => {
  const row = (y: number, cells: string[]) => cells.map((text, index) => ({ x: 60 + index * 150, y, text }));
  const { blocks } = await parsePdf(
    buildPdf([[...row(100, ["Year", "Pairs", "Price"]), ...row(116, ["2024", "1,200", "90"])]]),
  );
  expect(blocks.map((block) => block.text)).toEqual(["Year | Pairs | Price", "2024 | 1,200 | 90"]);
});

test("a paragraph that goes on over the page is one, with the page it began on", async () => {
  const pages = [
    linesAt(60, 700, ["This sentence begins at the end of a page and"]),
    linesAt(60, 80, ["ends on the following one."]),
  ];
  const { blocks } = await parsePdf(buildPdf(pages));
  expect(blocks).toEqual([
    { kind: "paragraph", text: "This sentence begins at the end of a page and ends on the following one.", page: 1 },
  ]);
});

test("a sentence that ends with its page is not joined to the next page, so that every passage has its page", async () => {
  const full = "This sentence fills the line up to the edge of the column and ends right there.";
  const { blocks } = await parsePdf(buildPdf([linesAt(60, 700, [full]), linesAt(60, 80, [full])]));
  expect(blocks.map((block) => block.page)).toEqual([1, 2]);
});

test("scripts without spaces are joined without any, right-to-left text is in reading order", async () => {
  const japanese = ["これは日本語の文章です。とても長いので、", "二行に分かれています。"].map((text, index) => ({
    x: 60,
    y: 80 + index * 14,
    text,
    unicode: true,
  }));
  // A PDF draws from left to right, so Arabic stands in it from its end to its beginning.
  const arabic = { x: 60, y: 80, text: [..."هذا نص عربي للاختبار"].toReversed().join(""), unicode: true };
  const { blocks } = await parsePdf(buildPdf([japanese, [arabic]]));
  expect(blocks.map((block) => block.text)).toEqual([
    "これは日本語の文章です。とても長いので、二行に分かれています。",
    "هذا نص عربي للاختبار",
  ]);
});

test("a scan, an empty, a protected and a broken PDF are told apart", async () => {
  const page = [{ x: 60, y: 80, text: "Words that only some may read." }];
  await expect(parsePdf(buildPdf([[], []], { image: true }))).rejects.toMatchObject({ reason: "scanned_pdf" });
  await expect(parsePdf(buildPdf([[]]))).rejects.toMatchObject({ reason: "no_text" });
  await expect(parsePdf(buildPdf([page], { userPassword: "secret" }))).rejects.toMatchObject({
    reason: "encrypted_pdf",
  });
  await expect(parsePdf(buildPdf([page]).slice(0, 300))).rejects.toMatchObject({ reason: "damaged" });
});

test("a PDF that only restricts printing, and one with pictures beside its text, are read", async () => {
  const page = [{ x: 60, y: 80, text: "Words that everybody may read." }];
  expect((await parsePdf(buildPdf([page], { userPassword: "" }))).blocks[0]?.text).toBe(
    "Words that everybody may read.",
  );
  expect((await parsePdf(buildPdf([page], { image: true }))).blocks[0]?.text).toBe("Words that everybody may read.");
});

test("entries of contents and what a browser prints around a page are left out, drawn letters become written ones", async () => {
  const lines = [
    { x: 30, y: 20, size: 8, text: "11/20/26, 3:48 PM On shoes" },
    { x: 60, y: 200, text: "1 Introduction . . . . . . . . . . . . 4" },
    { x: 60, y: 260, text: "The \ufb01rst of\ufb01ce.", unicode: true },
    { x: 30, y: 830, size: 8, text: "https://example.com/shoes 1/1" },
  ];
  expect((await parsePdf(buildPdf([lines]))).blocks.map((block) => block.text)).toEqual(["The first office."]);
});

test("a heading below two columns comes after both of them", async () => {
  const below = [
    { x: 60, y: 300, text: "Results" },
    {
      x: 60,
      y: 330,
      text: "This line goes over the full width of the page again, as a paragraph does, up to the very end of it.",
    },
  ];
  const { blocks } = await parsePdf(buildPdf([[...linesAt(60, 120, LEFT), ...linesAt(310, 120, RIGHT), ...below]]));
  expect(blocks.map((block) => block.text.slice(0, 12))).toEqual(["The left col", "Results", "This line go"]);
});
