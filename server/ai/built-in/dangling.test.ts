import { describe, expect, it } from "vitest";
import { startsDangling, withoutLooseConnective } from "./dangling";

describe("a sentence leans on the one before", () => {
  it.each([
    ["en", "However, prices fell."],
    ["en", "This changed everything."],
    ["en", "He left in May."],
    ["en", "Half of them stayed."],
    ["en", "Today it lends 88,000 items a year."],
    ["en", "On the other hand, rents rose."],
    ["en", "“We will find the money,” she said."],
    ["de", "Deshalb luden wir sie ein."],
    ["de", "Sie hatte gerechnet."],
    ["fr", "Cette mesure ne coûte rien."],
    ["es", "Sin embargo, los precios bajaron."],
    ["pt", "Por isso contratámos duas pessoas."],
    ["it", "Tuttavia, i prezzi sono scesi."],
    ["ru", "Однако линия оборвалась."],
    ["ja", "しかし、売れた。"],
    ["zh", "因此，新时刻表承认了堵车。"],
    ["ko", "그러나 가격은 내렸다."],
    ["ar", "لكن الإدارة رفضت."],
  ])("%s: %s", (language, text) => {
    expect(startsDangling(text, language)).toBe(true);
  });

  it.each([
    ["en", "On the first day the doors stayed shut."],
    ["en", "“We will find the money,” said Ruth Maybury."],
    ["en", "Prices fell by a third."],
    ["de", "Auf dem Dach liegt eine Anlage."],
    ["fr", "Le pain est servi à la demande."],
    ["ja", "店主の田中さんは話す。"],
    ["cy", "Agorodd y siop."],
  ])("but not %s: %s", (language, text) => {
    expect(startsDangling(text, language)).toBe(false);
  });

  it("loses a connective that only a comma ties to it", () => {
    expect(withoutLooseConnective("However, the gain was real.", "en")).toBe("The gain was real.");
    expect(withoutLooseConnective("Deshalb kamen alle.", "de")).toBe("Deshalb kamen alle.");
  });
});
