import { FORMAT_FILES } from "@/server/repurposing/formats/all";
import { draftShape, type Format } from "@/server/repurposing/formats/format";
import { isHardFailure } from "@/server/repurposing/gates/gate";
import { runGates } from "@/server/repurposing/gates/run-gates";
import type { Draft } from "@/server/repurposing/input";
import { gateInput } from "./built-in-posts";
import { otherEntity, otherNumber } from "./checker/faults";
import { type BenchSource, citedBy } from "./read-sources";

/** A reply as a model might give it, one sentence of it made wrong: did the gates point at that one, and how many faithful ones did they block? */
export type ScriptedReply = {
  format: string;
  kind: "number" | "entity";
  caught: boolean;
  blocked: number;
  faithful: number;
};

type Roll = (below: number) => number;

/** One scripted reply for every format: the source's faithful paraphrases with a seeded fault among them. */
export function scriptedReplies(source: BenchSource, roll: Roll): ScriptedReply[] {
  return Object.values(FORMAT_FILES).flatMap((format) => scripted(source, format, roll) ?? []);
}

function scripted(source: BenchSource, format: Format, roll: Roll): ScriptedReply | null {
  const said = source.gold.facts.map(({ say, cites }) => ({
    text: say,
    passageIds: cites.map((words) => citedBy(words, source)),
    kind: "claim" as const,
  }));
  const fault = seeded(source, said, roll);
  if (fault === null) return null;
  const { at, text, kind } = fault;
  const sentences = said.map((sentence, place) => (place === at ? { ...sentence, text } : sentence));
  const parts = draftShape(format).maxParts > 1 ? sentences.map((one) => ({ sentences: [one] })) : [{ sentences }];
  const draft: Draft = { title: format.shape.hasTitle ? source.title : null, parts, hashtags: [] };
  const assembled = format.assemble(draft);
  const failures = runGates(gateInput(source, format, assembled)).filter(isHardFailure);
  const places = assembled.parts.flatMap((part, number) =>
    part.sentences.map((one, sentence) => ({ text: one.text, part: number, sentence })),
  );
  const fails = places.filter(({ part, sentence }) =>
    failures.some((one) => one.part === part && one.sentence === sentence),
  );
  const blocked = fails.filter((place) => place.text !== text).length;
  return {
    format: format.id,
    kind,
    caught: fails.some((place) => place.text === text),
    blocked,
    faithful: said.length - 1,
  };
}

type Said = { text: string; passageIds: string[] };

function seeded(
  source: BenchSource,
  said: readonly Said[],
  roll: Roll,
): { at: number; text: string; kind: "number" | "entity" } | null {
  const { language, gold, byId } = source;
  for (let tries = 0; tries < 20; tries += 1) {
    const at = roll(said.length);
    const { text = "", passageIds = [] } = said[at] ?? {};
    const evidence = passageIds.map((id) => byId.get(id) ?? "").join(" ");
    const fault =
      roll(2) === 0 ? otherNumber(text, evidence, language, roll) : otherEntity(text, evidence, gold.people, roll);
    if (fault?.kind === "number" || fault?.kind === "entity") return { at, text: fault.text, kind: fault.kind };
  }
  return null;
}
