import { checkRendition, type FindingCode } from "@/server/networks/rules";
import type { Finding, GateInput } from "./gate";

/** Images are added after the draft is written; they are checked before scheduling. */
const LATER: ReadonlySet<FindingCode> = new Set([
  "too_few_images",
  "too_many_images",
  "image_type",
  "image_too_large",
  "alt_text_missing",
  "alt_text_too_long",
]);

/** The network's own limits on text, parts, hashtags and title. */
export function gateNetworkRules({ title, parts, rules }: GateInput): Finding[] {
  const sent = parts.filter(({ role }) => role === undefined);
  const rendition = { title, parts: sent.map((part) => ({ text: part.text, media: [] })) };
  return checkRendition(rendition, rules)
    .filter((found) => found.severity === "error" && !LATER.has(found.code))
    .map((found) => ({ state: "fix", part: found.part, sentence: null, span: null, message: found.message }));
}
