/**
 * The posts of one job are written apart from each other and should not say the same. Each format therefore likes some
 * sentences a little more and others a little less, and always the same ones: −0.5 to 0.5, from the format's name and the text.
 */
export function liking(format: string, text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of `${format}\n${text}`) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32 - 0.5;
}
