import { findLinks } from "@/server/networks/count-text";
import { type Finding, findingIn, type GatedSentence, type GateInput, sourceNames } from "./gate";

const HANDLE = /(?<![\p{L}\p{N}@./_-])[@＠]([\p{L}\p{N}_][\p{L}\p{N}_.-]*[\p{L}\p{N}_]|[\p{L}\p{N}_])/gu;

/** Addresses and @handles stand in a cited passage or are the source's own address; a closing line may use the whole source. */
export function gateLinks(sentence: GatedSentence, input: GateInput): Finding[] {
  const { text } = sentence;
  const links = findLinks(text);
  const handles = [...text.matchAll(HANDLE)]
    .map((match) => ({ start: match.index, end: match.index + match[0].length, name: match[1] ?? "" }))
    .filter((handle) => !links.some((link) => link.start <= handle.start && handle.end <= link.end));
  if (links.length === 0 && handles.length === 0) return [];
  const cited = sentence.kind === "call_to_action" ? [...input.passages.values()] : sentence.cited;
  const source = [...cited, sourceNames(input)].join("\n");
  const known = new Set(findLinks(source).map((link) => plainLink(link.url)));
  const knownHandles = new Set([...source.matchAll(HANDLE)].map((match) => (match[1] ?? "").toLowerCase()));
  return [
    ...links
      .filter((link) => !known.has(plainLink(link.url)))
      .map((link) => findingIn(sentence, link, "The passages cited do not have this address.")),
    ...handles
      .filter((handle) => !knownHandles.has(handle.name.toLowerCase()))
      .map((handle) => findingIn(sentence, handle, `The passages cited do not mention @${handle.name}.`)),
  ];
}

/** One spelling for an address: no scheme, no "www.", no closing slash, host in small letters. */
function plainLink(url: string): string {
  const [, host = "", rest = ""] = /^(?:https?:\/\/)?(?:www\.)?([^/?#]*)(.*)$/iu.exec(url) ?? [];
  return host.toLowerCase() + rest.replace(/\/$/u, "");
}
