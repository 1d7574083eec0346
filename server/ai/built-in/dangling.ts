import { baseLanguage } from "@/server/ai/text/base-language";
import { quotedSpans } from "@/server/ai/text/quoted-spans";
import { wordsOf } from "@/server/ai/text/words";

/** Openers that lean on the sentence before: pronouns, demonstratives, connectives. Phrases are space-separated words. */
const OPENERS: Readonly<Record<string, string>> = {
  en: `unfortunately fortunately sadly luckily conveniently specifically notably importantly interestingly crucially ultimately overall well
    more|accurately|importantly|precisely|specifically|generally
    he she it they him her them his hers its their theirs this that these those such which who whom whose
    however but and or so yet still also then thus hence therefore moreover furthermore meanwhile instead nevertheless nonetheless
    otherwise consequently additionally accordingly finally secondly thirdly next similarly likewise besides indeed again rather
    nor neither either another others both here there later afterwards afterward eventually soon subsequently conversely
    it's that's he's she's they're there's here's they've they'd he'd she'd
    one+of+them one+of+these one+of+those for|example for|instance in|contrast by|contrast in+other+words in|addition in|fact of|course as|a|result as|such as|well
    on+the+other on+top+of that|said even|so even|then since|then until|then after|that before|that because+of+this because+of+that because+of+it
    at+the+same at|that in|turn in|this|that|these|those to|this|that for|this|that|these|those with|this|that|these|those from|this|that|there of|these|those
    by|this|that|then on|this|that the|former|latter|other|others|same|second|third|result|reason|answer|following|two|pair
    when|he|she|it|they|this|that if|he|she|it|they|this|that|so|not as|he|she|it|they|this|that while|he|she|it|they|this
    because|he|she|it|they after|he|she|it|they|this before|he|she|it|they|this although|he|she|it|they though|he|she|it|they once|he|she|it|they|this
    without|it|them|this|that like|this|that unlike|him|her|them|this all|this|that|these most+of+them most+of+these some+of+them some+of+these none+of+them none+of+this none+of+that none+of+these all+of+it all+of+them all+of+this all+of+these all+of+that
    not|only|that only|then what's+more what+is+more worse more|than|that|this after|all among|them between|them first+of+all for|him|her|them|it to|him|her|them|it
    some|others|also many|others second third fourth no|longer`,
  de: `er sie es ihn ihm ihnen ihr ihre ihren ihrem ihrer ihres sein seine seinen seinem seiner seines dies diese dieser dieses diesen diesem
    jene jener jenes jenen das dass der|grund demgegenüber denen deren dessen welche welcher welches
    aber und oder doch denn so also dann deshalb daher darum deswegen trotzdem dennoch jedoch allerdings außerdem zudem ferner
    schließlich zunächst danach daraufhin dabei dadurch dafür dagegen damit daneben daran darauf daraus darin darüber darunter davon davor dazu dort hier
    hierbei hierdurch hierfür hingegen inzwischen indes indessen insofern mittlerweile nämlich somit sonst stattdessen überdies vielmehr währenddessen
    weiterhin weshalb weswegen wobei wodurch zweitens drittens ebenso auch anschließend später erst sogar nur|so
    zum|beispiel im|gegensatz im|gegenteil auf|diese auf+der+anderen mit|diesem|dieser|diesen|ihm|ihr|ihnen in|diesem|dieser|diesen|ihm|ihr|ihnen bei|diesem|dieser|diesen|ihm|ihr|ihnen
    von|diesem|dieser|diesen|ihm|ihr|ihnen für|diese|dieses|diesen|ihn|sie aus|diesem|dieser|diesen an|diesem|dieser|diesen nach|diesem|dieser seit|diesem|dieser
    wenn|er|sie|es|das|dies als|er|sie|es weil|er|sie|es obwohl|er|sie|es da|er|sie|es nachdem|er|sie|es bevor|er|sie|es während|er|sie|es
    beide beides andere anderer anderes dasselbe derselbe letztere ersterer einer|davon eines|davon die|anderen der|andere`,
  fr: `il elle ils elles lui leur leurs son sa ses ce cet cette ces cela ceci ça c'est celui celle ceux celles on y en
    cependant toutefois néanmoins pourtant mais et ou or donc car ainsi alors aussi ensuite puis enfin finalement d'ailleurs
    en|effet|outre|revanche|fait|conséquence|ce par|exemple|conséquent|contre|ailleurs de|plus|même|ce|cette|fait au|contraire c'était c'est|pourquoi à|cela|ce|cette|l'inverse
    pour|cela|cette|ce dans|ce|cette|ces avec|ce|cette|lui|elle sans|cela|lui|elle d'où dès|lors là voilà voici notamment également
    quand|il|elle|ils lorsqu'il lorsqu'elle s'il si|elle|ils|elles après|cela avant|cela malgré|cela|tout l'autre les|autres deuxièmement troisièmement selon|lui|elle|eux`,
  es: `él ella ellos ellas lo la|misma su sus suyo este esta esto estos estas ese esa eso esos esas aquel aquella aquello
    sin|embargo|ello no|obstante pero y e o sino pues entonces así además también luego después finalmente mientras asimismo
    por|eso|ello|ejemplo|tanto|esto|esta|este|otro|otra|consiguiente en|cambio|consecuencia|este|esta|ese|esa|efecto|otras a|pesar|su de|este|esta|esa|ese|ahí|hecho con|esto|esta|este|ello|eso
    aun|así para|ello|eso|esto|él|ella|ellos allí aquí ahí cuando|él|ella|lo|la el|otro la|otra los|otros las|otras tras|ello|esto según|él|ella al|mismo|contrario ambos ambas tampoco segundo es|decir`,
  it: `lui lei loro egli ella esso essa essi esse suo sua suoi sue questo questa questi queste quello quella quelli quelle ciò
    tuttavia ma però e ed o quindi dunque così allora poi inoltre anche infine invece infatti perciò pertanto eppure intanto
    per|questo|esempio|ciò in|questo|questa|effetti|altre|particolare di|conseguenza|questo al|contrario dopo|di con|questo|questa nonostante|ciò qui lì là l'altro gli|altri entrambi secondo|lui|lei`,
  pt: `ele ela eles elas seu sua seus suas dele dela este esta isto estes estas esse essa isso esses essas aquele aquela aquilo
    no|entanto porém mas e ou então assim além também depois finalmente entretanto contudo todavia portanto logo
    por|isso|exemplo|outro|outra|conseguinte em|vez|contrapartida|consequência de|fato|facto com|isso|isto para|isso|ele|ela nesse nessa neste nesta nisso disso desse dessa apesar|disso ali lá aqui ambos ao|contrário o|outro a|outra os|outros`,
  nl: `hij zij ze het|is hen hun zijn haar deze dit die dat daarom daardoor daarna daarbij daarmee daarvan maar en of dus echter toch
    bovendien ook dan toen vervolgens uiteindelijk daarnaast desondanks niettemin hierdoor hierbij hier daar er in|dit|deze met|dit|deze bijvoorbeeld|is intussen ondertussen beide de|andere ten|tweede`,
  sv: `han hon den det de dem hans hennes dess deras detta denna dessa men och eller så därför dock ändå även också sedan då dessutom däremot slutligen
    till|exempel i|stället trots|detta där här dessa båda den|andra`,
  da: `han hun den det de dem hans hendes dens deres dette denne disse men og eller så derfor dog også derefter desuden alligevel endelig for|eksempel i|stedet der her begge`,
  no: `han hun den det de dem hans hennes deres dette denne disse men og eller så derfor likevel også deretter dessuten imidlertid til|slutt for|eksempel i|stedet der her begge`,
  pl: `on ona ono oni one jego jej ich to ten ta te ci tego tej tych temu ale i a lub oraz więc dlatego jednak jednakże zatem też także potem następnie
    ponadto mimo|to na|przykład w|tym|ten z|tego|tym po|tym tam tu tutaj poza|tym natomiast`,
  ru: `он она оно они его её ее их ему ей им это этот эта эти этого этой этих этому тот та те то но и а или поэтому однако также тогда затем потом
    кроме|того тем|не в|этом|то|результате при|этом|том после|этого например для|этого таким|образом там здесь тут зато впрочем наконец итак такой такая такие оба`,
  uk: `він вона воно вони його її їх це цей ця ці того тієї але і й а або тому однак також тоді потім крім|того наприклад при|цьому після|цього там тут`,
  tr: `o onlar onun onların bu şu bunlar bunun bunu buna ama fakat ve veya ancak bu|nedenle bunun|için ayrıca böylece sonra ise örneğin orada burada`,
  ko: `그러나 하지만 그리고 그래서 따라서 또한 또 그는 그녀는 그들은 이는 이것은 그것은 이러한 그런 이런 이를 그 이 게다가 반면 예를|들어 즉 그런데 한편 이후 이에 이로 그의 그가`,
  ar: `هو هي هم هن هما هذا هذه هؤلاء ذلك تلك لكن ولكن لكنه ولكنه وهو وهي وهذا وهذه وكان وكانت كما لذلك ولذلك ثم بل أيضا أيضًا ومع لهذا وبذلك وبعد هناك هنا إلا كذلك وقد فقد إذ وأضاف وقال وأوضح وأشار وأكد`,
};

/** Scripts without spaces: how a leaning sentence begins, as written. */
const UNSPACED_OPENERS: Readonly<Record<string, readonly string[]>> = {
  zh: "但 而 因此 所以 然而 不过 此外 同时 另外 并且 而且 于是 其 他 她 它 这 那 该 此 后来 接着 例如 比如 相反 尽管如此 总之 之后 与此 随后 也就是".split(
    " ",
  ),
  ja: "しかし だが でも また そして さらに そのため そこで それ これ その この あの 彼 彼女 こうした そうした つまり 例えば たとえば なお ただし ところが だから したがって 一方 さらには ここ そこ こう そう とはいえ 同時に 同社 同氏".split(
    " ",
  ),
  th: "แต่ และ ดังนั้น อย่างไรก็ตาม เขา เธอ มัน นี่ นั่น นอกจากนี้".split(" "),
};

/** Leaning words a little further in: "Half of them …", "Nobody asked us to do it". */
const INNER: Readonly<Record<string, RegExp>> = {
  en: /^(?:[\w'’]+\s){1,3}of (?:them|these|those|it|this|that|whom|which)\b|^(?:today|now|still|soon|once|(?:since|by|in|until|from) [\w'’]+),? (?:it|he|she|they)\b|^(?:you|we|i) \w+ (?:it|them|that|this)\b|\b(?:do|did|does|doing|done) (?:it|so|this|that)\b|^(?:[\w'’]+\s){1,4}(?:he|she|they) |\bthat (?:customer|day|year|week|point|number|moment|reason)\b/iu,
  de: /^(?:\p{L}+\s){1,2}(?:davon|dazu|dabei|von ihnen|sie|er)\s/iu,
  fr: /^(?:\p{L}+\s){1,3}(?:d'entre eux|d'entre elles) /iu,
  es: /^(?:\p{L}+\s){1,3}de (?:ellos|ellas|ello|eso|esto) /iu,
};

const PRONOUNS: Readonly<Record<string, RegExp>> = {
  en: /\b(?:he|she|they)\b/iu,
  de: /\b(?:er|sie)\b/iu,
  fr: /\b(?:il|elle|ils|elles)\b/iu,
  es: /^(?:dice|dijo|explica|explicó|añade|añadió|cuenta|recuerda)$/iu,
  nl: /\b(?:hij|zij|ze)\b/iu,
  sv: /\b(?:han|hon|de)\b/iu,
  it: /\b(?:lui|lei)\b/iu,
  pt: /\b(?:ele|ela)\b/iu,
};

const ANAPHORS: Readonly<Record<string, RegExp>> = {
  en: /\b(?:it|they|them|he|she|him|her|his|this|these|those|such)\b/iu,
  de: /(?:^|\s)(?:damit|dafür|darauf|davon|dazu|daran|dabei|daraus|dort|ihm|ihn|diese[rsnm]?)(?=[\s,.])/iu,
  fr: /(?:^|\s)(?:cela|celui-ci|celle-ci|ceux-ci|cette mesure|lui)(?=[\s,.])/iu,
  es: /(?:^|\s)(?:eso|esto|ello|ellos|ellas)(?=[\s,.])/iu,
};

/** Connectives that only a comma ties to the sentence: without them it says the same. */
const LOOSE: Readonly<Record<string, RegExp>> = {
  en: /^(?:however|moreover|furthermore|additionally|in addition|meanwhile|finally|indeed|in fact|of course|also|besides|that said|nevertheless|still),\s+/iu,
  fr: /^(?:cependant|toutefois|en outre|de plus|par ailleurs|enfin|en effet|d['’]ailleurs|néanmoins),\s+/iu,
  es: /^(?:sin embargo|no obstante|además|asimismo|finalmente|de hecho|por otra parte|por otro lado),\s+/iu,
  it: /^(?:tuttavia|inoltre|infine|infatti|in effetti),\s+/iu,
  pt: /^(?:no entanto|porém|além disso|finalmente|de fato|de facto|contudo),\s+/iu,
};

/** The words after the first: one of several alternatives, or the rest of a phrase in order. */
type Opener = { anyOf: Set<string> } | { phrase: string[] };
const compiled = new Map<string, Map<string, Opener[]>>();

/** "in|this|that": starts "in this" or "in that"; "on+the+other": starts with just these words. */
function openersOf(code: string): Map<string, Opener[]> {
  const ready = compiled.get(code);
  if (ready !== undefined) return ready;
  const map = new Map<string, Opener[]>();
  for (const entry of (OPENERS[code] ?? "").split(/\s+/u).filter((word) => word !== "")) {
    const [first = "", ...rest] = entry.split(/[|+]/u);
    const opener = entry.includes("|") ? { anyOf: new Set(rest) } : { phrase: rest };
    map.set(first, [...(map.get(first) ?? []), opener]);
  }
  compiled.set(code, map);
  return map;
}

/** Whether a sentence leans on the one before it: "However …", "He …", "Deshalb …", "しかし…". */
export function startsDangling(text: string, language: string): boolean {
  const code = baseLanguage(language);
  const bare = text.replace(/^[\s"“”„«»「『'‘’(¿¡—–-]+/u, "");
  const starts = UNSPACED_OPENERS[code];
  if (starts !== undefined) return starts.some((start) => bare.startsWith(start));
  const words = wordsOf(bare.slice(0, 120), language).map((word) => word.text);
  const inner = INNER[code];
  if (inner?.test(bare) === true) return true;
  if (quotesSomeoneUnnamed(text, code)) return true;
  const [first = "", ...rest] = words;
  return (openersOf(code).get(first) ?? []).some((opener) =>
    "anyOf" in opener ? opener.anyOf.has(rest[0] ?? "") : opener.phrase.every((word, at) => rest[at] === word),
  );
}

/** “We will see,” she said: the speaker is named only in the sentence before. */
function quotesSomeoneUnnamed(text: string, code: string): boolean {
  const pronouns = PRONOUNS[code];
  const [quote] = quotedSpans(text);
  if (pronouns === undefined || quote === undefined) return false;
  const clause = text.slice(quote.end + 1).split(/[.!?]/u)[0] ?? "";
  return pronouns.test(
    clause
      .split(/[\s,.-]+/u)
      .slice(0, 4)
      .join(" ")
      .trim(),
  );
}

/** Whether pronouns further in point outside the sentence; too weak a sign to forbid it. */
export function leansInside(text: string, language: string): boolean {
  return ANAPHORS[baseLanguage(language)]?.test(text) === true;
}

/** The sentence without a loose connective ("However, prices fell" → "Prices fell"); others come back as they are. */
export function withoutLooseConnective(text: string, language: string): string {
  const rest = text.replace(LOOSE[baseLanguage(language)] ?? /^(?!)/u, "");
  if (rest === text || rest === "") return text;
  return rest.slice(0, 1).toUpperCase() + rest.slice(1);
}
