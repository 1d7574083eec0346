/** Words of a text in small letters. */
export function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:[.,]\p{N}+)*/gu) ?? [];
}

/** One spelling of quotation marks, dashes and spaces. */
export function flat(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[“”„«»"‘’'‚‹›]/gu, "'")
    .replace(/[‐-―−]/gu, "-")
    .replace(/\s+/gu, " ")
    .trim();
}

const QUOTED = /“([^“”]+)”|„([^„“”]+)[“”]|«\s?([^«»]+?)\s?»|"([^"]+)"/gu;

/** What stands between quotation marks, four words and more. */
export function quotations(text: string): string[] {
  return [...text.matchAll(QUOTED)]
    .map((match) => match.slice(1).find((group) => group !== undefined) ?? "")
    .filter((inner) => words(inner).length >= 4);
}

/** Quotations that do not stand word for word in the evidence; omissions are marked by an ellipsis. */
export function misquoted(text: string, evidence: string): string[] {
  const bare = (piece: string) =>
    flat(piece)
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  const source = bare(evidence);
  return quotations(text).filter(
    (quotation) => !quotation.split(/…|\.\.\./u).every((piece) => source.includes(bare(piece))),
  );
}

/** Share of three-word runs two texts have in common. */
export function overlap(a: string, b: string): number {
  const [one, other] = [grams(a), grams(b)];
  const common = [...one].filter((gram) => other.has(gram)).length;
  return common / Math.max(1, one.size + other.size - common);
}

function grams(text: string): Set<string> {
  const all = words(text);
  return new Set(all.slice(0, -2).map((word, at) => [word, all[at + 1], all[at + 2]].join(" ")));
}

/** The longest run of words outside quotation marks that the source has in the same order. */
export function longestCopy(text: string, source: string): number {
  const theirs = ` ${words(source).join(" ")} `;
  const outside = text.replace(QUOTED, (quoted) => (words(quoted).length >= 4 ? "\u0001" : quoted));
  let best = 0;
  for (const stretch of outside.split("\u0001")) {
    const own = words(stretch);
    for (let from = 0; from < own.length; from += 1) {
      let length = best + 1;
      while (from + length <= own.length && theirs.includes(` ${own.slice(from, from + length).join(" ")} `)) {
        best = length;
        length += 1;
      }
    }
  }
  return best;
}
