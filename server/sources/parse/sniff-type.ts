import { decodeText, looksLikeText } from "./decode-text.ts";
import type { MediaType, ParseHints } from "./document.ts";
import { Refusal } from "./refusal.ts";
import { listZip } from "./zip-limits.ts";

/** A type decided by content; text types come with their decoded text. */
export type Sniffed =
  | { mediaType: "application/pdf" | "application/vnd.openxmlformats-officedocument.wordprocessingml.document" }
  | { mediaType: "text/html" | "text/markdown" | "text/plain"; text: string };

const READABLE = "Reprise reads PDF, Word (.docx), Markdown, HTML and plain text.";

/** Tells what the bytes are, whatever they are called. Throws Refusal `unsupported`, `no_text` or `zip_bomb`. */
export async function sniffType(bytes: Uint8Array, hints: ParseHints): Promise<Sniffed> {
  if (looksLikeText(bytes)) {
    const text = decodeText(bytes, hints.declaredType);
    const start = text.slice(0, 4096).trimStart();
    if (start.startsWith("%PDF-")) return { mediaType: "application/pdf" };
    refuseOtherText(start);
    if (text.trim() === "") throw new Refusal("no_text", "There is no text in this file. Choose another file.");
    return { mediaType: textType(text, hints), text };
  }
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 1024));
  if (head.includes("%PDF-")) return { mediaType: "application/pdf" };
  return sniffBinary(bytes);
}

async function sniffBinary(bytes: Uint8Array): Promise<Sniffed> {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const names = await listZip(bytes);
    if (names.includes("word/document.xml") || names.some((name) => /^word\/document\d*\.xml$/.test(name)))
      return { mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" };
    throw new Refusal("unsupported", `This is ${zipKind(names)}. ${READABLE} Save it as one of these and try again.`);
  }
  const { fileTypeFromBuffer } = await import("file-type");
  const found = await fileTypeFromBuffer(bytes);
  // Old Word files, and password-protected new ones, are the same kind of container.
  if (found?.ext === "cfb")
    throw new Refusal(
      "unsupported",
      "This is an old or password-protected Office file. Save it as .docx or PDF without a password and try again.",
    );
  const kind = found ? `a ${found.ext.toUpperCase()} file (${found.mime})` : "a binary file of an unknown kind";
  throw new Refusal("unsupported", `This is ${kind}, whatever its name says. ${READABLE}`);
}

function zipKind(names: string[]): string {
  if (names.includes("xl/workbook.xml")) return "an Excel workbook";
  if (names.includes("ppt/presentation.xml")) return "a PowerPoint presentation";
  if (names.includes("META-INF/container.xml")) return "an EPUB book";
  if (names.includes("content.xml")) return "an OpenDocument file";
  return "a zip archive";
}

function refuseOtherText(start: string): void {
  if (start.startsWith("{\\rtf"))
    throw new Refusal("unsupported", `This is an RTF file. ${READABLE} Save it as .docx and try again.`);
  if (start.startsWith("%!PS"))
    throw new Refusal("unsupported", `This is a PostScript file. ${READABLE} Save it as PDF and try again.`);
  const root =
    /^(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<(rss|feed|rdf:RDF|svg)[\s>]/i.exec(start);
  if (root?.[1]?.toLowerCase() === "svg") throw new Refusal("unsupported", `This is an SVG image. ${READABLE}`);
  if (root)
    throw new Refusal("unsupported", "This is a feed, not an article. Give the address of one of its articles.");
}

/** HTML, Markdown or plain text by content; the name decides only between Markdown and plain text, and only a tie. */
function textType(text: string, hints: ParseHints): Extract<MediaType, `text/${string}`> {
  const sample = text.slice(0, 200_000);
  if (isHtml(sample, hints)) return "text/html";
  const signs = markdownSigns(sample);
  if (signs >= 2) return "text/markdown";
  const named = /\.(md|markdown|mdown|mkd)$/i.test(hints.fileName ?? "") || /markdown/i.test(hints.declaredType ?? "");
  return named ? "text/markdown" : "text/plain";
}

function isHtml(sample: string, hints: ParseHints): boolean {
  const start = sample.trimStart().replace(/^<\?xml[^>]*\?>\s*/, "");
  if (/^(?:<!--[\s\S]*?-->\s*)*<(?:!doctype html|html|head|body)[\s>]/i.test(start)) return true;
  const blocks =
    sample.match(/<\/(?:p|div|h[1-6]|article|section|main|ul|ol|li|table|tr|blockquote|pre|body)>/gi)?.length ?? 0;
  if (/html/i.test(hints.declaredType ?? "")) return /<[a-z][^>]*>/i.test(sample);
  // A Markdown README may begin with a centred HTML paragraph.
  return /^<[a-z!]/i.test(start) && blocks >= 2 && markdownSigns(sample) < 2;
}

/** Counts what people write in Markdown only; dashes and numbers before list lines are everybody's. */
function markdownSigns(sample: string): number {
  const heading = sample.match(/^#{1,6} +\S/gm)?.length ?? 0;
  const link = sample.match(/\[[^\]\n]{1,200}\]\((?:https?:|\/|#|\.|mailto:)[^)\s]{0,500}\)/g)?.length ?? 0;
  const fence = sample.match(/^ {0,3}(?:```|~~~)/gm)?.length ?? 0;
  const bold = sample.match(/(?<![*\w])\*\*[^*\s][^*\n]{0,200}\*\*(?!\w)/g)?.length ?? 0;
  const table = sample.match(/^\|?(?: *:?-{3,}:? *\|)+ *(?::?-{3,}:?)? *$/gm)?.length ?? 0;
  const front = /^---\n(?:[\w-]+:.*\n)+---\n/.test(sample) ? 2 : 0;
  const title = /^\s*#{1,3} +\S.*\n/.test(sample) ? 1 : 0;
  return title + heading + link + fence + bold + table * 2 + front;
}
