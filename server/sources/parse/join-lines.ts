const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\u3000-\u303f\uff00-\uffef]/u;

/** Joins two lines of one paragraph: with a space, except where the script writes none. */
export function joinLines(left: string, right: string): string {
  const last = left.at(-1) ?? "";
  const first = String.fromCodePoint(right.codePointAt(0) ?? 32);
  return UNSPACED.test(last) && UNSPACED.test(first) ? left + right : `${left} ${right}`;
}
