import { marked } from "marked";
import { cleanLine } from "./clean-text.ts";
import type { Extracted } from "./document.ts";
import { blocksOf, openHtml } from "./html-blocks.ts";

/** Markdown (GitHub flavour) as HTML as blocks; front matter gives title, author and language and is then dropped. */
export function parseMarkdown(text: string): Extracted {
  const front = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text);
  const fields = front?.[1] && /^[\w-]+[ \t]*:/m.test(front[1]) ? frontMatter(front[1]) : null;
  const body = fields && front ? text.slice(front[0].length) : text;
  const document = openHtml(marked.parse(body, { async: false, gfm: true }));
  const blocks = document.body ? blocksOf(document.body) : [];
  const heading = blocks.find((block) => block.kind === "heading" && block.level === 1);
  return {
    title: cleanLine(fields?.get("title")) ?? heading?.text ?? null,
    byline: cleanLine(fields?.get("author")),
    languageHint: fields?.get("lang") ?? fields?.get("language") ?? null,
    blocks,
  };
}

/** The plain `key: value` lines of a front matter; nested YAML is not needed and not read. */
function frontMatter(yaml: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of yaml.split("\n")) {
    const [, key, value] = /^([\w-]+)[ \t]*:[ \t]*(.+)$/.exec(line) ?? [];
    if (key && value) fields.set(key.toLowerCase(), value.trim().replace(/^(["'])(.*)\1$/, "$2"));
  }
  return fields;
}
