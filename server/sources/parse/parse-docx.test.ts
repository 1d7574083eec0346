import { expect, test } from "vitest";
import { buildDocx, docxParagraph, docxRun } from "./fixtures/build-docx";
import { buildZip } from "./fixtures/build-zip";
import { parseDocx } from "./parse-docx";
import { listZip } from "./zip-limits";

test("headings, list items, quotes and table rows of a Word document", async () => {
  const cell = (text: string) => `<w:tc>${docxParagraph(text)}</w:tc>`;
  const body = [
    docxParagraph("Schöne Schuhe", "Title"),
    docxParagraph("An introduction."),
    docxParagraph("A part", "heading2"),
    docxParagraph("one", "bullet"),
    docxParagraph("We walk.", "Quote"),
    `<w:tbl><w:tr>${cell("Year")}${cell("Pairs")}</w:tr><w:tr>${cell("2024")}${cell("1,200")}</w:tr></w:tbl>`,
  ];
  expect(await parseDocx(buildDocx(body.join("")))).toEqual({
    title: "Schöne Schuhe",
    byline: null,
    languageHint: null,
    blocks: [
      { kind: "heading", level: 1, text: "Schöne Schuhe" },
      { kind: "paragraph", text: "An introduction." },
      { kind: "heading", level: 2, text: "A part" },
      { kind: "list_item", text: "one" },
      { kind: "quote", text: "We walk." },
      { kind: "table_row", text: "Year | Pairs" },
      { kind: "table_row", text: "2024 | 1,200" },
    ],
  });
});

test("comments and tracked deletions are left out, tracked insertions are in", async () => {
  const comment = `<w:commentRangeStart w:id="0"/>${docxRun("Seen text. ")}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>`;
  const change = `<w:del w:id="1" w:author="A"><w:r><w:delText>old words </w:delText></w:r></w:del><w:ins w:id="2" w:author="A">${docxRun("new words")}</w:ins>`;
  const { blocks } = await parseDocx(buildDocx(`<w:p>${comment}${docxRun("We kept ")}${change}</w:p>`));
  expect(blocks).toEqual([{ kind: "paragraph", text: "Seen text. We kept new words" }]);
});

test("a bomb is refused from its directory, and a bomb that lies about its size while it unpacks", async () => {
  const bomb = buildZip([{ name: "word/document.xml", data: new Uint8Array(40_000_000) }]);
  const many = buildZip(Array.from({ length: 5_001 }, (_, index) => ({ name: `word/${index}.xml`, data: "" })));
  const liar = buildZip([{ name: "word/document.xml", data: new Uint8Array(40_000_000), claimedSize: 900 }]);
  await expect(listZip(bomb)).rejects.toMatchObject({ reason: "zip_bomb" });
  await expect(listZip(many)).rejects.toMatchObject({ reason: "zip_bomb" });
  await expect(parseDocx(liar)).rejects.toMatchObject({ reason: "zip_bomb" });
});

test("a cut-off container and broken XML are damaged", async () => {
  const whole = buildDocx(docxParagraph("Text."));
  await expect(parseDocx(whole.slice(0, whole.length - 30))).rejects.toMatchObject({ reason: "damaged" });
  await expect(parseDocx(buildZip([{ name: "word/document.xml", data: "<w:doc" }]))).rejects.toMatchObject({
    reason: "damaged",
  });
});
