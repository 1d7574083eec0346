import { type Line, usualSize } from "./pdf-lines.ts";

/** The lines of one page with the page's height in points. */
export type PdfPage = { height: number; lines: Line[] };

/** Share of a page's height, at top and bottom, in which headers, footers and page numbers stand. */
const MARGIN = 0.12;

/** Takes out running headers and footers (the same words on several pages, numbers aside) and page numbers. */
export function dropFurniture(pages: readonly PdfPage[]): Line[] {
  const largest = usualSize(pages.flatMap((page) => page.lines)) * 1.3;
  const seen = new Map<string, number>();
  for (const page of pages)
    for (const key of new Set(page.lines.filter((line) => inMargin(line, page)).map(keyOf)))
      seen.set(key, (seen.get(key) ?? 0) + 1);
  // Left and right pages of a book carry different headers, and chapters change them.
  const often = Math.max(2, Math.min(pages.length, Math.ceil(pages.length * 0.2)));
  return pages.flatMap((page) =>
    page.lines.filter((line) => {
      // "Chapter 1", "Chapter 2" at the top of their pages are set large; running lines never are.
      if (!inMargin(line, page) || line.size > largest) return true;
      return !(
        isPageNumber(line.text) ||
        isPrintMark(line.text) ||
        (pages.length > 1 && (seen.get(keyOf(line)) ?? 0) >= often)
      );
    }),
  );
}

function inMargin(line: Line, page: PdfPage): boolean {
  return line.y < page.height * MARGIN || line.y > page.height * (1 - MARGIN);
}

function keyOf(line: Line): string {
  return `${Math.round(line.y / 4)}:${line.text.replaceAll(/\p{N}+/gu, "#").toLowerCase()}`;
}

function isPageNumber(text: string): boolean {
  return /^(?:[-–—·|[(\s]*)(?:(?:page|seite|página|pagina|p\.?|s\.?|第)\s*)?(?:\p{Nd}{1,4}|[ivxlc]{1,7})(?:\s*(?:\/|of|von|de|di|sur)\s*\p{Nd}{1,4})?(?:\s*ページ|\s*页)?[-–—·|\])\s]*$/iu.test(
    text,
  );
}

/** What browsers print around a page: date and time at the top, address and page number at the bottom. */
function isPrintMark(text: string): boolean {
  return (
    /^\d{1,2}[./]\d{1,2}[./]\d{2,4}, \d{1,2}:\d{2}/.test(text) ||
    /^(?:https?:\S+ \d+\/\d+|file:\S+(?: \d+\/\d+)?)$/.test(text)
  );
}
