import { describe, expect, it } from "vitest";
import { RULES } from "@/server/networks/rules";
import { draftOf } from "./draft-of";
import { gateNetworkRules } from "./network-rules";

describe("network rules", () => {
  it.each([
    ["x", "word ".repeat(50), 0],
    ["x", "word ".repeat(60), 1],
    ["bluesky", "word ".repeat(61), 1],
    ["instagram", "A caption whose image comes later.", 0],
  ] as const)("of %s", (network, text, expected) => {
    expect(gateNetworkRules(draftOf([{ text }], ["A."], { rules: RULES[network] }))).toHaveLength(expected);
  });

  it("want a title where there is one", () => {
    const input = draftOf([{ text: "A port." }], ["A port."], { rules: RULES.hub });
    expect(gateNetworkRules(input)).toHaveLength(1);
    expect(gateNetworkRules({ ...input, title: "A port" })).toEqual([]);
  });
});
