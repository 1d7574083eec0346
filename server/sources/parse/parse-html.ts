import { Readability } from "@mozilla/readability";
import { cleanLine } from "./clean-text.ts";
import type { Extracted, ParseHints } from "./document.ts";
import { blocksOf, openHtml } from "./html-blocks.ts";
import { Refusal } from "./refusal.ts";

/** Elements past which the article is not looked for: the whole body is taken instead. */
const MAX_READABILITY_ELEMENTS = 50_000;

/** Nesting past which the article is not looked for: Readability 0.6 takes time by the cube of it (2.5 s at 400). */
const MAX_READABILITY_DEPTH = 150;

/** A page asking for a password and saying less than this (UTF-16 units) is a login page. */
const LOGIN_TEXT_LENGTH = 1_500;

const CHROME = "nav, aside, footer, form, body > header, [role=navigation], [role=banner], [role=contentinfo]";

/** The article of a page, or all of its text when no article can be told from the rest. Throws Refusal `login_page`. */
export function parseHtml(html: string, hints: ParseHints): Extracted {
  const document = openHtml(html);
  const bodyText = document.body?.textContent?.trim() ?? "";
  if (hints.url && bodyText.length < LOGIN_TEXT_LENGTH && document.querySelector("input[type=password]"))
    throw new Refusal("login_page", "This address shows a login page. Paste the text instead, or upload it as a file.");
  const chromeLength = [...document.querySelectorAll(CHROME)].reduce(
    (sum, one) => sum + (one.textContent?.length ?? 0),
    0,
  );
  const pageLength = Math.max(0, bodyText.length - chromeLength);
  const languageHint = document.documentElement.getAttribute("lang");
  const headings = [...document.querySelectorAll("h1")].map((heading) => cleanLine(heading.textContent));
  const pageTitle = cleanLine(document.querySelector("title")?.textContent);
  const title = metaOf(document, "og:title") ?? pageTitle ?? headings[0] ?? null;
  const author = metaOf(document, "author");
  for (const element of document.querySelectorAll("nav, [role=navigation]")) element.remove();
  const article = readArticle(document);
  // A page from the web carries menus and comments around its article; a saved document is all article.
  const enough = hints.url ? Math.min(250, pageLength * 0.5) : pageLength * 0.7;
  const found =
    article && article.length >= enough ? article.found : { title, byline: author, blocks: bodyBlocks(html) };
  return { ...found, title: wholeTitle(found.title, pageTitle, headings), languageHint };
}

/** "On shoes | Shoe News" is called what its one first-level heading says; "Boots: a history" is not just "a history". */
function wholeTitle(title: string | null, pageTitle: string | null, headings: (string | null)[]): string | null {
  const heading = headings.length === 1 ? headings[0] : null;
  if (heading && title?.replace(heading, "").match(/^\s+[|–—·:»-]\s|\s[|–—·:«-]\s+$/u)) return heading;
  const before = title && pageTitle?.endsWith(title) ? pageTitle.slice(0, -title.length).trimEnd() : "";
  return before.endsWith(":") ? pageTitle : title;
}

function readArticle(document: Document): { length: number; found: Omit<Extracted, "languageHint"> } | null {
  if (isDeeperThan(document.documentElement, MAX_READABILITY_DEPTH)) return null;
  try {
    const article = new Readability<Element>(document, {
      maxElemsToParse: MAX_READABILITY_ELEMENTS,
      serializer: (node) => node as Element,
    }).parse();
    if (!article?.content) return null;
    const found = {
      title: cleanLine(article.title),
      byline: cleanLine(article.byline),
      blocks: blocksOf(article.content),
    };
    return { length: article.textContent?.trim().length ?? 0, found };
  } catch {
    // Too many elements, or nested deeper than the stack: not an article, but still text.
    return null;
  }
}

/** Walks without recursion: the depth that is asked about is what would exhaust the stack. */
function isDeeperThan(root: Element, limit: number): boolean {
  let depth = 0;
  let at: Element | null = root;
  while (at) {
    if (depth > limit) return true;
    if (at.firstElementChild) {
      at = at.firstElementChild;
      depth++;
      continue;
    }
    while (at && at !== root && !at.nextElementSibling) {
      at = at.parentElement;
      depth--;
    }
    at = at && at !== root ? at.nextElementSibling : null;
  }
  return false;
}

function bodyBlocks(html: string): Extracted["blocks"] {
  const { body } = openHtml(html);
  if (!body) return [];
  const all = blocksOf(body);
  for (const element of body.querySelectorAll(CHROME)) element.remove();
  const main = blocksOf(body);
  return main.length > 0 ? main : all;
}

function metaOf(document: Document, name: string): string | null {
  const meta = document.querySelector(`meta[property="${name}"], meta[name="${name}"]`);
  return cleanLine(meta?.getAttribute("content"));
}
