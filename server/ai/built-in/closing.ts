import type { ModelTask } from "@/server/ai/model";
import { baseLanguage } from "@/server/ai/text/base-language";
import { wordsOf } from "@/server/ai/text/words";
import type { Analysis } from "./analyse";
import { isBanned, type Line } from "./phrase";
import { sourceLabel } from "./typography";

type DraftTask = Extract<ModelTask, { kind: "draft" }>;

/** The last line: where it comes from. Null when the source has neither title, author nor address. */
export function closingLine(task: DraftTask, analysis: Analysis): Line | null {
  const isThread = task.shape.maxParts > 1;
  const link = task.shape.withLink === false ? null : task.sourceUrl;
  const author = task.author?.trim() ?? "";
  const title = creditTitle(task, analysis);
  const named = [title?.text ?? "", author].filter((name) => name !== "").join(comma(task.language));
  const said = isThread && link !== null ? link : [named, link ?? ""].filter((name) => name !== "").join(" – ");
  const label = sourceLabel(task.language);
  const text = `\n\n${label === null ? "— " : `${label}: `}${said}`;
  if (said === "" || isBanned(text, task.voice?.bannedPhrases ?? [])) return null;
  const passageIds = said.includes(title?.text ?? "\n") ? (title?.passageIds ?? []) : [];
  return { text, passageIds, kind: "call_to_action", from: [], copied: 0, item: false, credit: null };
}

function comma(language: string): string {
  return { ar: "، ", fa: "، ", ja: "、", zh: "，" }[baseLanguage(language)] ?? ", ";
}

/** The title, cited where its figures stand; null when they stand nowhere or the title is only the text's first sentence. */
function creditTitle(task: DraftTask, { sentences }: Analysis): { text: string; passageIds: string[] } | null {
  const text = task.title
    .trim()
    .replace(/^["“„«「](.*)["“”»」]$/u, "$1")
    .trim()
    .replace(/[.。]$/u, "");
  if (text === "" || text.length > 120 || /[#@"“”„«»「」]|https?:|…$/u.test(text)) return null;
  if (sentences.some((sentence) => sentence.usable && sentence.text.startsWith(text))) return null;
  const figures = wordsOf(text, task.language).filter((word) => /\p{N}/u.test(word.text));
  const passageIds = new Set<string>();
  for (const figure of figures) {
    const where = sentences.find((sentence) =>
      wordsOf(sentence.text, task.language).some((word) => word.text === figure.text),
    );
    if (where === undefined) return null;
    passageIds.add(where.passageId);
  }
  return passageIds.size > 3 ? null : { text, passageIds: [...passageIds] };
}
