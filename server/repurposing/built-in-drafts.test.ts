import { describe, expect, it } from "vitest";
import { builtInModel } from "@/server/ai/built-in/built-in";
import { startsDangling } from "@/server/ai/built-in/dangling";
import type { PassageText } from "@/server/ai/model";
import { RULES } from "@/server/networks/rules";
import { type Fixture, readFixtures } from "./fixtures/read-fixture";
import { FORMAT_FILES } from "./formats/all";
import { type Assembled, draftShape, type Format } from "./formats/format";
import { isHardFailure } from "./gates/gate";
import { runGates } from "./gates/run-gates";
import { draftSchema, outlineSchema } from "./input";

const WORDS = { instructions: "", prompt: "", size: "small" as const, maxOutputTokens: 1000 };

async function assembled(source: Fixture, format: Format): Promise<Assembled> {
  const model = builtInModel();
  const { signal } = new AbortController();
  const about = { title: source.title, language: source.language, passages: source.passages };
  const task = { kind: "outline" as const, ...about, maxIdeas: 10 };
  const outline = await model.generate({ ...WORDS, signal, task, schema: outlineSchema, schemaName: "outline" });
  const draft = await model.generate({
    ...WORDS,
    signal,
    task: {
      kind: "draft",
      ...about,
      author: source.author,
      sourceUrl: source.url,
      ideas: outline.value.ideas,
      shape: draftShape(format),
      voice: null,
    },
    schema: draftSchema,
    schemaName: "draft",
  });
  return format.assemble(draft.value);
}

function hardFailures(source: Fixture, format: Format, draft: Assembled) {
  return runGates({
    language: source.language,
    rules: RULES[format.networkId],
    title: draft.title,
    parts: draft.parts,
    passages: new Map(source.passages.map((passage) => [passage.id, passage.text])),
    voice: null,
    source: { title: source.title, author: source.author, url: source.url },
  }).filter(isHardFailure);
}

function odd(name: string, texts: string[], language = "en"): Fixture {
  const passages: PassageText[] = texts.map((text, at) => ({ id: `p${at}`, text, heading: null }));
  return { name, language, title: "", author: null, url: null, passages };
}

const LOREM = "The warden counted the ships at dawn and wrote the number down. ";
const ODD: Fixture[] = [
  odd("two words", ["Doors open."]),
  odd("one endless sentence", [`${"the boats came in and the boats went out ".repeat(60)}.`]),
  odd(
    "the same sentence forty times",
    Array.from({ length: 40 }, () => LOREM.trim()),
  ),
  odd("one passage of many sentences", [LOREM.repeat(30)]),
  odd("emoji and symbols", ["🚢🚢🚢 → harbour 100 % full! 🎉", "Next ship: 14:05 (±3 min), dock #4."]),
  odd("only questions", ["Who counts the ships at dawn?", "Why does nobody write the number down?"]),
  odd("every sentence leans", ["This was new.", "It worked.", "They stayed.", "However, he left."]),
  odd("links and handles", [
    "See https://example.com/a?b=1 and ask @harbour about it.",
    "Ships arrive daily at the north quay.",
  ]),
  odd("thai", ["เรือสี่ลำเข้าท่าเมื่อวานนี้", "ลมแรงทำให้เครนหยุดเก้าวัน"], "th"),
  odd("hindi", ["बंदरगाह ने मार्च में 4,200 कंटेनर संभाले।", "तेज़ हवा से क्रेन नौ दिन बंद रहीं।"], "hi"),
  odd("hebrew", ["הנמל טיפל ב-4,200 מכולות במרץ.", "העגורנים עמדו תשעה ימים בגלל הרוח."], "he"),
  odd("no language", ["Ọdụ ụgbọ mmiri bugara igbe 4,200 na Maachị.", "Ifufe kwụsịrị ọrụ ụbọchị itoolu."], "und"),
  odd(
    "a source that repeats itself across passages",
    Array.from(
      { length: 12 },
      (_, at) => `Ship ${at} came in at dawn and left at dusk with ${at * 10} crates of salt.`,
    ),
  ),
];

describe.each([...readFixtures(), ...ODD])("built-in drafts from $name", (source) => {
  it.each(Object.values(FORMAT_FILES))("pass every hard gate as $id", async (format) => {
    const draft = await assembled(source, format);
    expect(hardFailures(source, format, draft)).toEqual([]);
    expect(draft.parts.every((part) => part.text.trim() !== "")).toBe(true);
    expect(draft.parts[0]?.sentences[0]?.kind).toBe("hook");
    const { slides } = format.shape;
    const shown = draft.parts.filter(({ role }) => role !== undefined);
    if (slides !== undefined) {
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.length).toBeLessThanOrEqual(slides.max);
    }
    for (const { text, role, sentences } of shown) {
      expect([...text].length).toBeLessThanOrEqual(slides?.limit ?? 0);
      if (role === "card") expect(sentences.map(({ kind }) => kind)).toEqual(["quote"]);
    }
    for (const part of draft.parts) {
      for (const sentence of part.sentences) expect(part.text.slice(sentence.start, sentence.end)).toBe(sentence.text);
    }
  });
});

describe.each(readFixtures())("built-in drafts from $name", (source) => {
  it.each(Object.values(FORMAT_FILES))("start no part in mid-thought as $id", async (format) => {
    const draft = await assembled(source, format);
    for (const part of draft.parts) {
      const [first] = part.sentences;
      if (first !== undefined)
        expect([first.text, startsDangling(first.text, source.language)]).toEqual([first.text, false]);
    }
  });
});

it("writes from a very long source", async () => {
  const english = readFixtures()
    .filter((fixture) => fixture.language === "en")
    .flatMap((fixture) => fixture.passages);
  const passages = Array.from({ length: 3000 }, (_, at) => ({
    ...(english[at % english.length] ?? { text: "", heading: null }),
    id: `p${at}`,
    paragraph: at,
  }));
  const source: Fixture = { ...odd("long", []), title: "Everything we know", author: "Ada Moss", passages };
  const draft = await assembled(source, FORMAT_FILES.hub);
  expect(hardFailures(source, FORMAT_FILES.hub, draft)).toEqual([]);
  expect(draft.parts[0]?.sentences.length).toBeGreaterThan(8);
});
