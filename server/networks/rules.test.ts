import twitter from "twitter-text";
import { describe, expect, test } from "vitest";
import { findLinks } from "./count-text";
import { type CheckedRendition, checkRendition, hashtagsOf, measureText, NETWORK_IDS, RULES } from "./rules";

const codes = (rendition: CheckedRendition, id: keyof typeof RULES) =>
  checkRendition(rendition, RULES[id]).map(({ part, code, severity }) => `${part ?? "-"} ${code} ${severity}`);
const part = (text: string, media: CheckedRendition["parts"][number]["media"] = []) => ({ text, media });
const photo = { mediaType: "image/jpeg", bytes: 100_000, alt: "A field" };

describe("X's weighted length, against X's own library", () => {
  const samples = [
    "",
    "Hello, world! 👋",
    "a".repeat(281),
    "日本語のテキスト",
    "見てhttps://example.com/あれ",
    "これはexample.comです",
    "visit example.tech now, or example.co.uk/path?x=1#y.",
    "foo@example.com mailto:a@b.com ftp://example.com",
    "(https://example.com/a_(b)) http://localhost:3000 http://1.2.3.4/x http://example",
    "👨‍👩‍👧‍👦 🇮🇳🇺🇸 👍🏽 1️⃣ #️⃣ 🫠",
    "©®™ ☺ ☺️ ❤ ❤️ € ₹",
    "e\u0301 Привет пример.рф ไทย 한국어",
    "“quotes” — dash… ‘x’",
    "node.js is great. See README.md, e.g. v2.0 of the U.S.A.",
    "https://www.example.com/ünï/ço HTTPS://EXAMPLE.COM https://example.com:8080/x",
    "$AAPL #tag @user #hash.com @foo.com _example.com x-example.com",
    "end.So next line\nbreak\r\ntwo",
  ];

  test.each(samples)("%j", (text) => {
    expect(measureText(text, RULES.x)).toBe(twitter.parseTweet(text).weightedLength);
  });

  test("agrees on 2,000 mixtures of them", () => {
    const words = samples.flatMap((sample) => sample.split(" "));
    let state = 20261120;
    const next = (limit: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    const wrong: string[] = [];
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: 1 + next(12) }, () => words[next(words.length)]).join(" ");
      if (measureText(text, RULES.x) !== twitter.parseTweet(text).weightedLength) wrong.push(text);
    }
    expect(wrong).toEqual([]);
  });
});

describe("the other ways of counting", () => {
  test("a family is one character on Bluesky and eleven on LinkedIn", () => {
    expect(measureText("👨‍👩‍👧‍👦", RULES.bluesky)).toBe(1);
    expect(measureText("👨‍👩‍👧‍👦", RULES.linkedin)).toBe(11);
  });

  test("Bluesky also counts bytes: 300 families are too many", () => {
    expect(codes({ parts: [part("👨‍👩‍👧‍👦".repeat(300))] }, "bluesky")).toEqual(["0 text_too_many_bytes error"]);
    expect(codes({ parts: [part("é".repeat(300))] }, "bluesky")).toEqual([]);
  });
});

describe("other ways to count", () => {
  const mastodon = (text: string) => measureText(text, RULES.mastodon);
  const threads = (text: string) => measureText(text, RULES.threads);

  test.each([
    ["nothing", "", 0],
    ["a short link", "See e.com now", 4 + 23 + 4],
    ["a long link", `https://example.com/${"a".repeat(80)}`, 23],
    ["an emoji of several", "👨‍👩‍👧‍👦!", 2],
  ])("Mastodon counts every link as 23: %s", (_, text, length) => expect(mastodon(text)).toBe(length));

  test.each([
    ["plain words", "naïve", 5],
    ["an emoji", "Hi 👋", 3 + 4],
    ["an emoji of several", "👨‍👩‍👧‍👦", 25],
    ["letters beyond the basic plane", "𝔸b", 2],
  ])("Threads counts an emoji by its bytes: %s", (_, text, length) => expect(threads(text)).toBe(length));
});

test("hashtags: letters in any script, not numbers, not inside links or words", () => {
  const text = "#one b#two #3 #4a (#five) https://e.com/#frag e.com/a?#b ##six #日本 #a_b-c &#39;";
  expect(hashtagsOf(text)).toEqual(["one", "4a", "five", "日本", "a_b"]);
});

test("links: with and without the scheme, only with a real top-level domain", () => {
  const text = "See https://a.example/x, b.tech/y. Not c.notatld, d@e.com or README";
  expect(findLinks(text).map(({ url }) => url)).toEqual(["https://a.example/x", "https://b.tech/y"]);
});

describe("checkRendition", () => {
  test.each(NETWORK_IDS)("%s lets a short text with an image and a title out", (id) => {
    expect(RULES[id].id).toBe(id);
    expect(codes({ title: "Fields", parts: [part("Look at this field.", [photo])] }, id)).toEqual([]);
  });

  test.each(NETWORK_IDS)("%s takes exactly its limit and not one more", (id) => {
    const { limit } = RULES[id].text;
    const of = (length: number) => codes({ title: "T", parts: [part("a".repeat(length), [photo])] }, id);
    expect(of(limit)).toEqual([]);
    expect(of(limit + 1)).toEqual(["0 text_too_long error"]);
  });

  test("names the part, in words that say what to do", () => {
    const findings = checkRendition({ parts: [part("fine"), part("a".repeat(283))] }, RULES.x);
    expect(findings).toEqual([
      {
        part: 1,
        code: "text_too_long",
        severity: "error",
        message: "This is 3 characters over the 280 that X takes. Shorten it or continue in another part.",
      },
    ]);
  });

  test("an empty rendition, an empty part, a thread where there are none", () => {
    expect(codes({ parts: [] }, "x")).toEqual(["- no_parts error"]);
    expect(codes({ parts: [part(" \n")] }, "bluesky")).toEqual(["0 empty_part error"]);
    expect(codes({ parts: [part("a"), part("b")] }, "linkedin")).toEqual(["- too_many_parts error"]);
  });

  test("a title is wanted on Hub only, and not a long one", () => {
    expect(codes({ title: " ", parts: [part("a")] }, "hub")).toEqual(["- title_missing error"]);
    expect(codes({ title: "t".repeat(201), parts: [part("a")] }, "hub")).toEqual(["- title_too_long error"]);
    expect(codes({ parts: [part("a")] }, "x")).toEqual([]);
  });

  test("Instagram needs an image and takes 30 hashtags", () => {
    const tags = (count: number) => Array.from({ length: count }, (_, index) => `#tag${index}`).join(" ");
    expect(codes({ parts: [part(tags(30))] }, "instagram")).toEqual(["0 too_few_images error"]);
    expect(codes({ parts: [part(tags(31), [photo])] }, "instagram")).toEqual(["0 too_many_hashtags error"]);
  });

  test("images: number, kind, size and description", () => {
    const images = [
      photo,
      { ...photo, mediaType: "image/tiff" },
      { ...photo, bytes: 21_000_000 },
      { ...photo, alt: "" },
      { ...photo, alt: "a".repeat(2001) },
    ];
    expect(codes({ parts: [part("", images)] }, "bluesky")).toEqual([
      "0 too_many_images error",
      "0 image_type error",
      "0 image_too_large error",
      "0 alt_text_missing warning",
      "0 alt_text_too_long error",
    ]);
  });
});
