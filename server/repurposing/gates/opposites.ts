import { baseLanguage } from "@/server/ai/text/base-language";

/** Two sides that must not be mistaken for each other, as beginnings of words ("ris*") or whole words. */
export type Opposites = { one: RegExp; other: RegExp; small: boolean };

/** "one side / other side", a pair a line; behind "!" the two are small words that count only before the same content word. */
const PAIRS: Readonly<Record<string, string>> = {
  en: `rise rises rising risen rose increas* grow* grew gain* climb* jump* surg* soar* doubl* tripl* up expand* rais* improv* / fall falls falling fell fallen decreas* declin* drop* shrink* shrank shrunk down lower* lost lose* loses losing reduc* cut cuts cutting halv* plung* slump* slid sank sink* worsen* dwindl*
! more / fewer less
higher highest / lower lowest
! before / after
earlier sooner / later
first / last
faster quicker / slower
above over exceed* / below under beneath
most majority / least minority fewest
won win wins winning victory / lost lose loses losing defeat*
bought buy buys buying acquir* purchas* / sold sell sells selling
open* reopen* / clos* shut*
allow* permit* legal* / ban bans banned banning prohibit* forbid* illegal*
accept* approv* adopt* passed agreed / reject* refus* declin* denied veto*
support* backed backs endors* / oppos* resist*
profit* surplus / loss losses deficit*
start* began begin* begun launch* / stop* end ended ends ending finish* ceas*
success* succeed* / fail*
hired hire hires hiring recruit* / fired dismiss* laid layoff*
import* / export*
cheap* / expensive dear* costl*
strong* / weak*
minimum / maximum
join* enter* arriv* / left leave* quit depart* withdr*
longer longest / shorter shortest
warm* hot hotter / cold* cool*
public / private
north* / south*
east eastern / west western
summer / winter
day daytime / night*
young* / old older oldest elder*
borrow* / lend* lent
teach* taught / learn*
add adds added adding / remov* delet* subtract*
include* including / exclud* excluding
safe safer safest safety / danger* unsafe risky`,
  de: `steig* stieg* gestiegen zunahm* zugenommen zunehm* wuchs* wachs* gewachsen erhöh* zuleg* verdoppel* kletter* mehrten / sank sanken sink* gesunken fiel* fällt fallen gefallen abnahm* abgenommen abnehm* schrumpf* verring* reduzier* halbier* senk* kürz* gekürzt
! mehr / weniger
höher* höchst* / niedriger* tiefer* niedrigst*
! vor bevor vorher / nach nachdem danach
früher / später
erste ersten erster erstes zuerst / letzte letzten letzter letztes zuletzt
schneller* / langsamer*
! über oberhalb / unter unterhalb
gewann* gewinn* gewonnen sieg* / verlor* verlier* verloren niederlag*
kauf* gekauft erwarb* erworben / verkauf*
öffn* geöffnet eröffn* / schloss* schließ* geschlossen
erlaub* zugelassen / verbot* verbiet*
zugestimmt stimmt* angenommen billigte* genehmig* / abgelehnt lehnt* ablehn* verweiger* weiger*
unterstütz* befürwort* / widersetz* bekämpf*
gewinn überschuss / verlust* defizit*
begann* beginn* begonnen start* gestartet / endet* beend* stopp* gestoppt
erfolg* gelang* gelung* / scheitert* gescheitert misserfolg*
teurer* teuer* / billiger* günstiger*
länger* / kürzer*
stärker* / schwächer*
mindestens / höchstens
meisten mehrheit / wenigsten minderheit
einstell* eingestellt / entlass*
wärmer* / kälter*
verbesser* besser* / verschlechter* schlechter*
öffentlich* / privat*
nord* / süd*
tag* tagsüber / nacht* nachts
sommer* / winter*`,
  fr: `augment* hauss* croît croiss* accru* grimp* progress* doubl* bond* / baiss* dimin* chut* recul* rédui* tomb*
! plus / moins
! avant / après
premi* / derni*
supérieur* / inférieur*
gagn* remport* victoire* / perd* défait*
achet* rachet* acquis / vend*
ouvr* ouvert* / ferm*
autoris* permet* permis / interdi*
accept* approuv* adopt* / rejet* refus*
soutien* soutenu* / oppos*
bénéfice* excédent* / perte* déficit*
commenc* début* lanc* / arrêt* fin fini* termin* cess*
réussi* succès / échou* échec*
cher* / bon
rapide* / lent*
long* / court*
fort* / faible*
maximum / minimum
entr* arriv* rejoin* / sort* quitt* part parti
nord / sud
jour* / nuit*
été / hiver
public* / privé*
majorité / minorité
améliore* mieux meilleur* / aggrav* pire*
embauch* recrut* / licenci*`,
  es: `aument* sub* crec* creci* increment* duplic* / baj* disminu* cay* caíd* cae* descend* descens* redu*
! más / menos
! antes / después tras
primer* / últim*
mayor* / menor* minor*
ganó gan* victoria* / perd* derrot*
compr* adquir* adquis* / vend*
abr* abier* / cerr* cierr*
permit* autoriz* / prohíb* prohib*
acept* aprob* / rechaz* neg* negó
apoy* respald* / opus* opon*
beneficio* superávit / pérdida* déficit*
empez* comenz* inici* / termin* acab* fin final*
éxito* logr* / fracas*
caro* cara* / barat*
rápid* / lent*
máxim* / mínim*
entr* llega* / sali* sal*
norte / sur
día* / noche*
verano / invierno
públic* / privad*
mejor* / peor* empeor*
contrat* / despid*`,
  pt: `aument* sub* cresc* elev* duplic* dobr* / ca* queda* diminu* redu* baix* desc*
! mais / menos
! antes / depois após
primeir* / últim*
maior* / menor* minor*
ganh* venc* vitória* / perd* derrot*
compr* adquir* / vend*
abr* abert* / fech*
permit* autoriz* / proíb* proib*
aceit* aprov* / rejeit* recus*
apoi* / opôs* opõe*
lucro* superávit / prejuízo* perda* déficit*
começ* inici* / termin* acab*
sucesso* / fracass*
car* / barat*
rápid* / lent*
máxim* / mínim*
entr* cheg* / sai* saí*
norte / sul
dia* / noite*
verão / inverno
públic* / privad*
melhor* / pior*
contrat* / demit*`,
  it: `aument* cresc* cresciut* salit* sal* raddoppi* / diminu* cal* scend* sces* ridott* riduc* dimezz*
! più / meno
! prima / dopo
prim* / ultim*
superior* maggior* / inferior* minor*
vint* vinc* vittori* / pers* perd* sconfitt*
compr* acquist* / vend*
apr* apert* / chiu* chius*
permett* permess* autorizz* / viet* proib*
accett* approv* / respin* rifiut* bocci*
sosteng* appoggi* / oppon* oppost*
utile profitt* / perdit* deficit
inizi* cominci* / fin* termin* smess*
success* riuscit* / fallit* falliment*
car* / economic*
veloc* rapid* / lent*
massim* / minim*
entr* arriv* / usc*
nord / sud
giorn* / nott*
estat* / invern*
pubblic* / privat*
miglior* / peggior*
assun* / licenzi*`,
  nl: `steeg stegen stijg* gestegen groei* toen* toegenomen verhoog* verdubbel* / daal* gedaald dalen krimp* afgenomen afn* verminder* verlaag* halveer*
! meer / minder
hoger* hoogste / lager* laagste
! voor voordat / na nadat
eerder / later
eerste / laatste
sneller* / langzamer*
boven / onder
won wonnen win* gewonnen / verloor verlor* verlies*
kocht* koop* gekocht / verkocht* verkoop*
open* geopend / sluit* sloot gesloten
toegestaan staat / verbod* verbied*
aangenomen goedgekeurd accepteer* / afgewezen verworpen geweigerd weiger*
steun* / tegen*
winst* overschot* / verlies* tekort*
begon* begin* start* / stopt* eindig* gestopt
geslaagd succes* / mislukt* faal*
duur* / goedkop*
langer* / korter*
minstens / hoogstens
meerderheid meeste / minderheid minste
noord* / zuid*
dag* / nacht*
zomer* / winter*
beter* verbeter* / slechter* verslechter*`,
};

const made = new Map<string, readonly Opposites[] | null>();

/** The opposites of a language; null where we have no list. */
export function oppositesOf(language: string): readonly Opposites[] | null {
  const code = baseLanguage(language);
  let known = made.get(code);
  if (known === undefined) {
    const lines = PAIRS[code]?.split("\n") ?? null;
    known = lines?.map(toPair) ?? null;
    made.set(code, known);
  }
  return known;
}

function toPair(line: string): Opposites {
  const [one = "", other = ""] = line.replace(/^! /u, "").split(" / ");
  return { one: side(one), other: side(other), small: line.startsWith("!") };
}

function side(words: string): RegExp {
  const patterns = words.split(" ").map((word) => word.replace("*", "[\\p{L}\\p{M}]*"));
  return new RegExp(`^(?:${patterns.join("|")})$`, "iu");
}
