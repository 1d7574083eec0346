import { describe, expect, it } from "vitest";
import { gateDirections, uncheckedDirections } from "./directions";
import { draftOf, firstOf } from "./draft-of";

function count(language: string, text: string, passage: string): number {
  const input = draftOf([{ text }], [passage], { language });
  return gateDirections(firstOf(input), input).length;
}

describe("directions", () => {
  it.each([
    ["en", "Sales climbed by 7 percent.", "Sales rose by 7 percent."],
    ["en", "The tanks gave up half their heat.", "The tanks lost half their heat."],
    ["en", "Sales did not fall in May.", "Sales rose in May."],
    ["en", "After two years sales had risen.", "Sales had risen before the strike, two years on."],
    ["de", "Der Umsatz wuchs um 7 Prozent.", "Der Umsatz stieg um 7 Prozent."],
  ])("%s: “%s” keeps that of “%s”", (language, text, passage) => {
    expect(count(language, text, passage)).toBe(0);
  });

  it.each([
    ["en", "Sales fell by 7 percent.", "Sales rose by 7 percent."],
    ["en", "Absence is up from 6 to 4 percent.", "Absence dropped from 6 to 4 percent, and no one knows why."],
    ["en", "Each reel is baked after playing.", "Each reel is baked before playing."],
    ["de", "Der Umsatz sank um 7 Prozent.", "Der Umsatz stieg um 7 Prozent."],
    ["fr", "Les cas ont diminué de 40 %.", "Les cas ont augmenté de 40 %."],
    ["es", "Costó 8 % menos de lo previsto.", "Costó 8 % más de lo previsto."],
    ["pt", "O consumo subiu 27%.", "O consumo caiu 27%."],
    ["it", "Le rotture sono aumentate a 132.", "Le rotture sono scese a 132."],
    ["nl", "Het aantal overtochten daalde met 34 procent.", "Het aantal overtochten steeg met 34 procent."],
  ])("%s: “%s” turns that of “%s” round", (language, text, passage) => {
    expect(count(language, text, passage)).toBe(1);
  });

  it("are not checked in a language without a list", () => {
    const input = draftOf([{ text: "Цены выросли." }], ["Цены упали."], { language: "ru" });
    expect(uncheckedDirections(input)[0]?.state).toBe("not_checked");
  });
});
