/** Small numbers as a language spells them, built up from its rules: word → value, 2 to 999. */
export function spelledNumbers(language: string): Map<string, number> {
  const spell = SPELLERS[language];
  const words = new Map<string, number>();
  if (spell === undefined) return words;
  for (let value = 2; value < 1000; value += 1) for (const word of spell(value)) words.set(word, value);
  return words;
}

type Speller = (value: number) => string[];
const list = (words: string): string[] => words.split(" ");
const at = (words: readonly string[], index: number): string => words[index] ?? "";

/** Hundreds in front of a smaller number; `one` says how a single hundred is written. */
const hundreds =
  (below: Speller, hundred: (count: number) => string[], joint: string[]): Speller =>
  (value) => {
    if (value < 100) return below(value);
    const heads = hundred(Math.floor(value / 100));
    const rest = value % 100;
    if (rest === 0) return heads;
    const tails = rest === 1 ? [] : below(rest);
    return heads.flatMap((head) => joint.flatMap((mark) => tails.map((tail) => `${head}${mark}${tail}`)));
  };

const EN = list(
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
);
const EN_TENS = list("- - twenty thirty forty fifty sixty seventy eighty ninety");
const english: Speller = (value) => {
  if (value < 20) return [at(EN, value)];
  const tens = at(EN_TENS, Math.floor(value / 10));
  return value % 10 === 0 ? [tens] : [`${tens}-${at(EN, value % 10)}`, `${tens} ${at(EN, value % 10)}`];
};

const DE = list(
  "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
);
const DE_TENS = list("- - zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig");
const german: Speller = (value) => {
  if (value < 20) return [at(DE, value)];
  const tens = at(DE_TENS, Math.floor(value / 10));
  return [value % 10 === 0 ? tens : `${at(DE, value % 10)}und${tens}`];
};

const NL = list(
  "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
);
const NL_TENS = list("- - twintig dertig veertig vijftig zestig zeventig tachtig negentig");
const dutch: Speller = (value) => {
  if (value < 20) return [at(NL, value)];
  const [tens, unit] = [at(NL_TENS, Math.floor(value / 10)), at(NL, value % 10)];
  return [value % 10 === 0 ? tens : `${unit}${unit.endsWith("e") ? "ën" : "en"}${tens}`];
};

const FR = list(
  "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf",
);
const FR_TENS = list("- - vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt");
const french: Speller = (value) => {
  if (value < 20) return [at(FR, value)];
  const ten = Math.floor(value / 10);
  const rest = value - (ten === 7 || ten === 9 ? ten - 1 : ten) * 10;
  const tens = at(FR_TENS, ten);
  if (rest === 0) return [tens, `${tens}s`];
  return rest === 1 || (rest === 11 && ten === 7)
    ? [`${tens} et ${at(FR, rest)}`, `${tens}-et-${at(FR, rest)}`]
    : [`${tens}-${at(FR, rest)}`];
};

const ES = list(
  "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve",
);
const ES_TENS = list("- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa");
const spanish: Speller = (value) => {
  if (value < 30) return value === 21 ? ["veintiuno", "veintiún"] : [at(ES, value)];
  const tens = at(ES_TENS, Math.floor(value / 10));
  return [value % 10 === 0 ? tens : `${tens} y ${at(ES, value % 10)}`];
};

const PT = list(
  "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezassete dezoito dezanove",
);
const PT_TENS = list("- - vinte trinta quarenta cinquenta sessenta setenta oitenta noventa");
const portuguese: Speller = (value) => {
  if (value === 2) return ["dois", "duas"];
  if (value === 16) return ["dezasseis", "dezesseis"];
  if (value === 17) return ["dezassete", "dezessete"];
  if (value === 19) return ["dezanove", "dezenove"];
  if (value < 20) return [at(PT, value)];
  const tens = at(PT_TENS, Math.floor(value / 10));
  return [value % 10 === 0 ? tens : `${tens} e ${at(PT, value % 10)}`];
};

const IT = list(
  "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
);
const IT_TENS = list("- - venti trenta quaranta cinquanta sessanta settanta ottanta novanta");
const italian: Speller = (value) => {
  if (value < 20) return [at(IT, value)];
  const [tens, unit] = [at(IT_TENS, Math.floor(value / 10)), value % 10];
  if (unit === 0) return [tens];
  return [`${unit === 1 || unit === 8 ? tens.slice(0, -1) : tens}${unit === 3 ? "tré" : at(IT, unit)}`];
};

const ES_HUNDREDS = list(
  "- cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos",
);
const PT_HUNDREDS = list(
  "- cem duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos",
);

const SPELLERS: Readonly<Record<string, Speller>> = {
  en: hundreds(english, (count) => [`${at(EN, count)} hundred`], [" and ", " "]),
  de: hundreds(german, (count) => [`${at(DE, count)}hundert`], [""]),
  nl: hundreds(dutch, (count) => [`${count === 1 ? "" : at(NL, count)}honderd`], [""]),
  fr: hundreds(french, (count) => (count === 1 ? ["cent"] : [`${at(FR, count)} cent`, `${at(FR, count)} cents`]), [
    " ",
  ]),
  es: hundreds(spanish, (count) => [at(ES_HUNDREDS, count)], [" "]),
  pt: hundreds(portuguese, (count) => [at(PT_HUNDREDS, count)], [" e "]),
  it: hundreds(italian, (count) => [`${count === 1 ? "" : at(IT, count)}cento`], [""]),
};
