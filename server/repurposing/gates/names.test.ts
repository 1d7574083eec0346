import { describe, expect, it } from "vitest";
import { draftOf, firstOf } from "./draft-of";
import { gateNames, uncheckedNames } from "./names";

type Case = { language?: string; text: string; cited: string; elsewhere?: string };

function findings({ language = "en", text, cited, elsewhere = "" }: Case) {
  const input = draftOf([{ text }], [cited, elsewhere], { language });
  return gateNames(firstOf(input), input);
}

describe("names", () => {
  it.each([
    ["en", "Mara Lind designed the bridge.", "The bridge was designed by Mara Lind."],
    ["en", "Lind's bridge opened.", "The bridge of Mara Lind opened."],
    ["en", "Retailers waited for Monday.", "Shops waited for Monday."],
    ["en", "The WHO agreed.", "The World Health Organization agreed."],
    ["en", "The World Health Organization agreed.", "The WHO agreed."],
    ["en", "In Q3 the Port of Halden grew.", "The Port of Halden grew in the third quarter."],
    ["en", "Three Things We Learned About Cranes And Wind", "We learned three things about cranes and wind."],
    ["de", "Die Genossenschaft vermietet Hamburgs Dächer.", "In Hamburg vermietet sie Dächer."],
    ["de", "Das Dorf feiert die Eröffnung der Werkstatt.", "Im Ort wird gefeiert."],
    ["fr", "Selon Nadia Rahmani, l'arrêt dure deux heures.", "Nadia Rahmani dit que l'arrêt dure deux heures."],
    ["es", "Candelaria Mesa volvió de Chile.", "La ingeniera Candelaria Mesa volvió de Chile."],
    ["en", "Ask @NorthQuay about #NorthQuay at https://NorthQuay.example.com.", "Ask us."],
  ])("%s: “%s” names what is cited", (language, text, cited) => {
    expect(findings({ language, text, cited })).toEqual([]);
  });

  it.each([
    ["en", "Victor Ost designed the bridge.", "Mara Lind designed the bridge.", "Victor"],
    ["en", "The bridge opened in Bergen.", "The bridge opened in Oslo.", "Bergen"],
    ["en", "Calderon bought the mill.", "Nordvane bought the mill.", "Calderon"],
    ["en", "Meanwhile GreenPort objected.", "The council objected.", "GreenPort"],
    ["de", "Die Brücke plante Theo Maurer.", "Die Brücke plante Karla Brandt.", "Maurer"],
    ["fr", "Marc Tanguy a retiré sa plainte.", "Yves Le Goff a retiré sa plainte.", "Marc"],
    ["it", "Lo dice Paola Neri.", "Lo dice Renzo Fabbri.", "Paola"],
  ])("%s: “%s” does not name what “%s” does", (language, text, cited, name) => {
    const [found] = findings({ language, text, cited });
    expect(text.slice(found?.span?.start, found?.span?.end)).toBe(name);
  });

  it("are not seen in the first word behind a credit that ends with the title", () => {
    const source = { title: "Nine meetings on one page", author: null, url: null };
    const closing = {
      text: "Source: Nine meetings on one page Tell us how you do it.",
      kind: "call_to_action" as const,
    };
    const input = draftOf([closing], ["We met less."], { source });
    expect(gateNames(firstOf(input), input)).toEqual([]);
    const named = draftOf([{ ...closing, text: `${closing.text} Ask Calderon.` }], ["We met less."], { source });
    expect(gateNames(firstOf(named), named)).toHaveLength(1);
  });

  it("must stand in a cited passage, not just anywhere", () => {
    const [found] = findings({
      text: "Lind designed it.",
      cited: "She designed it.",
      elsewhere: "Then Mara Lind came.",
    });
    expect(found?.message).toContain("not in the passages cited");
  });

  it("are not put together from two people", () => {
    const [found] = findings({ text: "Mara Brandt spoke.", cited: "Mara Lind and Karla Brandt spoke." });
    expect(found).toMatchObject({ state: "needs_person", span: { start: 0, end: 4 } });
  });

  it("come with the one name that is meant", () => {
    const [found] = findings({ text: "The mill belongs to Calderon.", cited: "The mill belongs to Nordvane." });
    expect(found?.suggestion).toBe("Nordvane");
  });

  it("on a credit are those of the speaker whose words are cited", () => {
    const passages = [
      "Mara Lind: We began.",
      "It was hard.",
      "Tom Rey: And you?",
      "Mara Lind: We went on.",
      "Tom Rey: Good.",
    ];
    const said = (text: string) => {
      const input = draftOf([{ text, cites: ["p2"], kind: "quote" }], passages);
      return gateNames(firstOf(input), input).length;
    };
    expect(said("“It was hard.” — Mara Lind")).toBe(0);
    expect(said("“It was hard.” — Tom Rey")).toBeGreaterThan(0);
  });

  it("are not checked in a script without capitals", () => {
    expect(uncheckedNames(draftOf([{ text: "王芳修了桥。" }], ["桥。"], { language: "zh" }))[0]?.state).toBe(
      "not_checked",
    );
  });
});
