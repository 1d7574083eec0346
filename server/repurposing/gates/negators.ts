import { baseLanguage } from "@/server/ai/text/base-language";

/**
 * What turns a statement around. `hard` words do nothing else; `soft` ones deny in their own meaning ("refused", "without");
 * `wide` ones may say in other words what was denied ("kept", "only").
 */
export type Negators = { hard: RegExp; soft: RegExp; wide: RegExp };

type Words = Record<keyof Negators, string> & { affirms: string };

/** Words and beginnings of words as regular expressions; what stands under `affirms` looks like a denial and is none. */
const WORDS: Readonly<Record<string, Words>> = {
  en: {
    hard: "not|no|never|none|nobody|nothing|neither|nor|nowhere|cannot|[a-z]+n['’]t",
    soft: "without|lack\\w*|fail\\w*|refus\\w*|declin\\w*|den(?:y|ies|ied|ying)|reject\\w*|stop\\w*|avoid\\w*|prevent\\w*|absen\\w*|instead|rather|zero|un\\w{4,}|im(?:possible|probable)|in(?:ability|capable|complete)|dis\\w{4,}|against|ban(?:s|ned)?|forb\\w*|ceas\\w*|abandon\\w*|scrap\\w*|oppos\\w*|turned|gave|given|contrary|empty",
    wide: "end(?:ed|s)?|miss\\w*|hardly|barely|rarely|seldom|few|little|free|drop\\w*|skip\\w*|exclud\\w*|except|only|just|until|unless|remain\\w*|stay\\w*|kept|keeps?|away|out|far|off|spared?|wrong|resist\\w*|unknown|outside|half|half-hearted\\w*|same|unchanged",
    affirms: "not only|not just|not merely|no fewer than|no less than|nothing but|not least",
  },
  de: {
    hard: "nicht|nichts|nie|niemals|niemand\\w*|kein\\w*|weder|nirgends|nirgendwo",
    soft: "ohne|fehl\\w*|mangel\\w*|verweiger\\w*|weiger\\w*|ablehn\\w*|lehn\\w*|abgelehnt|verzicht\\w*|vermied\\w*|vermeid\\w*|verhinder\\w*|statt\\w*|anstatt|null|un\\p{L}{4,}|gegen|verb(?:o|ie)t\\w*|verboten|gestrichen|streich\\w*|gescheitert|scheiter\\w*|\\p{L}+los\\w{0,2}|widersp\\w*|bestreit\\w*|bestritt\\w*|stopp\\w*",
    wide: "kaum|selten|wenig\\w*|frei|außer|nur|erst|weg\\w*|leer\\w*|bleib\\w*|blieb\\w*|aus|einzig\\w*|beend\\w*|endet\\w*|behielt\\w*|selbst|gar|offen",
    affirms: "nicht nur|nicht zuletzt|nicht bloß|nichts als",
  },
  fr: {
    hard: "ne|n|n['’]\\p{L}+|pas|jamais|aucun\\w*|rien|ni|nulle?|non",
    soft: "sans|manqu\\w*|refus\\w*|rejet\\w*|évit\\w*|empêch\\w*|absen\\w*|plutôt|zéro|in\\p{L}{4,}|im\\p{L}{4,}|contre|interdi\\w*|abandonn\\w*|renonc\\w*|échou\\w*|cess\\w*|arrêt\\w*|démen\\w*|oppos\\w*|retir\\w*|retrait",
    wide: "guère|peu|rare\\w*|sauf|seul\\w*|plus|reste\\w*|vide\\w*|hors|loin|tai\\w*|dehors|gard\\w*|fixe\\w*",
    affirms: "non seulement|pas seulement|rien que",
  },
  es: {
    hard: "no|nunca|jamás|nada|nadie|ningun\\w*|ningún|tampoco|ni",
    soft: "sin|falt\\w*|rechaz\\w*|neg(?:ó|ué|aron|ar|aba)\\w*|evit\\w*|impid\\w*|ausen\\w*|cero|in\\p{L}{4,}|im\\p{L}{4,}|des\\p{L}{4,}|contra|prohib\\w*|abandon\\w*|renunci\\w*|fracas\\w*|carec\\w*|descart\\w*|cancel\\w*",
    wide: "lugar|apenas|poc\\w*|rara\\w*|salvo|solo|sólo|únic\\w*|vací\\w*|dej\\w*|fuera|lejos|fall\\w*|sigu\\w*|mant\\w*",
    affirms: "no solo|no sólo|no solamente",
  },
  pt: {
    hard: "não|nunca|jamais|nada|ninguém|nenhum\\w*|tampouco|nem",
    soft: "sem|falt\\w*|falh\\w*|rejeit\\w*|recus\\w*|neg(?:ou|aram|ar)\\w*|evit\\w*|imped\\w*|ausên\\w*|zero|in\\p{L}{4,}|im\\p{L}{4,}|des\\p{L}{4,}|contra|proib\\w*|abandon\\w*|fracass\\w*|descart\\w*|cancel\\w*|parou|parar\\w*",
    wide: "vez|apenas|pouc\\w*|rar\\w*|exceto|só|somente|únic\\w*|vazi\\w*|deix\\w*|fora|longe|fic\\w*|mant\\w*|ignor\\w*",
    affirms: "não só|não apenas|não somente",
  },
  it: {
    hard: "non|mai|niente|nulla|nessun\\w*|né|neanche|nemmeno|neppure",
    soft: "senza|manc\\w*|rifiut\\w*|respin\\w*|nega(?:to|va|rono|re)?|evit\\w*|imped\\w*|assen\\w*|invece|zero|in\\p{L}{4,}|im\\p{L}{4,}|s(?:com|con|for)\\p{L}{4,}|contro|viet\\w*|abbandon\\w*|rinunc\\w*|smett\\w*|smes\\w*|priv\\w*|esclu\\w*|anziché",
    wide: "appena|poc\\w*|rar\\w*|salvo|solo|soltanto|unic\\w*|vuot\\w*|fall\\w*|fuori|lontan\\w*|rest\\w*|riman\\w*|rimas\\w*",
    affirms: "non solo|non soltanto",
  },
  nl: {
    hard: "niet|niets|nooit|niemand|geen|nergens|noch",
    soft: "zonder|ontbr\\w*|weiger\\w*|geweigerd|afgewezen|wijst|wees|vermijd\\w*|vermeden|voorkom\\w*|nul|on\\p{L}{4,}|tegen|verb(?:o|ie)d\\w*|geschrapt|schrap\\w*|mislukt\\w*|faal\\w*|stop\\w*|gestopt|\\p{L}+loos|\\p{L}+loze",
    wide: "mis\\w*|plaats|nauwelijks|zelden|weinig\\w*|vrij|behalve|alleen|slechts|pas|leeg|lege|bleef|blijf\\w*|bleven|hield\\w*|houd\\w*|af|weg|enige|buiten",
    affirms: "niet alleen|niet slechts",
  },
};

const made = new Map<string, Negators | null>();

/** The negators of a language; null where we have no list. */
export function negatorsOf(language: string): Negators | null {
  const code = baseLanguage(language);
  let known = made.get(code);
  if (known === undefined) {
    const words = WORDS[code];
    known = words === undefined ? null : { hard: whole(words.hard), soft: whole(words.soft), wide: whole(words.wide) };
    made.set(code, known);
  }
  return known;
}

const whole = (words: string) =>
  new RegExp(`(?<![\\p{L}\\p{M}@#])(?:${words.replaceAll("\\w", "\\p{L}")})(?![\\p{L}\\p{M}])`, "iu");

/** The text with spaces in place of phrases that look like a negation and are none ("not only"). */
export function withoutAffirming(text: string, language: string): string {
  const affirms = WORDS[baseLanguage(language)]?.affirms;
  return affirms === undefined
    ? text
    : text.replace(new RegExp(whole(affirms).source, "giu"), (phrase) => " ".repeat(phrase.length));
}
