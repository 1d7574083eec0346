import { expect, test } from "vitest";
import { AppError } from "@/server/errors";
import { buildDocx, docxParagraph } from "./fixtures/build-docx";
import { buildPdf } from "./fixtures/build-pdf";
import { buildZip } from "./fixtures/build-zip";
import { parseDocument } from "./parse-document";

type Input = Parameters<typeof parseDocument>[0];

const bytesOf = (text: string) => new TextEncoder().encode(text);
const PNG = Uint8Array.from([
  137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0,
]);
const SLOW = bytesOf("<div>".repeat(200_000));

async function refusalOf(input: Input): Promise<{ code: string; reason: unknown; message: string }> {
  const error = await parseDocument(input).then(
    () => new Error("was read"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw error;
  return { code: error.code, reason: error.details["reason"], message: error.message };
}

test("reads every kind of document in a child process, told by content whatever the name", async () => {
  const text = "The company sells shoes and boots to people all over the world.";
  const line = { x: 60, y: 80, text };
  const cases: [Input, string][] = [
    [{ bytes: bytesOf(text), fileName: "a.pdf" }, "text/plain"],
    [{ bytes: bytesOf(text), fileName: "a.md" }, "text/markdown"],
    [{ bytes: bytesOf(`# Shoes\n\n${text} [More](https://example.com)`), fileName: "a.txt" }, "text/markdown"],
    [{ bytes: bytesOf(`<!doctype html><p>${text}</p>`), fileName: "a.txt" }, "text/html"],
    [{ bytes: buildPdf([[line]]), fileName: "a.docx" }, "application/pdf"],
    [
      { bytes: buildDocx(docxParagraph(text)), fileName: "a.pdf" },
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ],
  ];
  for (const [input, mediaType] of cases) {
    const found = await parseDocument(input);
    expect(found.mediaType).toBe(mediaType);
    expect(found.blocks.at(-1)?.text).toContain(text);
    expect(found.language).toBe("en");
    expect(found.wordCount).toBeGreaterThanOrEqual(12);
  }
});

test("a refusal has a code, a reason and words that say what to do", async () => {
  const cases: [Input, string, string][] = [
    [{ bytes: new Uint8Array() }, "UNPROCESSABLE_CONTENT", "empty"],
    [{ bytes: bytesOf(" \n\n ") }, "UNPROCESSABLE_CONTENT", "no_text"],
    [
      { bytes: bytesOf("<html><body><script>go()</script></body></html>"), url: "https://e.com" },
      "UNPROCESSABLE_CONTENT",
      "no_text",
    ],
    [{ bytes: PNG, fileName: "article.txt" }, "UNSUPPORTED_MEDIA_TYPE", "unsupported"],
    [{ bytes: bytesOf("{\\rtf1 hello}") }, "UNSUPPORTED_MEDIA_TYPE", "unsupported"],
    [
      { bytes: buildZip([{ name: "xl/workbook.xml", data: "<x/>" }]), fileName: "a.docx" },
      "UNSUPPORTED_MEDIA_TYPE",
      "unsupported",
    ],
    [{ bytes: Uint8Array.from({ length: 400 }, (_, index) => index % 7) }, "UNSUPPORTED_MEDIA_TYPE", "unsupported"],
    [{ bytes: buildPdf([[]], { image: true }) }, "UNPROCESSABLE_CONTENT", "scanned_pdf"],
    [{ bytes: new Uint8Array(25 * 1024 * 1024 + 1) }, "PAYLOAD_TOO_LARGE", "too_large"],
  ];
  for (const [input, code, reason] of cases) {
    const found = await refusalOf(input);
    expect([found.code, found.reason]).toEqual([code, reason]);
    expect(found.message).toMatch(/[.]$/);
  }
});

test("a document that takes too long is stopped", async () => {
  const found = await refusalOf({ bytes: SLOW, declaredType: "text/html", limits: { timeMs: 1_500 } });
  expect(found).toMatchObject({ code: "UNPROCESSABLE_CONTENT", reason: "too_slow" });
});

test("a document that takes too much memory is stopped, in the heap and outside of it", async () => {
  const html = bytesOf(`<!doctype html>${"<p>Some words in a paragraph.</p>".repeat(100_000)}`);
  expect(await refusalOf({ bytes: html, limits: { heapMb: 24 } })).toMatchObject({ reason: "too_large" });
  expect(await refusalOf({ bytes: SLOW, declaredType: "text/html", limits: { memoryMb: 60 } })).toMatchObject({
    reason: "too_large",
  });
  expect(await refusalOf({ bytes: bytesOf("word ".repeat(5_000)), limits: { outputBytes: 1_000 } })).toMatchObject({
    reason: "too_large",
  });
});

test("25 MB of text is refused for its length, not for its time", async () => {
  const bytes = bytesOf("Words and more words in one line.\n\n".repeat(740_000)).subarray(0, 25 * 1024 * 1024);
  expect(await refusalOf({ bytes })).toMatchObject({ code: "PAYLOAD_TOO_LARGE", reason: "too_large" });
});

test("a PDF of a book's length is read within the limits", async () => {
  const line = (page: number, index: number) => ({
    x: 60,
    y: 90 + index * 14,
    text: `Line ${page}.${index} tells of shoes and boots, and of people who wear them`,
  });
  const pages = Array.from({ length: 300 }, (_, page) => Array.from({ length: 48 }, (__, index) => line(page, index)));
  const found = await parseDocument({ bytes: buildPdf(pages) });
  expect(found.wordCount).toBeGreaterThan(170_000);
});

test("an abort ends the child and gives its own reason", async () => {
  const stop = new AbortController();
  const reading = parseDocument({ bytes: SLOW, declaredType: "text/html", signal: stop.signal });
  const waiting = parseDocument({ bytes: SLOW, declaredType: "text/html", signal: stop.signal });
  const queued = parseDocument({ bytes: SLOW, declaredType: "text/html", signal: stop.signal });
  stop.abort(new Error("changed my mind"));
  for (const one of await Promise.allSettled([reading, waiting, queued]))
    expect(one).toMatchObject({ status: "rejected", reason: { message: "changed my mind" } });
  await expect(parseDocument({ bytes: bytesOf("Still at work.") })).resolves.toMatchObject({ wordCount: 3 });
});
