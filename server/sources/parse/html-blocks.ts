import { parseHTML } from "linkedom";
import { cleanCode, cleanText } from "./clean-text.ts";
import type { Block } from "./document.ts";

/** Nesting past which an element is read as plain running text, so that absurd depth cannot exhaust the stack. */
const MAX_DEPTH = 200;

const UNREAD = new Set(
  "SCRIPT STYLE NOSCRIPT TEMPLATE IFRAME OBJECT TITLE EMBED SVG CANVAS AUDIO VIDEO BUTTON INPUT SELECT TEXTAREA HEAD MAP".split(
    " ",
  ),
);
const BLOCKS = new Set(
  (
    "ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIALOG DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM " +
    "H1 H2 H3 H4 H5 H6 HEADER HGROUP HR LI MAIN MENU NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL"
  ).split(" "),
);

/** A DOM that runs nothing and loads nothing, with all that a reader would not see taken out. */
export function openHtml(html: string): Document {
  const whole = /<html[\s>]/i.test(html) ? html : `<!doctype html><html><head></head><body>${html}</body></html>`;
  const { document } = parseHTML(whole);
  gatherBody(document);
  for (const element of document.querySelectorAll("[hidden], [aria-hidden], [style], dialog, template, script, style"))
    if (isHidden(element)) element.remove();
  return document;
}

const HEAD_PARTS = new Set("TITLE META LINK BASE STYLE SCRIPT NOSCRIPT TEMPLATE".split(" "));

/** HTML lets authors leave out <head> and <body>; linkedom 0.18 does not put them in, so what they would hold is moved. */
function gatherBody({ documentElement, body, head }: Document): void {
  const first = body.firstChild;
  let before = true;
  for (const node of [...head.childNodes, ...documentElement.childNodes]) {
    if (node === body) before = false;
    if (node === body || node === head || isHeadPart(node)) continue;
    if (before) body.insertBefore(node, first);
    else body.append(node);
  }
}

function isHeadPart(node: Node): boolean {
  return node.nodeType === 1 && HEAD_PARTS.has((node as Element).tagName.toUpperCase());
}

/** The blocks of an element in reading order. */
export function blocksOf(root: Element): Block[] {
  const walk: Walk = { blocks: [], buffer: "", kind: "paragraph", level: 0 };
  walkChildren(root, walk, 0);
  flush(walk);
  return walk.blocks;
}

type Walk = { blocks: Block[]; buffer: string; kind: Block["kind"]; level: number };

function isHidden(element: Element): boolean {
  if (/^(SCRIPT|STYLE|TEMPLATE)$/i.test(element.tagName)) return true;
  if (element.tagName === "DIALOG" && !element.hasAttribute("open")) return true;
  if (element.hasAttribute("hidden") || element.getAttribute("aria-hidden") === "true") return true;
  return /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(element.getAttribute("style") ?? "");
}

function walkChildren(parent: Element, walk: Walk, depth: number): void {
  for (const node of parent.childNodes) {
    if (node.nodeType === 3) walk.buffer += (node.textContent ?? "").replaceAll(/\s+/g, " ");
    else if (node.nodeType === 1) walkElement(node as Element, walk, depth);
  }
}

function walkElement(element: Element, walk: Walk, depth: number): void {
  const tag = element.tagName.toUpperCase();
  if (UNREAD.has(tag) || isNoteMark(element, tag)) return;
  if (tag === "BR") breakLine(walk);
  else if (tag === "SUP") walk.buffer += raised(element.textContent ?? "");
  else if (depth >= MAX_DEPTH) walk.buffer += ` ${(element.textContent ?? "").replaceAll(/\s+/g, " ")} `;
  else if (!BLOCKS.has(tag)) walkChildren(element, walk, depth + 1);
  else {
    flush(walk);
    walkBlock(element, tag, { walk, depth });
    flush(walk);
  }
}

function walkBlock(element: Element, tag: string, { walk, depth }: { walk: Walk; depth: number }): void {
  const heading = /^H([1-6])$/.exec(tag)?.[1];
  if (tag === "PRE") pushBlock(walk, { kind: "code", text: cleanCode(element.textContent ?? "") });
  else if (tag === "TABLE" && isDataTable(element)) walkTable(element, walk);
  else if (heading)
    within(walk, { kind: "heading", level: Number(heading) }, () => walkChildren(element, walk, depth + 1));
  else if (tag === "LI") within(walk, { kind: "list_item", level: 0 }, () => walkChildren(element, walk, depth + 1));
  else if (tag === "BLOCKQUOTE")
    within(walk, { kind: "quote", level: 0 }, () => walkChildren(element, walk, depth + 1));
  else walkChildren(element, walk, depth + 1);
}

function within(walk: Walk, state: { kind: Block["kind"]; level: number }, run: () => void): void {
  const { kind, level } = walk;
  Object.assign(walk, state);
  run();
  flush(walk);
  Object.assign(walk, { kind, level });
}

/** Two line breaks in a row are how some editors write a new paragraph. */
function breakLine(walk: Walk): void {
  if (/\n\s*$/.test(walk.buffer) && walk.kind !== "heading") flush(walk);
  else walk.buffer += "\n";
}

function flush(walk: Walk): void {
  const text = cleanText(walk.buffer);
  walk.buffer = "";
  if (text === "") return;
  if (walk.kind === "heading")
    pushBlock(walk, { kind: "heading", level: walk.level, text: text.replaceAll("\n", " ") });
  else pushBlock(walk, { kind: walk.kind, text });
}

function pushBlock(walk: Walk, block: Block): void {
  if (block.text !== "") walk.blocks.push(block);
}

/** A footnote mark like [3] or ³ would stand in the middle of a quoted sentence. */
function isNoteMark(element: Element, tag: string): boolean {
  if (tag === "SUP")
    return (
      element.querySelector("a[href*='#']") !== null && /^\s*\[?[\d*†‡a-z]{1,4}\]?\s*$/.test(element.textContent ?? "")
    );
  return tag === "A" && /^\s*↑\s*$/.test(element.textContent ?? "");
}

/** 10 to the power of 2 must not become 102. */
function raised(text: string): string {
  return /^\s*[\d+−-]+\s*$/.test(text)
    ? text.trim().replaceAll(/./g, (one) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(one)] ?? (one === "+" ? "⁺" : "⁻"))
    : text;
}

/** Tables that only arrange a page (one column, nested tables, headings inside) are read as running text. */
function isDataTable(table: Element): boolean {
  if (table.querySelector("table, h1, h2, h3, pre, blockquote")) return false;
  return [...table.querySelectorAll("tr")].some((row) => row.querySelectorAll("td, th").length > 1);
}

function walkTable(table: Element, walk: Walk): void {
  const caption = table.querySelector("caption");
  if (caption) pushBlock(walk, { kind: "paragraph", text: cleanText(caption.textContent ?? "") });
  for (const row of table.querySelectorAll("tr")) {
    const cells = [...row.querySelectorAll("td, th")].map(cellText);
    if (cells.some((cell) => cell !== "")) pushBlock(walk, { kind: "table_row", text: cells.join(" | ") });
  }
}

function cellText(cell: Element): string {
  return blocksOf(cell)
    .map((block) => block.text.replaceAll("\n", " "))
    .join(" ");
}
