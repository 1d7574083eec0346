import { detectAll } from "tinyld";
import type { Block } from "./document.ts";

/** Below this many letters a guess is worth less than what the document says of itself. */
const ENOUGH_LETTERS = 200;

/** Never written in Latin letters; tinyld 1.3 sometimes sees them in short English texts. */
const OTHER_SCRIPTS = new Set(
  "ar fa ur he yi hi mr ne bn ta te kn ml gu pa th ja zh ko ru uk be bg mk el hy ka am my km lo".split(" "),
);

/** ISO 639-1 of the text, else of what the document declares, else "und". */
export function detectLanguage(blocks: readonly Block[], declared: string | null): string {
  const sample = sampleOf(blocks);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  const latin = sample.match(/\p{Script=Latin}/gu)?.length ?? 0;
  const guesses = letters >= 8 ? detectAll(sample) : [];
  const guess = guesses.find(({ lang }) => latin < letters / 2 || !OTHER_SCRIPTS.has(lang));
  const hint = /^[a-z]{2}(?![a-z])/i.exec(declared?.trim() ?? "")?.[0].toLowerCase() ?? null;
  const found = guess && /^[a-z]{2}$/.test(guess.lang) ? guess.lang : null;
  if (letters >= ENOUGH_LETTERS) return found ?? hint ?? "und";
  return hint ?? found ?? "und";
}

/** Beginning, middle and end: a foreign quotation at the top must not decide alone. */
function sampleOf(blocks: readonly Block[]): string {
  const prose = blocks.filter((block) => block.kind !== "code");
  const picks = [0, 0.5, 0.85].map((share) => prose.slice(Math.floor(prose.length * share)));
  return picks.map((pick) => firstUnits(pick, 2_000)).join("\n");
}

function firstUnits(blocks: readonly Block[], length: number): string {
  let text = "";
  for (const block of blocks) {
    if (text.length >= length) break;
    text += `${block.text.slice(0, length)}\n`;
  }
  return text.slice(0, length);
}
