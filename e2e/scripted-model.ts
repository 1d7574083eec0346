import { startCompatibleServer } from "@/server/testing/model-servers/compatible-server";
import type { Asked, ModelServer } from "@/server/testing/model-servers/model-server";

/** What the model says about the demo's article, all of it true to the source. */
export const SENTENCES: readonly string[] = [
  "In March our team of twenty-three spent 31 hours in status meetings.",
  "In April we spent four.",
  "Three out of four answers were repeats.",
  "Every project has five lines on a shared page.",
  "The fifth line did most of the work.",
  "The first two weeks were worse than the meetings.",
  "Updating five lines takes a project lead about 12 minutes a week.",
  "The page is not clever.",
];
const TITLE = "Nine meetings became one page";

type Passage = { id: string; text: string };

const passagesOf = ({ prompt }: Asked): Passage[] =>
  prompt
    .split("\n")
    .filter((line) => line.startsWith('{"id"'))
    .map((line) => JSON.parse(line) as Passage);

function reply(asked: Asked): unknown {
  const passages = passagesOf(asked);
  const idOf = (sentence: string) => passages.find(({ text }) => text.includes(sentence.slice(0, 20)))?.id ?? "p1";
  if (asked.instructions.startsWith("You find the ideas"))
    return {
      ideas: SENTENCES.slice(0, 3).map((sentence, index) => ({
        title: `Idea ${index + 1}`,
        passageIds: [idOf(sentence)],
        salience: 1 - index / 5,
      })),
    };
  const sentences = SENTENCES.map((text, index) => ({
    text,
    passageIds: [idOf(text)],
    kind: index === 0 ? "hook" : "claim",
  }));
  const hasTitle = asked.instructions.includes('"title": required');
  // A thread gets two parts.
  const isThread = asked.instructions.includes("for X,") || asked.instructions.includes("for Bluesky,");
  const parts = isThread ? [{ sentences: sentences.slice(0, 4) }, { sentences: sentences.slice(4) }] : [{ sentences }];
  return { title: hasTitle ? TITLE : null, parts, hashtags: [] };
}

/** A model on this machine that streams its words in pieces of twelve characters, as `script` says. */
export async function startScriptedModel(): Promise<{ server: ModelServer; settings: Record<string, string> }> {
  const server = await startCompatibleServer({ models: ["scripted"], reply });
  return {
    server,
    settings: {
      COMPATIBLE_BASE_URL: server.url,
      COMPATIBLE_MODEL: "scripted",
      COMPATIBLE_NAME: "Scripted",
      MODEL_ORDER: "compatible",
    },
  };
}

/** Something to wait at until it is opened. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
