import { describe, expect, it } from "vitest";
import type { DraftShape, ModelRequest, ModelTask, PassageText, Voice } from "@/server/ai/model";
import { type Draft, draftSchema, outlineSchema } from "@/server/repurposing/input";
import { builtInModel } from "./built-in";

const SHAPE: DraftShape = {
  format: "linkedin",
  networkName: "LinkedIn",
  minParts: 1,
  maxParts: 1,
  limit: 3000,
  target: 1300,
  measure: (text) => text.length,
  maxHashtags: 4,
  hasTitle: false,
};

function passagesOf(...texts: string[]): PassageText[] {
  return texts.map((text, at) => ({ id: `p${at + 1}`, text, heading: null }));
}

type DraftTask = Extract<ModelTask, { kind: "draft" }>;

function draftTask(passages: PassageText[], changes: Partial<DraftTask> = {}): DraftTask {
  const ideas = [{ title: "All", passageIds: passages.slice(0, 6).map((passage) => passage.id), salience: 1 }];
  const about = { title: "", author: "Ada Moss", sourceUrl: null, language: "en", voice: null };
  return { kind: "draft", ...about, ideas, passages, shape: SHAPE, ...changes };
}

function request<T>(
  task: ModelTask,
  schema: ModelRequest<T>["schema"],
  changes: Partial<ModelRequest<T>> = {},
): ModelRequest<T> {
  const { signal } = new AbortController();
  return {
    task,
    schema,
    schemaName: "reply",
    instructions: "",
    prompt: "",
    size: "small",
    maxOutputTokens: 1000,
    signal,
    ...changes,
  };
}

async function draft(task: DraftTask): Promise<Draft> {
  return (await builtInModel().generate(request(task, draftSchema))).value;
}

const textsOf = (reply: Draft) => reply.parts.flatMap((part) => part.sentences.map((sentence) => sentence.text.trim()));

const HARBOUR = passagesOf(
  "The harbour moved 4,200 containers in March.",
  "Cranes stood still for nine days because of wind.",
  "Rail took a third of the load for the first time.",
  "Fishing boats lost two berths on the north quay.",
  "The port authority will publish its next figures in June.",
);

describe("the built-in writer", () => {
  it("groups a source into ideas that name its passages", async () => {
    const task: ModelTask = {
      kind: "outline",
      title: "Harbour report",
      language: "en",
      passages: HARBOUR,
      maxIdeas: 3,
    };
    const { ideas } = (await builtInModel().generate(request(task, outlineSchema))).value;
    expect(ideas.length).toBeGreaterThan(1);
    expect(ideas.length).toBeLessThanOrEqual(3);
    for (const id of ideas.flatMap((idea) => idea.passageIds))
      expect(HARBOUR.map((passage) => passage.id)).toContain(id);
  });

  it("says only sentences of the source, the hook first", async () => {
    const reply = await draft(draftTask(HARBOUR));
    const [hook, ...others] = reply.parts[0]?.sentences ?? [];
    expect(hook?.kind).toBe("hook");
    expect(others.length).toBeGreaterThan(1);
    for (const sentence of [hook, ...others]) {
      if (sentence === undefined || sentence.kind === "call_to_action") continue;
      expect(HARBOUR.find((passage) => passage.id === sentence.passageIds[0])?.text).toBe(sentence.text.trim());
    }
  });

  it("makes a long verbatim sentence an attributed quotation", async () => {
    const long =
      "Nobody who had stood on that quay in the winter of the great storm, when the cranes sang like organ pipes and the pilots refused to leave the bar, ever again called the wind an inconvenience.";
    const reply = await draft(draftTask(passagesOf(long)));
    expect(textsOf(reply)[0]).toBe(`“${long}” — Ada Moss`);
  });

  it("keeps a leaning sentence only behind the one it leans on", async () => {
    const passages = passagesOf(
      "Rents doubled in two years.",
      "Therefore 40 shops closed.",
      "The council built 12 stalls.",
    );
    const texts = textsOf(await draft(draftTask(passages)));
    const at = texts.indexOf("Therefore 40 shops closed.");
    expect(at === -1 || texts[at - 1] === "Rents doubled in two years.").toBe(true);
    expect(texts[0]).not.toBe("Therefore 40 shops closed.");
  });

  it("never posts a heading, an address or an unfinished quotation as a sentence", async () => {
    const passages: PassageText[] = [
      { id: "p1", text: "Figures for the spring", heading: "Figures for the spring" },
      ...HARBOUR,
      { id: "p8", text: "Write to press@harbour.example for more.", heading: null },
      { id: "p9", text: "“We had no choice at all.", heading: null },
    ].map((passage, at) => ({ ...passage, id: `q${at}` }));
    const text = textsOf(await draft(draftTask(passages))).join(" ");
    expect(text).not.toMatch(/Figures for the spring|press@|no choice/u);
  });

  it("posts prose and lists, never code, table rows or block quotations", async () => {
    const others = (["code", "table_row", "quote"] as const).map((kind, at) => ({
      id: `k${at}`,
      text: `The ${kind} moved 9,000 containers in March.`,
      heading: null,
      kind,
    }));
    const reply = await draft(draftTask([...others, ...HARBOUR]));
    expect(textsOf(reply).join(" ")).not.toContain("9,000");
  });

  it("credits an interview's answers to the one who speaks and leaves the questions out", async () => {
    const passages = passagesOf(
      "Editor: What did you change first at the port?",
      "Mara Lind: We moved the night shift to six in the evening.",
      "Editor: Did the crews accept it?",
      "Mara Lind: The crews asked for it after 2 accidents in May.",
    );
    const texts = textsOf(await draft(draftTask(passages, { author: "Ed Itor" })));
    expect(texts[0]).toMatch(/^“.*” — Mara Lind$/u);
    expect(texts.join(" ")).not.toContain("?");
  });

  it("keeps to the voice: its hashtags first, its banned phrases never", async () => {
    const voice: Voice = {
      name: "Port",
      audience: null,
      tone: null,
      dos: [],
      donts: [],
      bannedPhrases: ["for the first time"],
      hashtags: ["#PortLife"],
    };
    const reply = await draft(draftTask(HARBOUR, { voice }));
    expect(reply.hashtags[0]).toBe("#PortLife");
    expect(textsOf(reply).join(" ")).not.toMatch(/for the first time/iu);
  });

  it("quotes the opening of a sentence that fits nowhere, with an ellipsis", async () => {
    const clause = "the ice held the boats in the inner basin, and the crews walked ashore with lanterns, ";
    const reply = await draft(
      draftTask(passagesOf(`In February ${clause.repeat(8)}and then it thawed.`), { shape: { ...SHAPE, limit: 280 } }),
    );
    expect(textsOf(reply)[0]).toMatch(/^“In February the ice .* …” — Ada Moss$/u);
    expect(textsOf(reply)[0]?.length).toBeLessThanOrEqual(280);
  });

  it("streams its reply in growing pieces that end with the whole", async () => {
    const seen: string[] = [];
    const reply = await builtInModel().generate(
      request(draftTask(HARBOUR), draftSchema, { onText: (text) => seen.push(text) }),
    );
    expect(seen.length).toBeGreaterThan(3);
    for (const [at, text] of seen.entries()) expect(text.startsWith(seen[at - 1] ?? "")).toBe(true);
    expect(JSON.parse(seen.at(-1) ?? "")).toEqual(reply.value);
  });

  it("writes the same twice and counts no tokens", async () => {
    const model = builtInModel();
    const [one, two] = [
      await model.generate(request(draftTask(HARBOUR), draftSchema)),
      await draft(draftTask(HARBOUR)),
    ];
    expect(one.value).toEqual(two);
    expect(one.calls).toMatchObject([{ outcome: "completed", costMicros: 0, usage: { input: 0, output: 0 } }]);
  });

  it("says so when there is nothing to write from, or when it is stopped", async () => {
    await expect(draft(draftTask(passagesOf("  ")))).rejects.toMatchObject({ kind: "refused" });
    const stopped = request(draftTask(HARBOUR), draftSchema, { signal: AbortSignal.abort() });
    await expect(builtInModel().generate(stopped)).rejects.toMatchObject({ kind: "cancelled" });
  });
});
