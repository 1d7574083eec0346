const LONGEST = 120;

/** A first title for a pasted text: its first line with words in it, without Markdown signs. */
export function titleFromText(text: string): string {
  const line = text.split("\n").find((candidate) => /[\p{L}\p{N}]/u.test(candidate)) ?? "";
  return shorten(line.replace(/<[^>]*>/g, " ").replace(/^[\s#>*_-]+|[\s#*_]+$/g, "")) || "Untitled";
}

/** A first title for a file: its name without the ending, words apart. */
export function titleFromName(fileName: string): string {
  const name = fileName.split(/[\\/]/).at(-1) ?? "";
  return shorten(name.replace(/\.[a-z0-9]{1,9}$/i, "").replace(/[_-]+/g, " ")) || "Untitled";
}

/** A first title for an address, until its page has been read. */
export function titleFromUrl(url: string): string {
  const { host, pathname } = new URL(url);
  return shorten(`${host}${pathname === "/" ? "" : pathname}`);
}

/** One line of at most 120 characters, cut between words where that can be done. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= LONGEST) return line;
  const cut = line.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, "");
  const space = cut.lastIndexOf(" ");
  return `${cut.slice(0, space > LONGEST / 2 ? space : cut.length).trimEnd()}…`;
}
