import { Allow, parse } from "partial-json";

type Texts = { sentences?: { text?: unknown }[] }[];
type PartialDraft = { title?: unknown; parts?: Texts; slides?: Texts };

/** The human text written so far in a draft's unfinished JSON: title, parts and slides apart by a blank line. Empty while there is none. */
export function readableText(jsonSoFar: string): string {
  const from = jsonSoFar.indexOf("{");
  if (from < 0) return "";
  let draft: PartialDraft;
  try {
    draft = parse(jsonSoFar.slice(from), Allow.ALL) as PartialDraft;
  } catch {
    return "";
  }
  const parts = [draft.parts, draft.slides].flatMap((list) => (Array.isArray(list) ? list : []));
  const texts = parts.map((part) => {
    let text = "";
    for (const sentence of Array.isArray(part?.sentences) ? part.sentences : []) {
      if (typeof sentence?.text !== "string" || sentence.text === "") continue;
      const apart = text === "" || sentence.text.startsWith("\n") ? "" : " ";
      text += apart + sentence.text;
    }
    return text.trim();
  });
  const title = typeof draft.title === "string" ? draft.title.trim() : "";
  return [title, ...texts].filter((text) => text !== "").join("\n\n");
}
