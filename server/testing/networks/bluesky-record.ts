/** Why a record is refused: the protocol's error name and its message. */
export type Refusal = { error: string; message: string };

type Json = Record<string, unknown>;
const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Holds an app.bsky.feed.post record against its lexicon (2026-08-20) the way the reference server does, facet offsets included. */
export function refusalOf(
  record: unknown,
  blobs: ReadonlyMap<string, { mimeType: string; size: number }>,
): Refusal | null {
  if (!isJson(record) || record["$type"] !== "app.bsky.feed.post")
    return invalid("Invalid $type: expected app.bsky.feed.post");
  const { text, createdAt, langs } = record;
  if (typeof text !== "string") return invalid("Record must have the property text");
  if (Buffer.byteLength(text) > 3000) return invalid("Record/text must not be longer than 3000 bytes");
  const length = [...graphemes.segment(text)].length;
  if (length > 300) return invalid(`grapheme too big (maximum 300, got ${length}) at $.record.text`);
  if (typeof createdAt !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(createdAt)) {
    return invalid("Record/createdAt must be an RFC-3339 datetime");
  }
  if (langs !== undefined && (!Array.isArray(langs) || langs.length > 3)) return invalid("Record/langs is too long");
  for (const facet of listOf(record["facets"])) {
    const reason = facetRefusal(facet, text);
    if (reason) return reason;
  }
  const reply = record["reply"];
  if (reply !== undefined && !(isJson(reply) && isReference(reply["root"]) && isReference(reply["parent"]))) {
    return invalid("Record/reply must have root and parent with uri and cid");
  }
  return embedRefusal(record["embed"], blobs);
}

function facetRefusal(facet: unknown, text: string): Refusal | null {
  const index = isJson(facet) ? facet["index"] : null;
  const feature = isJson(facet) ? listOf(facet["features"])[0] : null;
  if (!isJson(index) || !isJson(feature)) return invalid("Record/facets must have index and features");
  const { byteStart, byteEnd } = index;
  const bytes = Buffer.from(text);
  if (typeof byteStart !== "number" || typeof byteEnd !== "number" || byteStart >= byteEnd || byteEnd > bytes.length) {
    return invalid("Record/facets/index is out of the text");
  }
  // A reader would cut the text here: half a character shows as U+FFFD.
  const marked = bytes.subarray(byteStart, byteEnd).toString();
  if (marked.includes("\uFFFD")) return invalid("Record/facets/index cuts a character");
  switch (feature["$type"]) {
    case "app.bsky.richtext.facet#link":
      return URL.canParse(String(feature["uri"])) ? null : invalid("Record/facets/features/uri must be a uri");
    case "app.bsky.richtext.facet#tag":
      return /^[#＃]/.test(marked) && marked.slice(1) === feature["tag"]
        ? null
        : invalid("tag does not match the text");
    case "app.bsky.richtext.facet#mention":
      return marked.startsWith("@") && /^did:/.test(String(feature["did"])) ? null : invalid("mention must have a did");
    default:
      return invalid("Record/facets/features has an unknown type");
  }
}

function embedRefusal(embed: unknown, blobs: ReadonlyMap<string, { mimeType: string; size: number }>): Refusal | null {
  if (embed === undefined) return null;
  const images = isJson(embed) && embed["$type"] === "app.bsky.embed.images" ? listOf(embed["images"]) : [];
  if (images.length < 1 || images.length > 4) return invalid("Record/embed/images must have 1 to 4 elements");
  for (const entry of images) {
    const image = isJson(entry) ? entry["image"] : null;
    const ratio = isJson(entry) ? entry["aspectRatio"] : null;
    if (!isJson(entry) || !isJson(image) || typeof entry["alt"] !== "string")
      return invalid("image and alt are required");
    if (!isJson(ratio) || !isCount(ratio["width"]) || !isCount(ratio["height"])) return invalid("aspectRatio is wrong");
    const reference = isJson(image["ref"]) ? String(image["ref"]["$link"]) : "";
    const blob = blobs.get(reference);
    if (!blob) return { error: "BlobNotFound", message: `Could not find blob: ${reference}` };
    if (blob.size !== image["size"] || blob.mimeType !== image["mimeType"]) return invalid("Referenced blob differs");
    if (blob.size > 2_000_000) return invalid(`This file is too large. It is ${blob.size} but the maximum is 2000000.`);
  }
  return null;
}

function invalid(message: string): Refusal {
  return { error: "InvalidRequest", message: `Invalid app.bsky.feed.post record: ${message}` };
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isReference(value: unknown): boolean {
  return isJson(value) && /^at:\/\/did:/.test(String(value["uri"])) && /^bafy/.test(String(value["cid"]));
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
