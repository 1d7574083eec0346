/** A quotation inside a text; `start` and `end` enclose the words without the marks. */
export type QuotedSpan = { start: number; end: number };

/** Opening mark → the marks that may close it. German „…“, French «…», Swedish ”…”, Japanese 「…」 and plain "…". */
const CLOSERS: Readonly<Record<string, string>> = {
  "“": '”"',
  "„": '“”"',
  "‟": "”",
  "«": "»",
  "「": "」",
  "『": "』",
  '"': '"',
  "”": "”",
  "»": "«",
};
const MARKS = /["“”„‟«»「」『』]/u;
const INCH = /\d["”]/u;

function opensHere(text: string, at: number): boolean {
  const mark = text[at] ?? "";
  if (CLOSERS[mark] === undefined) return false;
  const before = text[at - 1];
  const startsWord = before === undefined || /[\s([{—–:：，、。-]/u.test(before);
  if (mark === "”" || mark === "»") return startsWord && /\S/u.test(text[at + 1] ?? "");
  return true;
}

function closingMark(text: string, open: number): number {
  const closers = CLOSERS[text[open] ?? ""] ?? "";
  const opener = text[open];
  let depth = 0;
  for (let at = open + 1; at < text.length; at += 1) {
    const mark = text[at] ?? "";
    if (closers.includes(mark)) {
      if (depth === 0) return at;
      depth -= 1;
    } else if (mark === opener) depth += 1;
  }
  return -1;
}

/** The outermost quotations of a text, in order. Single quotes are left alone: they cannot be told from apostrophes. */
export function quotedSpans(text: string): QuotedSpan[] {
  const spans: QuotedSpan[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (!opensHere(text, at)) continue;
    const close = closingMark(text, at);
    if (close < 0) continue;
    spans.push({ start: at + 1, end: close });
    at = close;
  }
  return spans;
}

/** Whether every quotation mark of a text has its partner. */
export function quotesBalance(text: string): boolean {
  let rest = "";
  let from = 0;
  for (const span of quotedSpans(text)) {
    rest += text.slice(from, span.start - 1);
    from = span.end + 1;
  }
  rest += text.slice(from);
  return !MARKS.test(rest.replace(INCH, ""));
}

/** Whether a quotation is still open after a text, so that the inner sentences of a long quotation are known. */
export function openQuotesAfter(text: string, openBefore: boolean): boolean {
  let open = openBefore;
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at] ?? "";
    if (mark === '"') {
      if (!INCH.test(text.slice(at - 1, at + 1)) || open) open = !open;
    } else if (mark === "„" || mark === "«" || mark === "「" || mark === "『") open = true;
    else if (mark === "“") open = !open;
    else if (mark === "”" || mark === "»" || mark === "」" || mark === "』") open = false;
  }
  return open;
}

/** One spelling for quotes, dashes, spaces and case, so that a quotation can be compared with its source. */
export function normaliseForQuote(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/["“”„‟«»「」『』'’‘‚‹›`´]/gu, "")
    .replace(/[‐‑‒–—―−]/gu, "-")
    .replace(/\s+/gu, " ")
    .trim()
    .toLowerCase();
}
