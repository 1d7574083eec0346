import { FORMAT_FILES } from "@/server/repurposing/formats/all";
import { assembleDraft } from "@/server/repurposing/formats/format";
import { type GateResult, isHardFailure } from "@/server/repurposing/gates/gate";
import { runGates } from "@/server/repurposing/gates/run-gates";
import type { SentenceKind } from "@/server/repurposing/input";
import { type BenchPost, builtInPosts, gateInput } from "./built-in-posts";
import { checkPost, type Verdict } from "./checker/check-draft";
import { dice, otherEntity, otherNumber, otherQuote } from "./checker/faults";
import { ideasSaid } from "./checker/ideas";
import { overlap, quotations } from "./checker/text";
import { type BenchSource, citedBy } from "./read-sources";
import { type ScriptedReply, scriptedReplies } from "./scripted";

/** One sentence put before the gates: what was done to it, and what they said. */
export type Trial = {
  source: string;
  language: string;
  kind: "faithful" | "number" | "quote" | "entity" | "negation" | "role";
  text: string;
  caught: GateResult[];
};

/** What the checker found in one post of the built-in writer. */
export type PostGrade = Verdict & {
  format: string;
  blocked: string[];
  mostAlike: number;
  mostAlikeInJob: number;
  alikeTo: string;
};

/** One source, graded. */
export type SourceGrade = {
  name: string;
  language: string;
  split: BenchSource["gold"]["split"];
  posts: PostGrade[];
  ideas: boolean[];
  trials: Trial[];
  scripted: ScriptedReply[];
};

/** Has `built-in` write every format of a source and grades it, then puts faithful and spoilt sentences before the gates. */
export async function gradeSource(source: BenchSource, seed: number): Promise<SourceGrade> {
  const written = await builtInPosts(source);
  const texts = written.map(({ text }) => text.parts.map((part) => part.text).join("\n\n"));
  return {
    name: source.name,
    language: source.language,
    split: source.gold.split,
    posts: written.map((post, at) => gradePost(source, post, { texts, at, written })),
    ideas: ideasSaid(source.gold.ideas, texts),
    trials: trialsOf(source, written, dice(seed)),
    scripted: scriptedReplies(source, dice(seed + 1_000)),
  };
}

type Others = { texts: readonly string[]; at: number; written: readonly BenchPost[] };

function gradePost(
  source: BenchSource,
  { format, text, results }: BenchPost,
  { texts, at, written }: Others,
): PostGrade {
  const sentences = text.parts.flatMap((part) =>
    part.sentences.map(({ text: said, passageIds, kind }) => {
      return { text: said, cites: passageIds, closing: kind === "call_to_action" };
    }),
  );
  // Slides and scenes are shown or spoken: they are no parts of the post.
  const sent = text.parts.filter((part) => part.role === undefined);
  const verdict = checkPost(
    { network: format.networkId, parts: sent.map((part) => part.text), sentences },
    { ...source, passages: source.byId, people: source.gold.people },
  );
  const alike = texts.map((other, place) => (place === at ? 0 : overlap(other, texts[at] ?? "")));
  const mostAlike = Math.max(0, ...alike);
  const inJob = alike.filter((_, place) => written[place]?.format.usual === true);
  return {
    ...verdict,
    format: format.id,
    blocked: results.filter(isHardFailure).map(({ gate, message }) => `${gate}: ${message}`),
    mostAlike,
    mostAlikeInJob: format.usual === true ? Math.max(0, ...inJob) : 0,
    alikeTo: written[alike.indexOf(mostAlike)]?.format.id ?? "",
  };
}

/** Each faithful paraphrase, its seeded faults, and the built-in writer's own sentences with seeded faults. */
function trialsOf(source: BenchSource, written: readonly BenchPost[], roll: (below: number) => number): Trial[] {
  const { gold, language } = source;
  const own = gold.facts.flatMap((fact) => {
    const cites = fact.cites.map((words) => citedBy(words, source));
    const made = (kind: Trial["kind"], text: string | undefined) =>
      text === undefined ? [] : [trial(source, { kind, text, cites, as: "claim" })];
    const evidence = cites.map((id) => source.byId.get(id) ?? "").join(" ");
    return [
      ...made("faithful", fact.say),
      ...made("negation", fact.negated),
      ...made("role", fact.swapped),
      ...made("number", otherNumber(fact.say, evidence, language, roll)?.text),
      ...made("entity", otherEntity(fact.say, evidence, gold.people, roll)?.text),
    ];
  });
  const sentences = written.flatMap(({ text }) => text.parts.flatMap((part) => part.sentences));
  const once = [...new Map(sentences.map((sentence) => [sentence.text, sentence])).values()];
  const seeded = once
    .filter(({ kind }) => kind !== "call_to_action")
    .flatMap(({ text, passageIds, kind }) => {
      const evidence = passageIds.map((id) => source.byId.get(id) ?? "").join(" ");
      const names = gold.people.filter((name) => name !== source.author);
      const number = otherNumber(text, `${evidence} ${source.title}`, language, roll);
      const quote = quotations(text).length > 0 ? otherQuote(text, roll) : null;
      const entity = otherEntity(text, `${evidence} ${source.title} ${source.author}`, names, roll);
      return [number, quote, entity].flatMap((fault) =>
        fault === null ? [] : [trial(source, { ...fault, cites: passageIds, as: kind })],
      );
    });
  return [...own, ...seeded];
}

type Seed = { kind: Trial["kind"]; text: string; cites: string[]; as: SentenceKind };

function trial(source: BenchSource, { kind, text, cites, as }: Seed): Trial {
  const draft = { title: null, parts: [{ sentences: [{ text, passageIds: cites, kind: as }] }], hashtags: [] };
  const assembled = assembleDraft(draft, { hookLine: false, perParagraph: Number.POSITIVE_INFINITY });
  const caught = runGates(gateInput(source, FORMAT_FILES.linkedin, assembled)).filter(isHardFailure);
  return { source: source.name, language: source.language, kind, text, caught };
}
