/** Abbreviations after which the sentence goes on, whatever follows. Lower case, without the last full stop. */
const ALWAYS_CONTINUE: Record<string, string> = {
  en: "mr mrs ms mx dr prof rev fr sr st mt ft gen col capt lt sgt cmdr adm gov sen rep hon pres vs e.g eg i.e ie cf viz approx est dept messrs",
  de: "dr prof hr fr frl dipl ing st str z.b z.t d.h d.i u.a v.a s.o s.u i.d.r o.ä ggf bzw ca evtl vgl sog inkl exkl max min geb gest bspw",
  es: "sr sra srta dr dra d dña ud uds vd p.ej ej aprox av avda gral lic ing prof ee ff",
  fr: "m mm mme mlle dr pr st ste env p.ex cf",
  it: "sig sig.ra dott dott.ssa prof ing avv es p.es ca",
  pt: "sr sra dr dra prof profa ex p.ex av",
  nl: "dhr mevr mw dr prof ir ing bijv d.w.z o.a ca incl excl nl",
};

/** Abbreviations before a number: "No. 5", "Nr. 7", "pp. 12". */
const BEFORE_NUMBER = new Set(
  "jan feb mar apr jun jul aug sep sept oct nov dec no nos nr n nº núm p pp s f ff fig figs eq sec ch chap art abs kap bd vol vols abb tab ver v ca c circa § para approx".split(
    " ",
  ),
);

const MONTHS: Record<string, string> = {
  de: "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember Jan Feb Mär Apr Jun Jul Aug Sep Sept Okt Nov Dez",
  da: "januar februar marts april maj juni juli august september oktober november december",
};

/** Words that begin sentences far more often than they follow "U.S." or "etc." inside one. */
const STARTERS: Record<string, string> = {
  en: "The A An It He She They We I You This That These Those There Here In On At But And So If When While After Before As For However Its His Her Their Our My What Why How Who Where Not No Some Many Most All",
  de: "Der Die Das Den Dem Ein Eine Einen Es Er Sie Wir Ich Ihr In Im Am An Auf Aber Und Doch Wenn Als Nach Vor Bei Mit Für Dies Diese Dieser Dieses Danach Dann Dabei Damit Dazu Seit So Auch Was Wie Wer Wo",
  es: "El La Los Las Un Una Es Él Ella Ellos En Y Pero Si Cuando Como Por Para Este Esta Esto Después Según No Su Sus",
  fr: "Le La Les Un Une Il Elle Ils Elles En Et Mais Si Quand Comme Pour Ce Cette Ces On Nous Vous Je Après Selon Son Sa",
};

const sets = new Map<Record<string, string>, Map<string, ReadonlySet<string>>>();

/** Whether the text ends in an abbreviation or initial that never ends a sentence by itself. */
export function endsWithAbbreviation(body: string, language: string): boolean {
  const word = lastWord(body);
  // "J. K. Rowling"; the pronoun I ends few sentences.
  if (/^\p{Lu}\.$/u.test(word) && !(word === "I." && language === "en")) return true;
  if (/(?:^|[\s(])(?:\p{Ll}\.\s){1,2}\p{L}{1,3}\.$/u.test(body) || /(?:^|[\s(])\p{Ll}\.$/u.test(body))
    return isSpacedAbbreviation(body, language);
  const bare = word.slice(0, -1).toLowerCase();
  return wordsOf(ALWAYS_CONTINUE, "en").has(bare) || wordsOf(ALWAYS_CONTINUE, language).has(bare);
}

/** Whether what follows shows that the full stop belongs to an abbreviation, an ordinal or a number. */
export function continuesAfter(body: string, right: string, language: string): boolean {
  const word = lastWord(body);
  const bare = word.slice(0, -1).toLowerCase();
  const next = /^[\p{L}\p{M}'’]+/u.exec(right)?.[0] ?? "";
  if (/^\p{Nd}/u.test(right)) return BEFORE_NUMBER.has(bare);
  if (/^\d{1,2}\.$/.test(word)) return isOrdinal(body, next, language);
  const dotted =
    /^(?:\p{L}\.){2,}$/u.test(word) ||
    /^(?:inc|ltd|co|corp|etc|jr|usw|bros|jan|feb|aug|sept|oct|nov|dec)\.$/i.test(word);
  return dotted && next !== "" && !wordsOf(STARTERS, language).has(next) && !wordsOf(STARTERS, "en").has(next);
}

/** "z. B.", "d. h.", "p. ej.", "u. a.": letters written apart. */
function isSpacedAbbreviation(body: string, language: string): boolean {
  const tail = /(?:\p{L}{1,3}\.\s?){1,3}$/u.exec(body)?.[0].replaceAll(/\s/g, "").slice(0, -1).toLowerCase() ?? "";
  if (/^\p{L}$/u.test(tail)) return language === "de" || language === "es" || language === "nl" || language === "it";
  return wordsOf(ALWAYS_CONTINUE, language).has(tail) || wordsOf(ALWAYS_CONTINUE, "en").has(tail);
}

/** German and Scandinavian write "3. Oktober", "2. Platz": a number with a full stop goes on unless a sentence begins. */
function isOrdinal(body: string, next: string, language: string): boolean {
  if (wordsOf(MONTHS, language).has(next)) return true;
  if (!["de", "da", "no", "nb", "fi", "is"].includes(language) || next === "") return false;
  return (
    /(?:^|\s)(?:am|im|der|die|das|den|dem|des|zum|vom|beim|ab|bis|und|seit|den|det|i|på)\s\d{1,2}\.$/i.test(body) &&
    !wordsOf(STARTERS, language).has(next)
  );
}

function lastWord(body: string): string {
  return /[^\s("“„«[]+$/u.exec(body)?.[0] ?? "";
}

function wordsOf(table: Record<string, string>, language: string): ReadonlySet<string> {
  const byLanguage = sets.get(table) ?? new Map<string, ReadonlySet<string>>();
  sets.set(table, byLanguage);
  const found = byLanguage.get(language) ?? new Set(table[language]?.split(" "));
  byLanguage.set(language, found);
  return found;
}
