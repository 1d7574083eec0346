/**
 * Text as it is stored: composed, one space for any run of blanks, no invisible characters (zero-width spaces, soft
 * hyphens, controls, and Unicode tags, which can carry words no reader sees; flags of regions keep theirs).
 */
export function cleanText(raw: string): string {
  return visible(raw)
    .split("\n")
    .map((line) => line.replaceAll(/\s+/g, " ").trim())
    .filter((line) => line !== "")
    .join("\n");
}

/** Code as it is stored: invisible characters gone, spaces and line ends kept. */
export function cleanCode(raw: string): string {
  return visible(raw)
    .replaceAll("\t", "  ")
    .replaceAll(/[^\S\n]+$/gm, "")
    .replaceAll(/^\n+|\n+$/g, "");
}

/** One line of text, or null when nothing is left; for titles and authors. */
export function cleanLine(raw: string | null | undefined): string | null {
  const line = cleanText(raw ?? "").replaceAll("\n", " ");
  return line === "" ? null : line.slice(0, 500);
}

function visible(raw: string): string {
  return (
    raw
      .toWellFormed()
      .normalize("NFC")
      // Ligatures and positional Arabic letters are how a PDF draws a letter, not which letter it is.
      .replaceAll(/[\ufb00-\ufb06\ufb50-\ufd3d\ufe70-\ufefc]/g, (drawn) => drawn.normalize("NFKC"))
      .replaceAll(/[\u00ad\u200b\u2060\ufeff]|(?![\t\n])\p{Cc}/gu, (found) => (/[\r\f\v\u0085]/.test(found) ? " " : ""))
      .replaceAll(/(?<!\u{1F3F4}[\u{E0020}-\u{E007F}]*)[\u{E0000}-\u{E007F}]/gu, "")
  );
}
