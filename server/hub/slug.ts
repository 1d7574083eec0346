import { createHash } from "node:crypto";

const LONGEST = 60;

/** A title as it reads in an address: lower-case words of any script, at most 60 characters, never empty. */
export function slugOf(title: string): string {
  const words = title
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-");
  const short = [...words].slice(0, LONGEST).join("");
  return short.replace(/^-+|-+$/g, "") || "post";
}

/** The same, told apart from others of its channel by the part's own key. */
export const distinctSlug = (slug: string, ownKey: string): string =>
  `${slug}-${createHash("sha256").update(ownKey).digest("hex").slice(0, 10)}`;

/** What a page is called when nobody gave it a title: the beginning of its first line. */
export function titleFrom(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  const characters = [...line];
  return characters.length <= 80 ? line || "Untitled" : `${characters.slice(0, 79).join("").trimEnd()}…`;
}

/** Where a page is, relative to the app. */
export const pagePath = (handle: string, slug: string): string =>
  `/hub/${encodeURIComponent(handle)}/${encodeURIComponent(slug)}`;
