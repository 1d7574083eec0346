import { describe, expect, it } from "vitest";
import { draftOf, firstOf } from "./draft-of";
import { gateNegation, uncheckedNegation } from "./negation";

function count(language: string, text: string, ...passages: string[]): number {
  const cites = passages.map((_, at) => `p${at + 1}`);
  const input = draftOf([{ text, cites }], passages, { language });
  return gateNegation(firstOf(input), input).length;
}

describe("negation", () => {
  it.each([
    ["en", "The insurer refused to pay.", "The insurer did not pay."],
    ["en", "No one was hurt.", "Nobody was hurt in the crash."],
    ["en", "Not only the roof leaked.", "The roof and the cellar leaked."],
    ["en", "The four keepers kept their jobs.", "The four keepers were not dismissed."],
    ["en", "The plan was dropped.", "The plan did not survive the vote."],
    ["de", "Der Planer musste nichts zahlen.", "Der Planer musste nicht zahlen."],
    ["fr", "La loi ne l'impose pas.", "La loi ne l'exige pas."],
    ["es", "Nadie perdió el empleo.", "No se ha despedido a nadie."],
    ["nl", "Gegevens lekten niet.", "Er lekten geen gegevens."],
  ])("%s: “%s” is what “%s” says", (language, text, passage) => {
    expect(count(language, text, passage)).toBe(0);
  });

  it.each([
    ["en", "The insurer agreed to pay.", "The insurer did not pay."],
    ["en", "The insurer did not pay.", "The insurer paid at once."],
    ["en", "The union had not opposed the project.", "The union, which had opposed the project, signed."],
    ["en", "She has a garden.", "She is 91 and has no garden."],
    ["de", "Der Planer musste zahlen.", "Der Planer musste nicht zahlen."],
    ["de", "Die Daten beweisen einen Trend.", "Die Daten beweisen keinen Trend."],
    ["fr", "La loi l'exige.", "La loi ne l'exige pas."],
    ["es", "Se rompieron las redes.", "Desde entonces no se rompieron las redes."],
    ["pt", "Registou-se humidade nas paredes.", "Não se registou humidade nas paredes."],
    ["it", "Il contratto è stato rinnovato.", "Il contratto non è stato rinnovato."],
    ["nl", "De brugwachters zijn ontslagen.", "De brugwachters zijn niet ontslagen."],
  ])("%s: “%s” is not what “%s” says", (language, text, passage) => {
    expect(count(language, text, passage)).toBe(1);
  });

  it("finds its denial in another passage cited", () => {
    expect(count("en", "She did not accept four euros a page.", "They offered four euros a page.", "I refused.")).toBe(
      0,
    );
  });

  it("is not checked in a language without a list", () => {
    expect(uncheckedNegation(draftOf([{ text: "Ni welais." }], ["Ni welais."], { language: "cy" }))[0]?.state).toBe(
      "not_checked",
    );
  });
});
