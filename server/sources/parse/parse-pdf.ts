import { getDocumentProxy, getResolvedPDFJS } from "unpdf";
import { cleanLine } from "./clean-text.ts";
import type { Extracted } from "./document.ts";
import { MAX_TEXT_LENGTH } from "./limits.ts";
import { orderLines } from "./pdf-columns.ts";
import { dropFurniture, type PdfPage } from "./pdf-furniture.ts";
import type { Fragment } from "./pdf-lines.ts";
import { paragraphsOf } from "./pdf-paragraphs.ts";
import { damagedUnlessRefused, Refusal } from "./refusal.ts";

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Pdf["getPage"]>>;

/** Letters per page, on average, below which a PDF with pictures is a scan. */
const SCAN_LETTERS = 20;

/** The text layer of a PDF. Throws Refusal `encrypted_pdf`, `scanned_pdf`, `no_text`, `too_large` or `damaged`. */
export async function parsePdf(bytes: Uint8Array): Promise<Extracted> {
  try {
    const pdf = await openPdf(bytes);
    const pages: PdfPage[] = [];
    let length = 0;
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number);
      const { fragments, height } = await fragmentsOf(page);
      length += fragments.reduce((sum, one) => sum + one.text.length, 0);
      if (length > MAX_TEXT_LENGTH)
        throw new Refusal("too_large", "This PDF holds too much text. Split it and add the parts.");
      pages.push({ height, lines: orderLines(fragments, number) });
      page.cleanup();
    }
    if (length < SCAN_LETTERS * pdf.numPages) await refuseScan(pdf, length);
    const blocks = paragraphsOf(dropFurniture(pages));
    const info = await infoOf(pdf);
    return {
      title: titleOf(info["Title"], blocks),
      byline: text(info["Author"]),
      languageHint: text(info["Language"]),
      blocks,
    };
  } catch (error) {
    throw damagedUnlessRefused(error, "This PDF is damaged and cannot be read. Export it anew and try again.");
  }
}

async function openPdf(bytes: Uint8Array): Promise<Pdf> {
  try {
    // pdf.js takes the buffer for itself, so it gets a copy.
    return await getDocumentProxy(bytes.slice(), { verbosity: 0, disableFontFace: true, useSystemFonts: false });
  } catch (error) {
    if (error instanceof Error && error.name === "PasswordException")
      throw new Refusal(
        "encrypted_pdf",
        "This PDF is protected by a password. Save it without the password and try again.",
        error,
      );
    throw error;
  }
}

async function fragmentsOf(page: Page): Promise<{ fragments: Fragment[]; height: number }> {
  const viewport = page.getViewport({ scale: 1 });
  const [va = 1, vb = 0, vc = 0, vd = 1, ve = 0, vf = 0] = viewport.transform as number[];
  const { items } = await page.getTextContent();
  const fragments: Fragment[] = [];
  for (const item of items) {
    if (!("str" in item) || item.str.trim() === "") continue;
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = item.transform as number[];
    const along = { x: va * a + vc * b, y: vb * a + vd * b };
    // Text set upright or aslant is a margin note, a watermark or a chart's axis.
    if (Math.abs(along.y) > Math.abs(along.x) * 0.1) continue;
    const x = va * e + vc * f + ve;
    const size = Math.hypot(va * c + vc * d, vb * c + vd * d);
    fragments.push({
      x,
      right: x + item.width,
      y: vb * e + vd * f + vf,
      size,
      text: item.str,
      rtl: item.dir === "rtl",
    });
  }
  return { fragments, height: viewport.height };
}

/** Almost no text: a scan when the first pages hold pictures, else an empty or drawn document. */
async function refuseScan(pdf: Pdf, length: number): Promise<void> {
  const { OPS } = await getResolvedPDFJS();
  const pictures = new Set([OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject]);
  for (let number = 1; number <= Math.min(3, pdf.numPages); number++) {
    const { fnArray } = await (await pdf.getPage(number)).getOperatorList();
    if (fnArray.some((operation: number) => pictures.has(operation)))
      throw new Refusal(
        "scanned_pdf",
        "This PDF is a scan: pictures of pages without text. Run text recognition (OCR) on it and try again.",
      );
  }
  if (length === 0) throw new Refusal("no_text", "This PDF has no text in it. Choose another file or paste the text.");
}

async function infoOf(pdf: Pdf): Promise<Record<string, unknown>> {
  const { info } = await pdf.getMetadata().catch(() => ({ info: {} }));
  return { ...info };
}

function text(value: unknown): string | null {
  return typeof value === "string" ? cleanLine(value) : null;
}

/** The title in the file's properties is often the name of a template or of the file; then the first heading speaks. */
function titleOf(property: unknown, blocks: Extracted["blocks"]): string | null {
  const title = text(property);
  const junk =
    title === null ||
    /^(untitled|microsoft word|document\d*|slide 1|.*\.(docx?|pdf|tex|indd|pptx?|odt|html?)$)/i.test(title);
  const firstHeading = blocks.slice(0, 5).find((block) => block.kind === "heading");
  return junk ? (firstHeading?.text ?? null) : title;
}
