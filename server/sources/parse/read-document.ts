import { countWords } from "./count-words.ts";
import { detectLanguage } from "./detect-language.ts";
import type { Block, Extracted, ParsedDocument, ParseHints } from "./document.ts";
import { MAX_TEXT_LENGTH } from "./limits.ts";
import { Refusal } from "./refusal.ts";
import { type Sniffed, sniffType } from "./sniff-type.ts";

/** Reads one document in this very process, without limits of time or memory: for the worker. Throws Refusal. */
export async function readDocument(bytes: Uint8Array, hints: ParseHints): Promise<ParsedDocument> {
  if (bytes.length === 0) throw new Refusal("empty", "This file is empty. Choose another file.");
  const sniffed = await sniffType(bytes, hints);
  const { blocks, title, byline, languageHint } = await extract(bytes, sniffed, hints);
  refuseUseless(blocks, sniffed.mediaType, hints);
  const language = detectLanguage(blocks, languageHint);
  return { mediaType: sniffed.mediaType, title, byline, language, blocks, wordCount: countWords(blocks, language) };
}

/** Each parser is loaded only when its type is met: start-up is most of the time a small document takes. */
async function extract(bytes: Uint8Array, sniffed: Sniffed, hints: ParseHints): Promise<Extracted> {
  switch (sniffed.mediaType) {
    case "application/pdf":
      return (await import("./parse-pdf.ts")).parsePdf(bytes);
    case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
      return (await import("./parse-docx.ts")).parseDocx(bytes);
    case "text/html":
      return (await import("./parse-html.ts")).parseHtml(sniffed.text, hints);
    case "text/markdown":
      return (await import("./parse-markdown.ts")).parseMarkdown(sniffed.text);
    case "text/plain":
      return (await import("./parse-plain-text.ts")).parsePlainText(sniffed.text);
  }
}

function refuseUseless(blocks: readonly Block[], mediaType: string, hints: ParseHints): void {
  if (!blocks.some((block) => /[\p{L}\p{N}]/u.test(block.text))) {
    const page = mediaType === "text/html" && hints.url;
    throw new Refusal(
      "no_text",
      page
        ? "This page has no text to read; it may be built by a script. Paste the text instead, or upload it as a file."
        : "There is no text in this document. Choose another file or paste the text.",
    );
  }
  const length = blocks.reduce((sum, block) => sum + block.text.length, 0);
  if (length > MAX_TEXT_LENGTH)
    throw new Refusal("too_large", "This document holds too much text. Split it and add the parts.");
}
