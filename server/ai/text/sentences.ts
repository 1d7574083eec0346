/** In UTF-16 units, with the space before it. */
const LONGEST_ABBREVIATION = 16;
const segmenters = new Map<string, Intl.Segmenter>();
/** A cut after one of these is no sentence end: initials, titles, "z. B.", "e.g.", "p. ej.", "No. 5". */
const ABBREVIATION =
  /(?:^|[\s(])(?:\p{Lu}\.|(?:\p{L}\.\s?){2,}|(?:dr|prof|mr|mrs|ms|st|sr|sra|jr|inc|ltd|co|vs|no|nr|abs|bzw|ca|evtl|ggf|inkl|max|min|mio|mrd|usw|vgl|fig|art|approx|dept|est|p|pp|s|mme|mlle|av|env|ex|núm|pág|ud|uds|т|г|см|стр|e\.g|i\.e|z\.b|u\.a|d\.h|p\.ej)\.)\s*$/iu;

function sentenceSegmenter(language: string): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known !== undefined) return known;
  let made: Intl.Segmenter;
  try {
    made = new Intl.Segmenter(language, { granularity: "sentence" });
  } catch {
    made = new Intl.Segmenter(undefined, { granularity: "sentence" });
  }
  segmenters.set(language, made);
  return made;
}

/** Cuts a passage into sentences; a cut after an abbreviation or before a small letter is undone. */
export function sentencesOf(text: string, language: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  let tail = "";
  for (const { segment, index } of sentenceSegmenter(language).segment(text)) {
    const goesOn = index > from && (ABBREVIATION.test(tail) || /^[\p{Ll})\]»]/u.test(segment)) && !/\n\s*$/u.test(tail);
    if (!goesOn && index > from) {
      sentences.push(text.slice(from, index));
      from = index;
    }
    tail = segment.slice(-LONGEST_ABBREVIATION);
  }
  sentences.push(text.slice(from));
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence !== "");
}

/** What stands between two sentences on one line: nothing after a full-width stop, else a space. */
export function gapAfter(previous: string): string {
  return /[。！？；…」』）]$/u.test(previous) &&
    /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(previous)
    ? ""
    : " ";
}
