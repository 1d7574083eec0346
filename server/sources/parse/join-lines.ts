const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\u3000-\u303f\uff00-\uffef]/u;

/** The lines of one paragraph as one, in time linear in their length. */
export function joinLines(lines: readonly string[]): string {
  return lines.map((line, index) => line + gapOf(line, lines[index + 1])).join("");
}

/** A space, except where the script writes none and after the last line. */
export function gapOf(left: string, right: string | undefined): string {
  if (right === undefined) return "";
  const last = left.at(-1) ?? "";
  const first = String.fromCodePoint(right.codePointAt(0) ?? 32);
  return UNSPACED.test(last) && UNSPACED.test(first) ? "" : " ";
}
