import mammoth from "mammoth";
import type { Extracted } from "./document.ts";
import { blocksOf, openHtml } from "./html-blocks.ts";
import { damagedUnlessRefused } from "./refusal.ts";
import { verifyZip } from "./zip-limits.ts";

// mammoth 1.13 maps headings, lists and tables by itself; these are what people also use in articles.
const STYLES = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='Quote'] => blockquote > p:fresh",
  "p[style-name='Intense Quote'] => blockquote > p:fresh",
  "p[style-name='Block Text'] => blockquote > p:fresh",
];

/** A Word document without its comments, tracked deletions and images. Throws Refusal `damaged` or `zip_bomb`. */
export async function parseDocx(bytes: Uint8Array): Promise<Extracted> {
  await verifyZip(bytes);
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { value } = await mammoth.convertToHtml(
      { buffer },
      {
        styleMap: STYLES,
        externalFileAccess: false,
        includeEmbeddedStyleMap: false,
        convertImage: mammoth.images.imgElement(async () => ({ src: "" })),
      },
    );
    const document = openHtml(value);
    const blocks = document.body ? blocksOf(document.body) : [];
    const heading = blocks.find((block) => block.kind === "heading");
    const title = heading && heading.level === 1 ? heading.text : null;
    return { title, byline: null, languageHint: null, blocks };
  } catch (error) {
    throw damagedUnlessRefused(
      error,
      "This Word document is damaged and cannot be read. Open it in Word, save it anew and try again.",
    );
  }
}
