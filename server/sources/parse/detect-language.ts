import { detectAll } from "tinyld";
import type { Block } from "./document.ts";

/** Below this many letters a guess is worth less than what the document says of itself. */
const ENOUGH_LETTERS = 200;

/** Never written in Latin letters; tinyld 1.3.4 sometimes sees them in short English texts. */
const OTHER_SCRIPTS = new Set(
  "ar fa ur he yi hi mr ne bn ta te kn ml gu pa th ja zh ko ru uk be bg mk el hy ka am my km lo".split(" "),
);

/** ISO 639-1 of the text, else of what the document declares, else "und". */
export function detectLanguage(blocks: readonly Block[], declared: string | null): string {
  const sample = sampleOf(blocks);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  const latin = sample.match(/\p{Script=Latin}/gu)?.length ?? 0;
  const guesses = letters >= 8 ? detectAll(sample) : [];
  // Languages without an ISO 639-1 code (Berber, Klingon) are tinyld's usual mistakes in texts full of program names.
  const guess = guesses.find(({ lang }) => lang.length === 2 && (latin < letters / 2 || !OTHER_SCRIPTS.has(lang)));
  const hint = /^[a-z]{2}(?![a-z])/i.exec(declared?.trim() ?? "")?.[0].toLowerCase() ?? null;
  const found = guess?.lang;
  if (letters >= ENOUGH_LETTERS) return found ?? hint ?? "und";
  return hint ?? found ?? "und";
}

/** Beginning, middle and end: a foreign quotation at the top must not decide alone. */
function sampleOf(blocks: readonly Block[]): string {
  const prose = blocks.filter((block) => block.kind !== "code");
  const picks = [0, 0.5, 0.85].map((share) => prose.slice(Math.floor(prose.length * share)));
  const sample = picks.map((pick) => firstUnits(pick, 2_000)).join("\n");
  // Addresses, paths and names from programs belong to no language.
  return sample.replaceAll(/\S*[_/\\@]\S*/g, " ");
}

function firstUnits(blocks: readonly Block[], length: number): string {
  let text = "";
  for (const block of blocks) {
    if (text.length >= length) break;
    text += `${block.text.slice(0, length)}\n`;
  }
  return text.slice(0, length);
}
