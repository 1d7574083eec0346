/** A stretch of a text in UTF-16 units, end exclusive. */
type Span = { start: number; end: number };

/** Where two texts differ: [start, endBefore) of the first became [start, endAfter) of the second. */
export function changeBetween(before: string, after: string): { start: number; endBefore: number; endAfter: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { start, endBefore: before.length - tail, endAfter: after.length - tail };
}

/**
 * Finds sentences of a saved text in the text as it is now. One the edit went through is `stale`: it is judged anew with
 * the next save. One that was overwritten is left out.
 */
export function carrySpans<T extends Span>(
  spans: readonly T[],
  saved: string,
  now: string,
): (T & { stale: boolean })[] {
  const change = changeBetween(saved, now);
  const by = change.endAfter - change.endBefore;
  const unchanged = saved === now;
  return spans.flatMap((span): (T & { stale: boolean })[] => {
    if (unchanged || span.end <= change.start) return [{ ...span, stale: false }];
    if (span.start >= change.endBefore) return [{ ...span, start: span.start + by, end: span.end + by, stale: false }];
    const start = span.start <= change.start ? span.start : change.endAfter;
    const end = span.end >= change.endBefore ? span.end + by : change.start;
    return end > start ? [{ ...span, start, end, stale: true }] : [];
  });
}

/** A piece of a text in reading order; `span` is null between sentences. */
export type Piece<T> = { text: string; start: number; span: T | null };

/** Cuts a text along its sentences so that the pieces joined are the text. */
export function piecesOf<T extends Span>(text: string, spans: readonly T[]): Piece<T>[] {
  const pieces: Piece<T>[] = [];
  let from = 0;
  const upTo = (end: number) => {
    if (end > from) pieces.push({ text: text.slice(from, end), start: from, span: null });
  };
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const end = Math.min(span.end, text.length);
    if (span.start < from || end <= span.start) continue;
    upTo(span.start);
    pieces.push({ text: text.slice(span.start, end), start: span.start, span });
    from = end;
  }
  upTo(text.length);
  return pieces;
}

/** The sentence the caret is in or right behind; null between sentences. */
export function spanAt<T extends Span>(spans: readonly T[], offset: number): T | null {
  return (
    spans.find(({ start, end }) => start <= offset && offset < end) ?? spans.find(({ end }) => end === offset) ?? null
  );
}
