import { describe, expect, it } from "vitest";
import { draftOf } from "./draft-of";
import { gateSlop, uncheckedSlop } from "./slop";

const found = (language: string, text: string) => gateSlop(draftOf([{ text }], ["A port."], { language }));

describe("machine-made phrases", () => {
  it.each([
    ["en", "In today’s fast-paced world, ports matter."],
    ["en", "This is a Game-Changer."],
    ["de", "Ein bahnbrechendes Verfahren."],
    ["fr", "Il est important de noter que le port ferme."],
    ["es", "Sumérgete en el puerto."],
    ["pt", "Um verdadeiro divisor de águas."],
    ["it", "Una soluzione all'avanguardia."],
    ["nl", "Dit is baanbrekend."],
  ])("%s: “%s”", (language, text) => expect(found(language, text)).toHaveLength(1));

  it.each([
    ["en", "She said: “This is a game-changer for us.”"],
    ["en", "They unlocked the gate."],
    ["de", "Der Hafen öffnet um sechs."],
  ])("%s: not “%s”", (language, text) => expect(found(language, text)).toEqual([]));

  it("come with what says it plainly, where there is such a thing", () => {
    expect(found("en", "Let us delve into it.")[0]).toMatchObject({
      suggestion: "look at",
      span: { start: 7, end: 17 },
    });
  });

  it("are not checked in a language without a list", () => {
    expect(uncheckedSlop(draftOf([{ text: "Порт." }], ["Порт."], { language: "ru" }))[0]?.state).toBe("not_checked");
  });
});
