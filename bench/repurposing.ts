import { builtInModel } from "@/server/ai/built-in/built-in";
import { sentencesOf } from "@/server/ai/text/sentences";
import { wordsOf } from "@/server/ai/text/words";
import { readFixtures } from "@/server/repurposing/fixtures/read-fixture";
import { FORMAT_FILES } from "@/server/repurposing/formats/all";
import { draftShape } from "@/server/repurposing/formats/format";
import { draftSchema, outlineSchema } from "@/server/repurposing/input";

const FORMATS = ["x", "linkedin", "instagram", "facebook", "hub"] as const;
const ROUNDS = 15;

/** English of about `words` words: the fixtures over and over, their figures moved on so that no sentence comes twice. */
function longSource(words: number) {
  const english = readFixtures()
    .filter((fixture) => fixture.language === "en")
    .flatMap((fixture) => fixture.passages);
  const passages = [];
  for (let count = 0, at = 0; count < words; at += 1) {
    const passage = english[at % english.length];
    if (passage === undefined) break;
    const round = Math.floor(at / english.length);
    const text = passage.text.replace(/\d+/gu, (digits) => String(Number(digits) + round));
    passages.push({ ...passage, id: `p${at}`, text, paragraph: at });
    count += wordsOf(text, "en").length;
  }
  return passages;
}

/** An outline and five drafts; a fresh title each time, so that nothing is remembered. */
async function fiveDrafts(passages: ReturnType<typeof longSource>, title: string): Promise<void> {
  const model = builtInModel();
  const words = {
    instructions: "",
    prompt: "",
    size: "large" as const,
    maxOutputTokens: 4000,
    signal: new AbortController().signal,
  };
  const about = { title, language: "en", passages };
  const outline = await model.generate({
    ...words,
    task: { kind: "outline", ...about, maxIdeas: 10 },
    schema: outlineSchema,
    schemaName: "outline",
  });
  for (const id of FORMATS) {
    const format = FORMAT_FILES[id];
    const reply = await model.generate({
      ...words,
      task: {
        kind: "draft",
        ...about,
        author: "Priya Raman",
        sourceUrl: "https://example.com/long",
        ideas: outline.value.ideas,
        shape: draftShape(format),
        voice: null,
      },
      schema: draftSchema,
      schemaName: "draft",
    });
    format.assemble(reply.value);
  }
}

async function median(run: (round: number) => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = performance.now();
    await run(round);
    times.push(performance.now() - from);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
}

const sizes = [];
for (const words of [3_000, 50_000]) {
  const passages = longSource(words);
  const text = passages.map((passage) => passage.text).join(" ");
  const from = performance.now();
  await fiveDrafts(passages, "cold");
  const cold = performance.now() - from;
  const drafts = await median((round) => fiveDrafts(passages, `Round ${round}`));
  const segmentation = await median(() => sentencesOf(text, "en"));
  const cutting = await median(() => sentencesOf(text, "en").map((sentence) => wordsOf(sentence, "en")));
  const figures = {
    words,
    coldMs: Math.round(cold),
    draftsMs: Math.round(drafts),
    segmentationMs: Math.round(segmentation * 100) / 100,
  };
  sizes.push({ ...figures, ratio: Math.round(drafts / segmentation), ratioToWords: Math.round(drafts / cutting) });
  console.log(
    `${words} words, outline and five drafts: first ${cold.toFixed(0)} ms, then ${drafts.toFixed(0)} ms (median of ${ROUNDS}); cutting the same text into sentences: ${segmentation.toFixed(2)} ms, ratio ${(drafts / segmentation).toFixed(0)}; into sentences and words: ${cutting.toFixed(2)} ms, ratio ${(drafts / cutting).toFixed(0)}`,
  );
}
console.log(JSON.stringify({ bench: "repurposing", sizes }));
