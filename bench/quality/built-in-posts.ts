import { builtInModel } from "@/server/ai/built-in/built-in";
import { RULES } from "@/server/networks/rules";
import { FORMAT_FILES } from "@/server/repurposing/formats/all";
import { type Assembled, draftShape, type Format } from "@/server/repurposing/formats/format";
import type { GateInput, GateResult } from "@/server/repurposing/gates/gate";
import { runGates } from "@/server/repurposing/gates/run-gates";
import { draftSchema, outlineSchema } from "@/server/repurposing/input";
import type { BenchSource } from "./read-sources";

/** One post as the product made it, and what the product's own gates say. */
export type BenchPost = { format: Format; text: Assembled; results: GateResult[] };

const WORDS = { instructions: "", prompt: "", size: "small" as const, maxOutputTokens: 1000 };

/** What the gates hold a text of this source against. */
export function gateInput(source: BenchSource, format: Format, text: Assembled): GateInput {
  const { title, author, url, language, byId } = source;
  return {
    language,
    rules: RULES[format.networkId],
    ...text,
    passages: byId,
    voice: null,
    source: { title, author: author || null, url: url || null },
  };
}

/** All formats, those first that a job has unless somebody chooses. */
const FORMATS = Object.values(FORMAT_FILES).toSorted((a, b) => Number(b.usual === true) - Number(a.usual === true));

/** The posts `built-in` writes of a source, one for each format there is. */
export async function builtInPosts(source: BenchSource): Promise<BenchPost[]> {
  const model = builtInModel();
  const { signal } = new AbortController();
  const { title, language, passages } = source;
  const about = { title, language, passages };
  const task = { kind: "outline" as const, ...about, maxIdeas: 10 };
  const outline = await model.generate({ ...WORDS, signal, task, schema: outlineSchema, schemaName: "outline" });
  const posts: BenchPost[] = [];
  const others: string[] = [];
  for (const format of FORMATS) {
    const { value } = await model.generate({
      ...WORDS,
      signal,
      task: {
        kind: "draft",
        ...about,
        author: source.author || null,
        sourceUrl: source.url || null,
        ideas: outline.value.ideas,
        shape: draftShape(format),
        voice: null,
        others: [...others],
      },
      schema: draftSchema,
      schemaName: "draft",
    });
    const text = format.assemble(value);
    others.push(text.parts.map((part) => part.text).join("\n\n"));
    posts.push({ format, text, results: runGates(gateInput(source, format, text)) });
  }
  return posts;
}
