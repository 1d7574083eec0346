import { statementsOf } from "./clauses";
import { readFigures } from "./read-figures";
import { type Capital, plainName, readCapitals } from "./read-names";

/** Something a sentence says something of: a figure or a name, which clause of the text it stands in, and the content words that go with it. */
export type Anchor = { key: string; text: string; start: number; end: number; clause: number; stems: Set<string> };

/** Content words on either side that go with a figure or a name. */
const REACH = 4;
const BORDER =
  /[,;:—–()]\s|\s[—–-]\s|[.!?]\s|\s(?:and|und|et|y|e|en|while|während|tandis|mientras|enquanto|mentre|terwijl|against|gegen|contre|contra|tegen|but|aber|mais|pero|mas|ma|maar)\s/giu;

/** The figures of a text, each with the content words nearest to it: up to the next border, or halfway to the next figure. */
export function figureAnchors(text: string, language: string): Anchor[] {
  const figures = readFigures(text, language).map(({ readings, start, end }) => ({
    key: readings.join("|"),
    start,
    end,
  }));
  return anchored(
    text,
    figures.toSorted((a, b) => a.start - b.start),
    language,
  );
}

/** The names of a text, first and family name as one and known by the last. */
export function nameAnchors(text: string, isName: (name: Capital) => boolean, language: string): Anchor[] {
  const names: { key: string; start: number; end: number }[] = [];
  for (const name of readCapitals(text)) {
    const last = names.at(-1);
    const goesOn = last !== undefined && name.before !== null && name.start - last.end <= 12;
    if (goesOn) Object.assign(last, { key: plainName(name.text), end: name.end });
    else if (isName(name)) names.push({ key: plainName(name.text), start: name.start, end: name.end });
  }
  return anchored(text, names, language);
}

type Place = { key: string; start: number; end: number };

function anchored(text: string, places: readonly Place[], language: string): Anchor[] {
  const borders = [...text.matchAll(BORDER)].map((match) => match.index);
  const terms = statementsOf(text, language).flatMap((statement) => statement.terms);
  return places.map((place, at) => {
    const [before, after] = [places[at - 1], places[at + 1]];
    const from =
      between(borders, { from: before?.end ?? 0, to: place.start, last: true }) ?? middle(before?.end, place.start, 0);
    const to =
      between(borders, { from: place.end, to: after?.start ?? text.length, last: false }) ??
      middle(place.end, after?.start, text.length);
    const near = terms.filter(
      ({ start, end }) => start >= from && end <= to && (end <= place.start || start >= place.end),
    );
    const close = [
      ...near.filter(({ end }) => end <= place.start).slice(-REACH),
      ...near.filter(({ start }) => start >= place.end).slice(0, REACH),
    ];
    const clause = borders.filter((border) => border < place.start).length;
    return {
      ...place,
      clause,
      text: text.slice(place.start, place.end),
      stems: new Set(close.map(({ stem }) => stem)),
    };
  });
}

function between(
  borders: readonly number[],
  { from, to, last }: { from: number; to: number; last: boolean },
): number | null {
  const inside = borders.filter((border) => border >= from && border <= to);
  return (last ? inside.at(-1) : inside[0]) ?? null;
}

const middle = (from: number | undefined, to: number | undefined, otherwise: number): number =>
  from === undefined || to === undefined ? otherwise : (from + to) / 2;

/** Two anchors of a draft that have exchanged what the source says of them; null when all is in place. */
export function exchanged(drafted: readonly Anchor[], sourced: readonly Anchor[]): [Anchor, Anchor] | null {
  const only = (key: string) => {
    const found = sourced.filter((other) => other.key === key);
    return found.length === 1 ? found[0] : undefined;
  };
  for (const [at, one] of drafted.entries()) {
    for (const other of drafted.slice(at + 1)) {
      const [first, second] = [only(one.key), only(other.key)];
      if (first === undefined || second === undefined || first === second) continue;
      // Within one clause words go with both: there only a plain exchange counts.
      const apart = one.clause !== other.clause && first.clause !== second.clause;
      const common = (stem: string) => first.stems.has(stem) && second.stems.has(stem);
      const count = (a: Anchor, b: Anchor) => [...a.stems].filter((stem) => b.stems.has(stem) && !common(stem)).length;
      const [stays, rests] = [count(one, first), count(other, second)];
      const [over, back] = [count(one, second), count(other, first)];
      const bothCross = over > 0 && back > 0 && (stays === 0 || rests === 0 || over + back >= stays + rests);
      if (!apart) {
        if (over > 0 && back > 0 && stays + rests === 0) return [one, other];
        continue;
      }
      if (bothCross || (over + back > 1 && over + back > stays + rests)) return [one, other];
    }
  }
  return null;
}
