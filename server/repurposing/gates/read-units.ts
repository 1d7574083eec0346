/** What a figure counts: "%", "points" (of a percentage), a currency ("EUR") or a measure ("km"). */
export type Unit = string;

const PERCENT =
  /^(?:%|٪|％|percent(?!\p{L})|per cent(?!\p{L})|pct(?!\p{L})|prozent(?!\p{L})|pour cent(?!\p{L})|por ciento(?!\p{L})|por cento(?!\p{L})|per cento(?!\p{L})|procent(?!\p{L})|процент|パーセント|퍼센트|في المئة|بالمئة|प्रतिशत)/iu;
const POINTS =
  /^(?:percentage[ -]points?(?!\p{L})|%[ -]?points?(?!\p{L})|pp(?!\p{L})|prozentpunkte?n?(?!\p{L})|points? de pourcentage(?!\p{L})|puntos porcentuales(?!\p{L})|puntos de porcentaje(?!\p{L})|punti percentuali(?!\p{L})|pontos percentuais(?!\p{L})|procentpunt(?:en)?(?!\p{L})|процентн\S+ пункт)/iu;

const CURRENCIES: readonly (readonly [code: string, sign: RegExp])[] = [
  ["CAD", /^(?:c\$|ca\$|cad(?!\p{L})|canadian dollars?(?!\p{L}))/iu],
  ["AUD", /^(?:a\$|au\$|aud(?!\p{L})|australian dollars?(?!\p{L}))/iu],
  ["BRL", /^(?:r\$|brl(?!\p{L})|reais(?!\p{L}))/iu],
  ["MXN", /^(?:mx\$|mxn(?!\p{L}))/iu],
  ["PESO", /^pesos?(?!\p{L})/iu],
  [
    "USD",
    /^(?:(?:us)?\$|usd(?!\p{L})|(?:us[- ])?dollars?(?!\p{L})|us-dollar(?!\p{L})|dólares(?!\p{L})|dollari(?!\p{L})|доллар|美元|ドル)/iu,
  ],
  ["EUR", /^(?:€|eur(?!\p{L})|euros?(?!\p{L})|евро|ευρώ|欧元|ユーロ)/iu],
  [
    "GBP",
    /^(?:£|gbp(?!\p{L})|pounds?(?!\p{L})(?! of)|pfund(?!\p{L})|libras(?!\p{L})|livres sterling(?!\p{L})|sterline(?!\p{L}))/iu,
  ],
  ["CHF", /^(?:chf(?!\p{L})|(?:schweizer )?franken(?!\p{L})|francs suisses(?!\p{L}))/iu],
  ["INR", /^(?:₹|inr(?!\p{L})|rupees?(?!\p{L})|रुपय)/iu],
  ["RUB", /^(?:₽|rub(?!\p{L})|рубл)/iu],
  ["SEK", /^(?:sek(?!\p{L}))/iu],
  ["KRONE", /^(?:kr(?!\p{L})|kronor(?!\p{L})|kroner(?!\p{L}))/iu],
  ["PLN", /^(?:zł|pln(?!\p{L})|złot)/iu],
  ["KRW", /^(?:₩|krw(?!\p{L})|원)/iu],
  ["YEN", /^(?:[¥￥]|jpy(?!\p{L})|cny(?!\p{L})|yen(?!\p{L})|yuan(?!\p{L})|[円元])/iu],
];

/** Measures of length, weight, energy, power and time. */
const MEASURES: readonly (readonly [code: string, words: RegExp])[] = [
  ["mm", /^(?:mm|millimet(?:er|re)s?|millimètres?|milímetros?|millimetri)(?!\p{L})/iu],
  ["cm", /^(?:cm|centimet(?:er|re)s?|zentimetern?|centimètres?|centímetros?|centimetri)(?!\p{L})/iu],
  [
    "km",
    /^(?:km|kilomet(?:er|re)s?n?|kilomètres?|kilómetros?|quilômetros?|quilómetros?|chilometri|chilometro)(?!\p{L})/iu,
  ],
  ["m", /^(?:m|met(?:er|re)s?n?|mètres?|metros?|metri)(?!\p{L})/u],
  ["mile", /^(?:miles?|meilen?|milles?|millas?|milhas?|miglia)(?!\p{L})/iu],
  ["foot", /^(?:ft|feet|foot)(?!\p{L})/iu],
  ["kg", /^(?:kg|kilos?|kilogram(?:m|me)?s?|quilos?|chili)(?!\p{L})/iu],
  ["t", /^(?:t|tonnes?|tons?|tonnen|toneladas?|tonnellate)(?!\p{L})/u],
  ["g", /^(?:g|grams?|gramm|grammes?|gramos?|gramas?|grammi)(?!\p{L})/u],
  ["GWh", /^(?:gwh|gigawatt[- ]?(?:hours?|stunden))(?!\p{L})/iu],
  ["MWh", /^(?:mwh|megawatt[- ]?(?:hours?|stunden)|mégawattheures?)(?!\p{L})/iu],
  ["kWh", /^(?:kwh|kilowatt[- ]?(?:hours?|stunden)|kilowattheures?)(?!\p{L})/iu],
  ["GW", /^(?:gw|gigawatts?)(?!\p{L})/iu],
  ["MW", /^(?:mw|megawatts?)(?!\p{L})/iu],
  ["kW", /^(?:kw|kilowatts?)(?!\p{L})/iu],
  ["second", /^(?:seconds?|sekunden?|secondes?|segundos?|secondi|seconden)(?!\p{L})/iu],
  ["minute", /^(?:minutes?|minuten?|minutos?|minuti|минут)/iu],
  ["hour", /^(?:hours?|stunden?|heures?|horas?|ore|uren|uur|час)(?!\p{L}{3})/iu],
  ["day", /^(?:days?|tagen?|tage|jours?|días?|dias?|giorni|giorno|dagen|dag)(?!\p{L})/iu],
  ["week", /^(?:weeks?|wochen?|semaines?|semanas?|settimane|settimana|weken|week)(?!\p{L})/iu],
  ["month", /^(?:months?|monaten?|monate|mois|mes(?:es)?|mês|mesi|mese|maanden|maand)(?!\p{L})/iu],
  ["year", /^(?:years?|jahren?|jahre|ans?|années?|años?|anos?|anni|anno|jaar|jaren)(?!\p{L})/iu],
];

/** The unit that stands around a figure. `before` ends where it begins, `after` begins where it ends. */
export function unitAround(before: string, after: string): Unit | null {
  if (/百分之$/u.test(before)) return "%";
  const following = after.replace(/^[\s\u00a0\u202f-]*(?:(?:of|de|di|d['’])\s*)?/iu, "");
  if (POINTS.test(following)) return "points";
  if (PERCENT.test(following)) return "%";
  const sign = /(?:[a-z]{0,2}[$€£¥￥₹₽₩]|usd|eur|gbp|chf|inr|sek)\s?$/iu.exec(before)?.[0].trim() ?? "";
  const money = CURRENCIES.find(([, name]) => (sign !== "" && name.test(sign)) || name.test(following));
  if (money !== undefined) return money[0];
  return MEASURES.find(([, words]) => words.test(following))?.[0] ?? null;
}

const MEASURED: ReadonlySet<Unit> = new Set(MEASURES.map(([code]) => code));

/** Whether a figure in a draft may stand for one in the source as far as their units go: a unit may be left out or, of a measure, added, never changed. */
export function unitsAgree(drafted: Unit | null, sourced: Unit | null): boolean {
  if (drafted === sourced) return true;
  if (drafted === null) return sourced !== "%" && sourced !== "points";
  return sourced === null && MEASURED.has(drafted);
}
