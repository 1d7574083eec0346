import { baseLanguage } from "@/server/ai/text/base-language";
import type { Finding, GateInput } from "./gate";
import { phrasePattern, placesOf } from "./places";
import { SLOP, SLOP_VERSION } from "./slop-phrases";

type Slop = { pattern: RegExp; instead: string | undefined };
const made = new Map<string, readonly Slop[] | null>();

/** Phrases of machine-made posts; in a quotation they are what somebody said. */
export function gateSlop(input: GateInput): Finding[] {
  return (slopOf(input.language) ?? []).flatMap(({ pattern, instead }) =>
    placesOf(input, pattern, { inQuotes: false }).map(({ found, ...place }): Finding => {
      const message = `“${found}” sounds machine-made${instead === undefined ? "; say it plainly." : `; “${instead}” says it plainly.`}`;
      return { ...place, state: "fix", message, ...(instead === undefined ? {} : { suggestion: instead }) };
    }),
  );
}

/** A language without a list. */
export function uncheckedSlop({ language }: GateInput): Finding[] {
  if (slopOf(language) !== null) return [];
  const message = `List ${SLOP_VERSION} of machine-made phrases does not know this language.`;
  return [{ state: "not_checked", part: null, sentence: null, span: null, message }];
}

function slopOf(language: string): readonly Slop[] | null {
  const code = baseLanguage(language);
  let known = made.get(code);
  if (known === undefined) {
    known = SLOP[code]?.split(/[|\n]/u).map(toSlop) ?? null;
    made.set(code, known);
  }
  return known;
}

function toSlop(entry: string): Slop {
  const [phrase = "", instead] = entry.split(" => ");
  const open = phrase.endsWith("*");
  const { source } = phrasePattern(open ? phrase.slice(0, -1) : phrase);
  const pattern = open ? source.replace(/\(\?!\[\\p\{L\}\\p\{N\}\]\)$/u, "\\p{L}*") : source;
  // What ends in a mark needs no border behind it.
  return {
    pattern: new RegExp(/[,?]$/u.test(phrase) ? pattern.replace(/\(\?!\[[^\]]*\]\)$/u, "") : pattern, "giu"),
    instead,
  };
}
