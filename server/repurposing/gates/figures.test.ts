import { describe, expect, it } from "vitest";
import { draftOf, firstOf } from "./draft-of";
import { gateFigures, gateTitleFigures, uncheckedFigures } from "./figures";

function missing(language: string, text: string, ...passages: string[]): string[] {
  const input = draftOf([{ text }], passages, { language });
  const found = gateFigures(firstOf(input), input);
  return found.map(({ span }) => text.slice(span?.start, span?.end));
}

describe("figures", () => {
  it.each([
    ["en", "Revenue rose 7.4% to $1.3 million.", "Revenue rose by 7.4 percent to $1,300,000."],
    ["de", "Die Anlage kostete 5,2 Mio. Euro.", "Die Investition betrug 5,2 Millionen Euro."],
    ["de", "Es sind 31.500 Quadratmeter.", "Fast 31.500 Quadratmeter Dach."],
    ["de", "4.120,5 Megawattstunden", "4.120,5 Megawattstunden im Jahr"],
    ["en", "It made 4,120.5 MWh.", "Die Anlage hat 4.120,5 MWh erzeugt."],
    ["en", "Three million people came.", "3,000,000 visitors were counted."],
    ["en", "Twenty-one ships came.", "We counted 21 ships."],
    ["en", "12 ships came.", "Twelve ships came."],
    ["en", "It opens on 12 March 2026.", "Es öffnet am 12.3.2026."],
    ["de", "Es öffnet am 12. März 2026.", "It opens on 2026-03-12."],
    ["en", "It opens in March 2026.", "It opens on March 12, 2026."],
    ["en", "It opens in 2026.", "It opens on 12 March 2026."],
    ["fr", "186 400 repas", "La cantine a servi 186\u202f400 repas"],
    ["es", "412.350,75 euros", "412.350,75 euros en doce meses"],
    ["ru", "4,9 млн рублей", "4,9 миллиона рублей"],
    ["zh", "项目花费320万元。", "整个项目花费3,200,000元。"],
    ["ja", "来年の4月1日に開く。", "2027年4月1日に開店する。"],
    ["ar", "٢٦٠ تلميذا", "يأكلها 260 تلميذا"],
    ["hi", "4,200 कंटेनर", "४,२०० कंटेनर"],
    ["en", "Version 4.2.1 is out.", "We released 4.2.1 today."],
    ["en", "The #5G launch of @user42 worked.", "The launch worked."],
    ["en", "See https://example.com/2031/05", "See the page."],
    ["en", "One of the ships sank.", "A ship sank."],
    ["de", "Zweihundertfünfzig Schiffe kamen.", "250 Schiffe kamen."],
    ["de", "Drei Millionen Euro.", "3.000.000 Euro."],
    ["nl", "Eenentwintig schepen.", "21 schepen."],
    ["it", "Duecentocinquanta navi.", "250 navi."],
    ["fr", "Trois cents bateaux.", "300 bateaux."],
    ["fr", "Quatre-vingt-dix-sept bateaux.", "97 bateaux."],
    ["es", "Treinta y cinco barcos.", "35 barcos."],
    ["pt", "Duzentos e trinta barcos.", "230 barcos."],
    ["en", "Two hundred and fifty ships.", "250 ships."],
    ["en", "One million people.", "1,000,000 people."],
    ["en", "10 percent at least", "Between 10 and 12 percent."],
    ["de", "Es sind drei Prozentpunkte mehr.", "Das sind 3 Prozentpunkte mehr als im Vorjahr."],
    ["en", "In Q3 it grew, as last year.", "It grew."],
    ["en", "CO2 and COVID-19 and the A380", "It grew."],
    ["es", "412 millones de euros", "412 millones de euros en doce meses"],
    ["hi", "१ जहाज", "1 जहाज"],
  ])("%s: “%s” stands in “%s”", (language, text, passage) => {
    expect(missing(language, text, passage)).toEqual([]);
  });

  it.each([
    ["en", "Revenue rose 74%.", "Revenue rose 7.4%.", ["74"]],
    ["en", "Revenue rose 7.4%.", "Revenue rose by 7.4 million.", ["7.4"]],
    ["en", "It cost €5.", "It cost $5.", ["5"]],
    ["en", "It cost $5.", "It took 5 days.", ["5"]],
    ["en", "It cost 3 billion.", "It cost 3 million.", ["3 billion"]],
    ["en", "Forty ships came.", "Fourteen ships came.", ["Forty"]],
    ["en", "It opens on 13 March 2026.", "It opens on 12 March 2026.", ["13 March 2026"]],
    ["en", "It opens on 12 March 2027.", "It opens on 12 March 2026.", ["12 March 2027"]],
    ["en", "It opens on 12 March 2026.", "It opens on 12 March.", ["12 March 2026"]],
    ["de", "31.500 Quadratmeter", "3.150 Quadratmeter", ["31.500"]],
    ["en", "It grew by 3 percent.", "It grew by 3 percentage points.", ["3"]],
    ["en", "It is 5 miles long.", "It is 5 km long.", ["5"]],
    ["es", "412 millones de dólares", "412 millones de euros", ["412 millones"]],
    ["de", "am 3.12.2026", "am 12.3.2026", ["3.12.2026"]],
    ["de", "1.000 Schiffe", "1 Schiff", ["1.000"]],
    ["en", "two million people", "one million people", ["two million"]],
    ["zh", "项目花费320亿元。", "整个项目花费320万元。", ["320亿"]],
  ])("%s: “%s” does not stand in “%s”", (language, text, passage, expected) => {
    expect(missing(language, text, passage)).toEqual(expected);
  });

  it("written month first in English may be read so", () => {
    expect(missing("en", "on 3/12/2026", "on 12 March 2026")).toEqual([]);
  });

  it("come with the one figure that is meant", () => {
    const input = draftOf([{ text: "It moved 4,300 boxes." }], ["The port moved 4,200 boxes for $9."]);
    expect(gateFigures(firstOf(input), input)[0]?.suggestion).toBe("4,200");
  });

  it("must stand in a cited passage, not just anywhere", () => {
    const input = draftOf([{ text: "It moved 4,200 boxes." }], ["It moved boxes.", "There were 4,200 boxes."]);
    expect(gateFigures(firstOf(input), input)[0]?.message).toContain("not in the passages cited");
  });

  it("leaves a small count in words to a person", () => {
    const input = draftOf([{ text: "Three things changed." }], ["Rents, wages and rail changed."]);
    expect(gateFigures(firstOf(input), input)[0]?.state).toBe("needs_person");
  });

  it("of a closing line may come from the source's title", () => {
    const source = { title: "Report 2025", author: null, url: null };
    const input = draftOf([{ text: "Source: Report 2025", cites: [], kind: "call_to_action" }], ["A port."], {
      source,
    });
    expect(gateFigures(firstOf(input), input)).toEqual([]);
  });

  it("of the title stand in the source", () => {
    const input = draftOf([{ text: "A port." }], ["The port moved 4,200 boxes."]);
    expect(gateTitleFigures({ ...input, title: "4,200 boxes" })).toEqual([]);
    expect(gateTitleFigures({ ...input, title: "4,300 boxes" })).toHaveLength(1);
  });

  it("in words are not checked in a language without a list", () => {
    const input = draftOf([{ text: "Tri o bobl." }], ["Tri o bobl."], { language: "cy" });
    expect(uncheckedFigures(input)[0]?.state).toBe("not_checked");
  });
});
