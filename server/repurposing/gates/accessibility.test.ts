import { describe, expect, it } from "vitest";
import { gateAccessibility } from "./accessibility";
import { draftOf } from "./draft-of";

const mended = (text: string) =>
  gateAccessibility(draftOf([{ text }], ["The night shift at the port."])).map(({ suggestion }) => suggestion);

describe("accessibility", () => {
  it.each([
    ["𝗕𝗼𝗹𝗱 claim about ports", ["Bold"]],
    ["Ｐｏｒｔ news", ["Port"]],
    ["The port #nightshift", ["#NightShift"]],
    ["Great news 🚢🚢🚢🚢🚢", ["🚢"]],
    ["Ⓟⓞⓡⓣ", [undefined]],
  ])("%s", (text, expected) => expect(mended(text)).toEqual(expected));

  it.each(["#NightShift at the port 🚢", "#nightshifts2026", "#harbour", "½ of H₂O at 20 °C"])(
    "lets “%s” be",
    (text) => {
      expect(mended(text)).toEqual([]);
    },
  );

  it("wants a description of every image", () => {
    const input = draftOf([{ text: "A port." }], ["A port."]);
    const withAlt = (alt: string) => ({ ...input, parts: input.parts.map((part) => ({ ...part, media: [{ alt }] })) });
    expect(gateAccessibility(withAlt(" "))).toHaveLength(1);
    expect(gateAccessibility(withAlt("A crane at dusk"))).toEqual([]);
  });
});
