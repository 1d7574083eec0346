/** A run of text on a page; points, `y` downwards from the top of the page to the baseline. */
export type Fragment = { x: number; right: number; y: number; size: number; text: string; rtl: boolean };

/** One line of one column. `cells` are its parts between wide gaps, when there are any (a table row). */
export type Line = {
  page: number;
  x: number;
  right: number;
  y: number;
  size: number;
  text: string;
  rtl: boolean;
  cells: string[];
  /** Edges of the column (or page area) the line stands in. */
  columnX: number;
  columnRight: number;
};

/** Fragments on one baseline, from left to right. */
export type Row = { y: number; fragments: Fragment[] };

type Area = { page: number; columnX: number; columnRight: number };

/** Groups fragments into rows by baseline; superscripts fall into the row they belong to. */
export function rowsOf(fragments: readonly Fragment[]): Row[] {
  const sorted = fragments.toSorted((a, b) => a.y - b.y || a.x - b.x);
  const rows: Row[] = [];
  for (const fragment of sorted) {
    const last = rows.at(-1);
    const reach = 0.45 * Math.max(fragment.size, last?.fragments[0]?.size ?? 0);
    if (last && fragment.y - last.y <= reach) last.fragments.push(fragment);
    else rows.push({ y: fragment.y, fragments: [fragment] });
  }
  for (const row of rows) row.fragments.sort((a, b) => a.x - b.x);
  return rows;
}

/** A row as a line of text: spaces where the page has gaps, right-to-left scripts in reading order. */
export function lineOf(row: Row, area: Area): Line {
  const { fragments } = row;
  const letters = fragments.reduce((sum, one) => sum + (one.rtl ? one.text.length : -one.text.length), 0);
  const rtl = letters > 0;
  const size = sizeOf(fragments);
  const cells: string[] = [""];
  let previous: Fragment | null = null;
  for (const fragment of rtl ? fragments.toReversed() : fragments) {
    const gap = previous ? (rtl ? previous.x - fragment.right : fragment.x - previous.right) : 0;
    if (gap > size * 1.4) cells.push(fragment.text);
    else cells.push(`${cells.pop() ?? ""}${gap > size * 0.18 ? " " : ""}${fragment.text}`);
    previous = fragment;
  }
  const parts = cells.map((cell) => cell.replaceAll(/\s+/g, " ").trim()).filter((cell) => cell !== "");
  return {
    ...area,
    x: fragments[0]?.x ?? 0,
    right: Math.max(...fragments.map((one) => one.right)),
    y: row.y,
    size,
    text: parts.join(" "),
    rtl,
    cells: parts,
  };
}

/** The size most of the text has, so that a superscript does not change a line's size. */
function sizeOf(fragments: readonly Fragment[]): number {
  let best: Fragment | undefined;
  for (const fragment of fragments) if (!best || fragment.text.length > best.text.length) best = fragment;
  return best?.size ?? 0;
}

/** The size, in points, in which most of the text is set. */
export function usualSize(lines: readonly Line[]): number {
  const letters = new Map<number, number>();
  for (const line of lines) {
    const size = Math.round(line.size * 2) / 2;
    letters.set(size, (letters.get(size) ?? 0) + line.text.length);
  }
  const [size = 10] = [...letters].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  return Math.max(size, 1);
}
