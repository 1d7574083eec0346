import { expect, test } from "vitest";
import { parseHtml } from "./parse-html";

const LONG =
  "The company sells shoes, boots and sandals to people all over the world, and has done so for a hundred years. ";
const page = (body: string, head = "") =>
  `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`;
const textsOf = (html: string, url: string | null = null) =>
  parseHtml(html, { fileName: null, url, declaredType: null }).blocks.map((block) => block.text);

test("the article of a page, without menus, scripts and what is hidden from readers", () => {
  const html = page(
    `<nav>Home About</nav><article><h1>On shoes</h1><p>${LONG.repeat(3)}</p><p>${LONG}<br>And <b>so</b> on.</p>
     <script>document.write("injected")</script><p style="color: red; display: none">invisible one</p><p hidden>invisible two</p>
     <div aria-hidden="true">invisible three</div><template><p>invisible four</p></template><noscript>Turn on scripts</noscript>
     <blockquote><p>We walk.</p></blockquote><ul><li>one<ul><li>inner</li></ul></li></ul><pre>let a = 1;
  let b;</pre></article><footer>Imprint</footer>`,
    "<title>On shoes | Shoe News</title><meta name=author content='Ann Bell'>",
  );
  const found = parseHtml(html, { fileName: null, url: "https://example.com/shoes", declaredType: null });
  expect(found).toMatchObject({ title: "On shoes", byline: "Ann Bell", languageHint: "en" });
  expect(found.blocks.slice(-6)).toEqual([
    { kind: "paragraph", text: LONG.repeat(3).trim() },
    { kind: "paragraph", text: `${LONG.trim()}\nAnd so on.` },
    { kind: "quote", text: "We walk." },
    { kind: "list_item", text: "one" },
    { kind: "list_item", text: "inner" },
    { kind: "code", text: "let a = 1;\n  let b;" },
  ]);
  expect(JSON.stringify(found)).not.toMatch(/invisible|injected|Home|Imprint|scripts/);
});

test("a title keeps what stands before its colon", () => {
  const html = page(`<article><p>${LONG.repeat(3)}</p></article>`, "<title>Boots: a history of what we wear</title>");
  expect(parseHtml(html, { fileName: null, url: null, declaredType: null }).title).toBe(
    "Boots: a history of what we wear",
  );
});

test("a page may leave out its head and body, or write beside them", () => {
  const article = `<article><p>${LONG.repeat(3)}</p></article>`;
  for (const html of [
    `<!doctype html><html lang=en><title>S</title>${article}`,
    `<html><head><title>S</title>${article}`,
    `<html><title>S</title>${article}<body></body></html>`,
    `<html><head><title>S</title></head><body></body>${article}</html>`,
    `<!doctype html><title>S</title>${article}`,
  ])
    expect(textsOf(html)).toEqual([LONG.repeat(3).trim()]);
});

test("a saved document that is no article keeps all of its text", () => {
  expect(
    textsOf("<h2>List</h2><ul><li><a href='#'>First</a></li><li><a href='#'>Second</a></li></ul><p>End.</p>"),
  ).toEqual(["List", "First", "Second", "End."]);
});

test("data tables become rows, tables that only arrange a page become text", () => {
  const data = "<table><tr><th>Year</th><th>Pairs</th></tr><tr><td>2024</td><td>1,200</td></tr></table>";
  const layout = `<table><tr><td><h2>Part</h2><p>One.</p></td><td><p>Two.</p></td></tr></table>`;
  expect(textsOf(data + layout)).toEqual(["Year | Pairs", "2024 | 1,200", "Part", "One.", "Two."]);
});

test("marks of notes and invisible characters do not stand in the text", () => {
  const html =
    "<p>It grew<sup><a href='#n1'>[1]</a></sup> fast\u00ad\u200b, 10<sup>2</sup> times\u{E0041}. \u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}</p>";
  expect(textsOf(html)).toEqual([
    "It grew fast, 10² times. \u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
  ]);
});

test("a login page is refused, but only when it came from an address", () => {
  const login = page("<h1>Sign in</h1><form>Email <input name=e> Password <input type=password></form>");
  expect(() => textsOf(login, "https://example.com/account")).toThrow(
    expect.objectContaining({ reason: "login_page" }),
  );
  expect(textsOf(login)).toContain("Sign in");
  const article = page(`<article>${`<p>${LONG.repeat(2)}</p>`.repeat(10)}</article><form><input type=password></form>`);
  expect(textsOf(article, "https://example.com/a")).toHaveLength(10);
});

test("nesting of a thousand elements costs no text", () => {
  expect(textsOf(`<div>`.repeat(1_000) + LONG + "</div>".repeat(1_000))).toEqual([LONG.trim()]);
});
