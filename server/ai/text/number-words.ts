import { baseLanguage } from "./base-language";

/** Words for numbers as they stand alone or in a row ("three", "three million"). The word for one is mostly an article: it counts only beside another ("twenty-one", "one million"). */
const UNITS: Readonly<Record<string, string>> = {
  en: "one=1 zero=0 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 dozen=12 thirteen=13 fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90",
  de: "eins=1 ein=1 eine=1 einer=1 einen=1 null=0 zwei=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwölf=12 dutzend=12 dreizehn=13 vierzehn=14 fünfzehn=15 sechzehn=16 siebzehn=17 achtzehn=18 neunzehn=19 zwanzig=20 dreißig=30 vierzig=40 fünfzig=50 sechzig=60 siebzig=70 achtzig=80 neunzig=90",
  fr: "un=1 une=1 zéro=0 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 dix=10 onze=11 douze=12 treize=13 quatorze=14 quinze=15 seize=16 vingt=20 vingts=20 trente=30 quarante=40 cinquante=50 soixante=60 septante=70 huitante=80 nonante=90",
  es: "uno=1 un=1 una=1 cero=0 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13 catorce=14 quince=15 dieciséis=16 diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 veintiuno=21 veintiún=21 veintidós=22 veintitrés=23 veinticuatro=24 veinticinco=25 veintiséis=26 veintisiete=27 veintiocho=28 veintinueve=29 treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 ciento=100 doscientos=200 doscientas=200 trescientos=300 trescientas=300 cuatrocientos=400 cuatrocientas=400 quinientos=500 quinientas=500 seiscientos=600 seiscientas=600 setecientos=700 setecientas=700 ochocientos=800 ochocientas=800 novecientos=900 novecientas=900",
  it: "uno=1 un=1 una=1 zero=0 due=2 tre=3 quattro=4 cinque=5 sei=6 sette=7 otto=8 nove=9 dieci=10 undici=11 dodici=12 tredici=13 quattordici=14 quindici=15 sedici=16 diciassette=17 diciotto=18 diciannove=19 venti=20 trenta=30 quaranta=40 cinquanta=50 sessanta=60 settanta=70 ottanta=80 novanta=90",
  pt: "um=1 uma=1 zero=0 dois=2 duas=2 três=3 quatro=4 cinco=5 seis=6 sete=7 oito=8 nove=9 dez=10 onze=11 doze=12 treze=13 catorze=14 quatorze=14 quinze=15 dezesseis=16 dezasseis=16 dezessete=17 dezassete=17 dezoito=18 dezenove=19 dezanove=19 vinte=20 trinta=30 quarenta=40 cinquenta=50 sessenta=60 setenta=70 oitenta=80 noventa=90 cento=100 duzentos=200 duzentas=200 trezentos=300 trezentas=300 quatrocentos=400 quatrocentas=400 quinhentos=500 quinhentas=500 seiscentos=600 seiscentas=600 setecentos=700 setecentas=700 oitocentos=800 oitocentas=800 novecentos=900 novecentas=900",
  nl: "een=1 één=1 nul=0 twee=2 drie=3 vier=4 vijf=5 zes=6 zeven=7 acht=8 negen=9 tien=10 elf=11 twaalf=12 dertien=13 veertien=14 vijftien=15 zestien=16 zeventien=17 achttien=18 negentien=19 twintig=20 dertig=30 veertig=40 vijftig=50 zestig=60 zeventig=70 tachtig=80 negentig=90",
};

const SCALES: Readonly<Record<string, string>> = {
  en: "hundred=100 thousand=1000 million=1000000 millions=1000000 billion=1000000000 billions=1000000000 trillion=1000000000000 k=1000 m=1000000 mn=1000000 bn=1000000000 lakh=100000 crore=10000000",
  de: "hundert=100 tausend=1000 tsd=1000 million=1000000 millionen=1000000 mio=1000000 milliarde=1000000000 milliarden=1000000000 mrd=1000000000 billionen=1000000000000",
  fr: "cent=100 cents=100 mille=1000 million=1000000 millions=1000000 milliard=1000000000 milliards=1000000000",
  es: "cien=100 mil=1000 millón=1000000 millones=1000000",
  it: "cento=100 mila=1000 mille=1000 milione=1000000 milioni=1000000 miliardo=1000000000 miliardi=1000000000",
  pt: "cem=100 mil=1000 milhão=1000000 milhões=1000000 bilhão=1000000000 bilhões=1000000000 bilião=1000000000000 biliões=1000000000000",
  nl: "honderd=100 duizend=1000 miljoen=1000000 mln=1000000 miljard=1000000000 mld=1000000000",
  ru: "тыс=1000 тысяч=1000 тысячи=1000 тысяча=1000 миллион=1000000 миллиона=1000000 миллионов=1000000 млн=1000000 миллиард=1000000000 миллиарда=1000000000 миллиардов=1000000000 млрд=1000000000",
  sv: "tusen=1000 miljon=1000000 miljoner=1000000 miljard=1000000000 miljarder=1000000000",
  pl: "tysiąc=1000 tysiące=1000 tysięcy=1000 milion=1000000 miliony=1000000 milionów=1000000 mln=1000000 miliard=1000000000 mld=1000000000",
  ar: "ألف=1000 آلاف=1000 مليون=1000000 ملايين=1000000 مليار=1000000000",
  hi: "सौ=100 हज़ार=1000 हजार=1000 लाख=100000 करोड़=10000000",
  zh: "万=10000 亿=100000000 百=100 千=1000",
  ja: "万=10000 億=100000000 百=100 千=1000",
  ko: "만=10000 억=100000000 백=100 천=1000",
};

/** What may stand between two words of one number: "two hundred and fifty", "treinta y uno". */
const JOINERS: Readonly<Record<string, string>> = { en: "and", fr: "et", es: "y", pt: "e" };

/** Languages that write a number as one word, and what may stand inside it. */
const GLUED: Readonly<Record<string, { and: RegExp; tens: boolean }>> = {
  de: { and: /^und/u, tens: true },
  nl: { and: /^(?:en|ën)/u, tens: true },
  it: { and: /^(?!)/u, tens: false },
};

/** Units and scales of a language; `units` is null where we have no list and written-out numbers cannot be read. */
export type NumberWords = {
  units: Map<string, number> | null;
  scales: Map<string, number>;
  joiner: string | null;
  /** The value of a number written as one word ("zweihundertfünfzig"), null for any other word. */
  read: (word: string) => number | null;
};

const made = new Map<string, NumberWords>();

/** The number words of a language. */
export function numberWords(language: string): NumberWords {
  const code = baseLanguage(language);
  const ready = made.get(code);
  if (ready !== undefined) return ready;
  const units = UNITS[code] === undefined ? null : table(UNITS[code]);
  const scales = table(SCALES[code] ?? "");
  const glued = GLUED[code];
  const words: NumberWords = {
    units,
    scales,
    joiner: JOINERS[code] ?? null,
    read: (word) =>
      units?.get(word) ?? (units === null || glued === undefined || scales.has(word) ? null : readGlued(word, code)),
  };
  made.set(code, words);
  return words;
}

function table(pairs: string): Map<string, number> {
  const entries = pairs.split(" ").filter((pair) => pair !== "");
  return new Map(entries.map((pair) => [pair.split("=")[0] ?? "", Number(pair.split("=")[1])]));
}

/** "zweihundertfünfzig", "eenentwintig", "duecentocinquanta": parts from left to right, the longest first. */
function readGlued(word: string, code: string): number | null {
  const { units, scales } = numberWords(code);
  const glued = GLUED[code];
  if (units === null || glued === undefined || word.length < 6) return null;
  const parts = [...units, ...scales, ...(code === "it" ? elided(units) : [])]
    .filter(([name]) => name.length > 2)
    .toSorted(([a], [b]) => b.length - a.length);
  let [rest, total, current, digit] = [word, 0, 0, false];
  while (rest !== "") {
    const joint = glued.and.exec(rest)?.[0];
    if (joint !== undefined && digit && rest.length > joint.length) rest = rest.slice(joint.length);
    const part = parts.find(([name]) => rest.startsWith(name));
    if (part === undefined) return null;
    const [name, value] = part;
    rest = rest.slice(name.length);
    const isScale = scales.has(name);
    if (isScale && value === 100) current = Math.max(1, current) * 100;
    else if (isScale) [total, current] = [total + Math.max(1, current) * value, 0];
    else if (current % 100 === 0 || (glued.tens && digit && value >= 20 && current % 100 < 10)) current += value;
    else if (!glued.tens && current % 10 === 0 && value < 10) current += value;
    else return null;
    digit = !isScale && value < 10;
  }
  return total + current;
}

/** Italian tens lose their vowel before "uno" and "otto": "ventuno". */
function elided(units: ReadonlyMap<string, number>): [string, number][] {
  const tens = [...units].filter(([, value]) => value >= 20 && value < 100);
  return tens.flatMap(([name, value]) => [
    [`${name.slice(0, -1)}uno`, value + 1] satisfies [string, number],
    [`${name.slice(0, -1)}otto`, value + 8] satisfies [string, number],
  ]);
}
