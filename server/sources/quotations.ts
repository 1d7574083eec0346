/** A quotation longer than this, in UTF-16 units, is cut into its sentences like other text. */
const MAX_QUOTE = 600;

/** Closing marks by their opening one; „ is closed by “ or ”, and » and « each may open. */
const CLOSERS: Record<string, string> = {
  "“": "”",
  "„": "“”",
  "«": "»",
  "»": "«",
  "「": "」",
  "『": "』",
  "《": "》",
  '"': '"',
};

/**
 * Tells whether an offset lies inside a quotation that is closed in the same text and short enough to be kept whole.
 * Marks without a partner, and single quotes (apostrophes), count for nothing.
 */
export function quotesIn(text: string): (offset: number) => boolean {
  const spans: { start: number; end: number }[] = [];
  for (const match of text.matchAll(/["“„«»「『《]/g)) {
    const start = match.index;
    if (start < (spans.at(-1)?.end ?? 0)) continue;
    if (!opens(text, start)) continue;
    const end = closingAfter(text, start);
    if (end !== -1) spans.push({ start, end });
  }
  let at = 0;
  return (offset) => {
    while ((spans[at]?.end ?? Number.POSITIVE_INFINITY) <= offset) at++;
    return (spans[at]?.start ?? Number.POSITIVE_INFINITY) < offset;
  };
}

/** A mark opens when it stands before a word, not behind one (5" and a stray closing mark do not). */
function opens(text: string, at: number): boolean {
  if (/[「『《]/.test(text[at] ?? "")) return true;
  const before = text[at - 1] ?? " ";
  const spaced = text[at] === "«" || text[at] === "»";
  return /[\s([{—–:>]/.test(before) && (spaced || /\S/.test(text[at + 1] ?? " "));
}

function closingAfter(text: string, start: number): number {
  const closers = CLOSERS[text[start] ?? ""] ?? "";
  for (let at = start + 1; at < Math.min(text.length, start + MAX_QUOTE); at++)
    if (closers.includes(text[at] ?? "\n")) return at + 1;
  return -1;
}
