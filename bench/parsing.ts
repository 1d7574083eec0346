/**
 * What isolation costs: a text of 3,000 words as HTML, DOCX, PDF and Markdown, read in a child process against the same
 * parsers in this process (loaded and warm). Medians of nine runs each, taken in turns. Last line: JSON.
 */
import { buildDocx, docxParagraph } from "@/server/sources/parse/fixtures/build-docx";
import { buildPdf } from "@/server/sources/parse/fixtures/build-pdf";
import { parseDocument } from "@/server/sources/parse/parse-document";
import { readDocument } from "@/server/sources/parse/read-document";
import { passagesOf } from "@/server/sources/passages";

const RUNS = 9;
const SENTENCE = "The company sells shoes and boots to people all over the world, e.g. to Dr. Smith of Boston. ";
const PARAGRAPHS = Array.from(
  { length: 33 },
  (_, index) => `Paragraph ${index + 1} begins. ${SENTENCE.repeat(5).trim()}`,
);

const documents: Record<string, Uint8Array> = {
  html: bytesOf(
    `<!doctype html><html lang="en"><title>Shoes</title><article>${PARAGRAPHS.map((text) => `<p>${text}</p>`).join("")}</article>`,
  ),
  docx: buildDocx(PARAGRAPHS.map((text) => docxParagraph(text)).join("")),
  pdf: buildPdf(pagesOf(PARAGRAPHS)),
  markdown: bytesOf(`# Shoes\n\n${PARAGRAPHS.join("\n\n")}\n\n[More](https://example.com)\n`),
};

const hints = { fileName: null, url: null, declaredType: null };
const results: Record<string, { words: number; childMs: number; inProcessMs: number; ratio: number }> = {};
for (const [name, bytes] of Object.entries(documents)) {
  const child: number[] = [];
  const inProcess: number[] = [];
  const { wordCount } = await readDocument(bytes, hints);
  for (let run = 0; run < RUNS; run++) {
    child.push(await timeOf(() => parseDocument({ bytes })));
    inProcess.push(await timeOf(() => readDocument(bytes, hints)));
  }
  const [childMs, inProcessMs] = [median(child), median(inProcess)];
  results[name] = { words: wordCount, childMs, inProcessMs, ratio: round(childMs / inProcessMs) };
  console.log(`${name}: child ${childMs} ms, in process ${inProcessMs} ms, ratio ${round(childMs / inProcessMs)}`);
}

const { blocks, language } = await readDocument(bytesOf(PARAGRAPHS.join("\n\n")), hints);
const passagesMs: number[] = [];
for (let run = 0; run < RUNS; run++) passagesMs.push(await timeOf(async () => passagesOf(blocks, language)));
console.log(`passages: ${passagesOf(blocks, language).length} in ${median(passagesMs)} ms`);
console.log(JSON.stringify({ bench: "parsing", runs: RUNS, ...results, passagesMs: median(passagesMs) }));

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function pagesOf(paragraphs: readonly string[]): { x: number; y: number; text: string }[][] {
  const lines = paragraphs.flatMap((text) => [...(text.match(/.{1,85}(?:\s|$)/g) ?? []), ""]);
  return Array.from({ length: Math.ceil(lines.length / 48) }, (_, page) =>
    lines.slice(page * 48, page * 48 + 48).map((text, index) => ({ x: 60, y: 90 + index * 14, text })),
  );
}

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function median(values: number[]): number {
  return round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
