import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { PassageText } from "@/server/ai/model";
import { parseMarkdown } from "@/server/sources/parse/parse-markdown";
import { passagesOf } from "@/server/sources/passages";

const FOLDER = join(import.meta.dirname, "sources");

/** What a person wrote down about a source. `facts` are faithful paraphrases; each may come with a version that denies it and one that swaps roles. */
const goldSchema = z.strictObject({
  split: z.enum(["tuning", "held-out"]),
  kind: z.enum(["article", "interview", "report", "release"]),
  people: z.array(z.string()),
  numbers: z.array(z.string()),
  ideas: z.array(z.array(z.array(z.string()))).length(10),
  facts: z.array(
    z.strictObject({
      say: z.string(),
      cites: z.array(z.string()).min(1),
      negated: z.string().optional(),
      swapped: z.string().optional(),
    }),
  ),
});
export type Gold = z.infer<typeof goldSchema>;

/** A source as ingestion cuts it, with its gold. */
export type BenchSource = {
  name: string;
  language: string;
  title: string;
  author: string;
  url: string;
  passages: PassageText[];
  byId: Map<string, string>;
  gold: Gold;
};

/** Every source of the folder beside this file. */
export function readSources(): BenchSource[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".md"))
    .map((file) => readSource(file.replace(/\.md$/u, "")));
}

function readSource(name: string): BenchSource {
  const text = readFileSync(join(FOLDER, `${name}.md`), "utf8");
  const gold = goldSchema.parse(JSON.parse(readFileSync(join(FOLDER, `${name}.gold.json`), "utf8")));
  const read = parseMarkdown(text);
  const language = read.languageHint ?? "und";
  const passages = passagesOf(read.blocks, language).map(({ ordinal, text: said, heading, kind, anchor }) => {
    return { id: `p${ordinal + 1}`, text: said, heading, kind, paragraph: anchor.paragraph };
  });
  const url = /^url: (.*)$/mu.exec(text)?.[1] ?? "";
  const byId = new Map(passages.map((passage) => [passage.id, passage.text]));
  for (const { cites } of gold.facts) for (const words of cites) citedBy(words, { name, byId });
  return { name, language, title: read.title ?? "", author: read.byline ?? "", url, passages, byId, gold };
}

/** The id of the passage that holds these words. Throws when none or several do. */
export function citedBy(words: string, { name, byId }: Pick<BenchSource, "name" | "byId">): string {
  const ids = [...byId].filter(([, text]) => text.includes(words)).map(([id]) => id);
  const [id] = ids;
  if (id === undefined || ids.length > 1) throw new Error(`${name}: ${ids.length} passages hold “${words}”.`);
  return id;
}
