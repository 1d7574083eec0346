import { type CopyIndex, copiedRuns, copyIndex, stretchesOutsideQuotes } from "@/server/ai/text/copied-runs";
import { wordsOf } from "@/server/ai/text/words";
import type { Finding, GateInput } from "./gate";

const LONGEST = 25;

/** No more than 25 words in a row from the source outside quotation marks; a closing line may name it as it is called. */
export function gateCopiedRun(input: GateInput): Finding[] {
  const { parts, language } = input;
  const index = indexOf(input);
  return parts.flatMap((part, at) =>
    stretchesOutsideQuotes(part.text, language).flatMap((words) =>
      copiedRuns(words, index, LONGEST).flatMap((run) => {
        const start = words[run.from]?.start ?? 0;
        const end = words[run.to - 1]?.end ?? start;
        const sentence = part.sentences.findIndex((placed) => placed.start <= start && start < placed.end);
        if (part.sentences[sentence]?.kind === "call_to_action") return [];
        const message = `${run.to - run.from} words in a row are the source's own; ${LONGEST} are the most outside quotation marks.`;
        return [
          { state: "fix", part: at, sentence: sentence < 0 ? null : sentence, span: { start, end }, message },
        ] satisfies Finding[];
      }),
    ),
  );
}

function indexOf({ passages, language }: GateInput): CopyIndex {
  return copyIndex([...passages.values()].flatMap((text) => wordsOf(text, language).map((word) => word.text)));
}
