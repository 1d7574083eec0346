import { describe, expect, it } from "vitest";
import { draftOf, firstOf } from "./draft-of";
import { gateRoles, uncheckedRoles } from "./roles";

function count(language: string, text: string, passage: string): number {
  const input = draftOf([{ text }], [passage], { language });
  return gateRoles(firstOf(input), input).length;
}

describe("roles", () => {
  it.each([
    ["en", "Nordvane acquired Calderon.", "Nordvane acquired Calderon in May."],
    ["en", "Calderon was acquired by Nordvane.", "Nordvane acquired Calderon in May."],
    ["en", "In May, Nordvane acquired Calderon.", "Nordvane acquired Calderon in May."],
    ["en", "It takes 0.9 seconds, down from 2.3 seconds.", "It now takes 0.9 seconds; before it took 2.3 seconds."],
    ["de", "Den Hafen kaufte die Stadt.", "Die Stadt kaufte 1990 den Hafen."],
    ["es", "El oído acertó 19 y los sensores 21.", "El oído acertó 19, los sensores acertaron 21."],
  ])("%s: “%s” keeps those of “%s”", (language, text, passage) => {
    expect(count(language, text, passage)).toBe(0);
  });

  it.each([
    ["en", "Calderon acquired Nordvane.", "Nordvane acquired Calderon in May."],
    ["en", "Nordvane was acquired by Calderon.", "Nordvane acquired Calderon in May."],
    ["en", "The station ordered the government to pay.", "The government ordered the station to pay."],
    [
      "en",
      "Students made 38 percent of visits, nurses 21 percent.",
      "Nurses made 38 percent of visits, students 21 percent.",
    ],
    ["de", "Für Öl zahlt man 11 Cent, für Wärme 14 Cent.", "Für Wärme zahlt man 11 Cent, für Öl 14 Cent."],
    [
      "fr",
      "Les romans font 34 % des prêts, les bandes dessinées 22 %.",
      "Les bandes dessinées font 34 % des prêts, les romans 22 %.",
    ],
    ["pt", "Os sensores acertaram 19, o ouvido 21.", "O ouvido acertou 19, os sensores acertaram 21."],
  ])("%s: “%s” turns those of “%s” round", (language, text, passage) => {
    expect(count(language, text, passage)).toBe(1);
  });

  it("are not checked in a language whose passive we do not know", () => {
    expect(uncheckedRoles(draftOf([{ text: "他来了。" }], ["他来了。"], { language: "zh" }))[0]?.state).toBe(
      "not_checked",
    );
  });
});
