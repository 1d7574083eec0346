import { type Fragment, type Line, lineOf, type Row, rowsOf } from "./pdf-lines.ts";

/** Gutters narrower than this, in points, are spaces between words. */
const MIN_GUTTER = 9;

type Span = { from: number; to: number };

/**
 * The lines of a page in reading order. A gutter is an upright strip that hardly any row crosses and that has full lines
 * on both sides; rows that do cross it (a title, a wide figure caption) part the page into bands.
 */
export function orderLines(fragments: readonly Fragment[], page: number): Line[] {
  const rows = rowsOf(fragments);
  const area = spanOf(fragments);
  const gutters = findGutters(rows, area);
  if (gutters.length === 0) return rows.map((row) => lineOf(row, { page, columnX: area.from, columnRight: area.to }));
  const lines: Line[] = [];
  let band: Row[] = [];
  const wide = { page, columnX: area.from, columnRight: area.to };
  const endBand = () => {
    lines.push(
      ...readBand(
        band.flatMap((row) => row.fragments),
        { gutters, area, page },
      ),
    );
    band = [];
  };
  for (const row of rows) {
    if (!row.fragments.some((one) => gutters.some((gutter) => crosses(one, gutter)))) band.push(row);
    else {
      const [gutter] = gutters;
      const below = gutter ? band.splice(band.length - rowsBelow(band, gutter)) : [];
      endBand();
      lines.push(...[...below, row].map((one) => lineOf(one, wide)));
    }
  }
  endBand();
  return lines;
}

function readBand(
  fragments: Fragment[],
  { gutters, area, page }: { gutters: Span[]; area: Span; page: number },
): Line[] {
  const edges = [area.from, ...gutters.map((gutter) => (gutter.from + gutter.to) / 2), area.to];
  const columns = edges.slice(1).map((right, index) => {
    const left = edges[index] ?? area.from;
    return fragments.filter((one) => middle(one) >= left && (middle(one) < right || right === area.to));
  });
  const rtl = fragments.filter((one) => one.rtl).length > fragments.length / 2;
  return (rtl ? columns.toReversed() : columns).flatMap((column) => {
    const { from, to } = spanOf(column);
    return rowsOf(column).map((row) => lineOf(row, { page, columnX: from, columnRight: to }));
  });
}

/** Strips of the middle of the page that at most a fifth of the rows cross. */
function findGutters(rows: readonly Row[], area: Span): Span[] {
  if (rows.length < 8) return [];
  const width = area.to - area.from;
  const covered = new Array<number>(Math.ceil(width) + 1).fill(0);
  for (const row of rows) {
    const marked = new Set<number>();
    for (const one of row.fragments)
      for (let at = Math.floor(one.x - area.from); at <= one.right - area.from; at++) marked.add(at);
    for (const at of marked) covered[at] = (covered[at] ?? 0) + 1;
  }
  const gutters: Span[] = [];
  let start: number | null = null;
  for (let at = Math.floor(width * 0.15); at <= width * 0.85; at++) {
    const free = (covered[at] ?? 0) <= rows.length * 0.2;
    if (free && start === null) start = at;
    if (start !== null && (!free || at + 1 > width * 0.85)) {
      if (at - start >= MIN_GUTTER) gutters.push({ from: area.from + start, to: area.from + at });
      start = null;
    }
  }
  const usable = gutters.every((gutter, index) => hasProseBothSides(rows, gutter, neighbours(gutters, index, area)));
  return usable ? gutters : [];
}

function neighbours(gutters: Span[], index: number, area: Span): Span {
  return { from: gutters[index - 1]?.to ?? area.from, to: gutters[index + 1]?.from ?? area.to };
}

/** Columns of prose have many long lines; the columns of a table have short cells. */
function hasProseBothSides(rows: readonly Row[], gutter: Span, outer: Span): boolean {
  const left = { from: outer.from, to: gutter.from };
  const right = { from: gutter.to, to: outer.to };
  return [left, right].every((side) => {
    const fills = rows
      .map((row) => row.fragments.filter((one) => one.x >= side.from - 2 && one.right <= side.to + 2))
      .filter((inside) => inside.length > 0)
      .map((inside) => (spanOf(inside).to - spanOf(inside).from) / Math.max(1, side.to - side.from));
    const full = fills.filter((fill) => fill > 0.6).length;
    return full >= 4 && full > fills.length * 0.35;
  });
}

/**
 * Where a band ends and running text over the full width resumes, a short heading stands below the columns at the left:
 * rows after the last one with text at the right, set off by a gap.
 */
function rowsBelow(band: readonly Row[], gutter: Span): number {
  const last = band.findLastIndex((row) => row.fragments.some((one) => one.x >= gutter.from));
  for (let index = last + 1; index < band.length; index++) {
    const row = band[index];
    const size = row?.fragments[0]?.size ?? 0;
    if (row && row.y - (band[index - 1]?.y ?? row.y) > size * 1.8) return band.length - index;
  }
  return 0;
}

function crosses(one: Fragment, gutter: Span): boolean {
  const center = (gutter.from + gutter.to) / 2;
  return one.x < center - 2 && one.right > center + 2;
}

function middle(one: Fragment): number {
  return (one.x + one.right) / 2;
}

function spanOf(fragments: readonly Fragment[]): Span {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const one of fragments) {
    from = Math.min(from, one.x);
    to = Math.max(to, one.right);
  }
  return fragments.length === 0 ? { from: 0, to: 0 } : { from, to };
}
