import { describe, expect, it } from "vitest";
import { RULES } from "@/server/networks/rules";
import type { GateName } from "@/server/repurposing/gates/gate";
import { runGates } from "@/server/repurposing/gates/run-gates";
import type { Draft, SentenceKind } from "@/server/repurposing/input";
import type { Format } from "./format";

type Said = string | { text: string; kind?: SentenceKind };
/** A draft, and the texts it becomes: the parts, then the slides; or the gates that refuse it. */
export type FormatCase = {
  name: string;
  title?: string;
  parts: Said[][];
  slides?: Said[][];
  hashtags?: string[];
  becomes?: string[];
  refused?: GateName[];
};

const sentence = (said: Said) =>
  typeof said === "string"
    ? { text: said, passageIds: ["p1"], kind: "claim" as const }
    : { text: said.text, passageIds: ["p1"], kind: said.kind ?? ("claim" as const) };

/** Runs a format's table: its drafts laid out and held against its network. */
export function testFormat(format: Format, cases: readonly FormatCase[]): void {
  describe(format.name, () => {
    it.each(cases.map((one) => [one.name, one] as const))("%s", (_, given) => {
      const draft: Draft = {
        title: given.title ?? null,
        parts: given.parts.map((part) => ({ sentences: part.map(sentence) })),
        slides: (given.slides ?? []).map((slide) => ({ sentences: slide.map(sentence) })),
        hashtags: given.hashtags ?? [],
      };
      const { title, parts } = format.assemble(draft);
      for (const { text, sentences } of parts)
        for (const placed of sentences) expect(text.slice(placed.start, placed.end)).toBe(placed.text);
      if (given.becomes) expect(parts.map(({ text }) => text)).toEqual(given.becomes);
      const passages = new Map([["p1", parts.map(({ text }) => text).join(" ")]]);
      const results = runGates({ language: "en", rules: RULES[format.networkId], title, parts, passages, voice: null });
      const refused = results.filter(({ gate, state }) => gate === "network" && state === "fix");
      expect(refused.map(({ gate }) => gate)).toEqual(given.refused ?? []);
    });
  });
}
