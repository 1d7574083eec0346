import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RULES } from "@/server/networks/rules";
import type { RenditionView } from "@/server/posts/input";
import { SAVE_AFTER_MS, type SaveOutcome } from "./autosave";
import { type Content, contentOf, type Draft, writePart } from "./draft";
import { localCopy } from "./local-copy";
import { RenditionDraft } from "./rendition-draft";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function viewOf(version: number, ...texts: string[]): RenditionView {
  return {
    id: "r",
    network: "x",
    channelId: null,
    version,
    versionId: `v${version}`,
    title: null,
    parts: texts.map((text) => ({ text, length: text.length, media: [] })),
    slides: [],
    citations: [],
    checks: [],
    findings: [],
    rules: { ...RULES.x, media: { ...RULES.x.media, imageTypes: [] } },
    language: "en",
    savedAt: new Date(0),
  };
}

/** localStorage as far as it is used. */
function memory() {
  const items = new Map<string, string>();
  const store = {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
    key: (index: number) => [...items.keys()][index] ?? null,
    get length() {
      return items.size;
    },
  };
  return store;
}

function open(view: RenditionView, store = memory()) {
  const outcomes: SaveOutcome<Content>[] = [];
  const sent: { content: Content; base: number }[] = [];
  const draft = new RenditionDraft({
    view,
    save: async (value, base) => {
      sent.push({ content: contentOf(value), base });
      return outcomes.shift() ?? { kind: "unreachable" };
    },
    local: localCopy("r", () => store),
  });
  const write = (text: string, at = 0) =>
    draft.edit((now: Draft) => writePart(now, now.parts[at]?.key ?? "", text), `part-${at}`);
  const texts = () => draft.getSnapshot().draft.parts.map(({ text }) => text);
  return { draft, write, texts, outcomes, sent, store };
}
const content = (...texts: string[]): Content => ({
  title: null,
  parts: texts.map((text) => ({ text, media: [] })),
  slides: [],
});
const rest = () => vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);

test("what another tab saved comes on screen while nothing waits here, and can be taken back", async () => {
  const { draft, texts } = open(viewOf(1, "a"));
  draft.receive(viewOf(2, "b"));
  expect([texts(), draft.version, draft.getSnapshot().state.kind]).toEqual([["b"], 2, "saved"]);
  draft.undo();
  expect([texts(), draft.getSnapshot().state.kind]).toEqual([["a"], "waiting"]);
});

test("while words wait here, what another tab saved does not touch them", async () => {
  const { draft, write, texts, outcomes } = open(viewOf(1, "a"));
  write("mine");
  draft.receive(viewOf(2, "theirs"));
  expect(texts()).toEqual(["mine"]);
  outcomes.push({ kind: "conflict", version: 2, theirs: content("theirs") });
  await rest();
  expect(draft.getSnapshot().state).toMatchObject({ kind: "conflict" });
  draft.resolve("theirs");
  expect([texts(), draft.version, draft.getSnapshot().state.kind]).toEqual([["theirs"], 2, "saved"]);
  draft.undo();
  expect(texts()).toEqual(["mine"]);
});

test("a signature from elsewhere makes a version of the same words: what waits here goes on top of it", async () => {
  const { draft, write, sent, outcomes } = open(viewOf(1, "a"));
  write("ab");
  draft.receive(viewOf(2, "a"));
  outcomes.push({ kind: "saved", version: 3 });
  await rest();
  expect(sent).toEqual([{ content: content("ab"), base: 2 }]);
});

test("an answer of the server that is older than what was saved changes nothing", async () => {
  const { draft, write, texts, outcomes } = open(viewOf(1, "a"));
  write("ab");
  outcomes.push({ kind: "saved", version: 2 });
  await rest();
  draft.receive(viewOf(1, "a"));
  expect([texts(), draft.getSnapshot().base.view.version]).toEqual([["ab"], 1]);
  draft.receive(viewOf(2, "ab"));
  expect(draft.getSnapshot().base.view.version).toBe(2);
});

test("the server's word about our own save may arrive before its answer", async () => {
  const { draft, write, texts, outcomes } = open(viewOf(1, "a"));
  write("ab");
  outcomes.push({ kind: "saved", version: 2 });
  vi.advanceTimersByTime(SAVE_AFTER_MS);
  draft.receive(viewOf(2, "ab"));
  await vi.advanceTimersByTimeAsync(0);
  expect([texts(), draft.getSnapshot().state.kind, draft.getSnapshot().base.view.version]).toEqual([
    ["ab"],
    "saved",
    2,
  ]);
});

test("a page that died unsaved loses nothing: the next one saves its words", async () => {
  const store = memory();
  const dead = open(viewOf(1, "a"), store);
  dead.write("all my words");
  dead.draft.stop();
  const next = open(viewOf(1, "a"), store);
  next.draft.recover();
  next.draft.recover();
  expect(next.texts()).toEqual(["all my words"]);
  next.outcomes.push({ kind: "saved", version: 2 });
  await rest();
  expect([next.sent, store.length]).toEqual([[{ content: content("all my words"), base: 1 }], 0]);
});

test("words recovered onto a text that went on meanwhile are a conflict, not an overwrite", async () => {
  const store = memory();
  const dead = open(viewOf(1, "a"), store);
  dead.write("mine");
  dead.draft.stop();
  const next = open(viewOf(2, "theirs"), store);
  next.draft.recover();
  await rest();
  expect([next.sent, next.draft.getSnapshot().state.kind, next.texts()]).toEqual([[], "conflict", ["mine"]]);
  next.outcomes.push({ kind: "saved", version: 3 });
  next.draft.resolve("mine");
  await rest();
  expect([next.sent, store.length]).toEqual([[{ content: content("mine"), base: 2 }], 0]);
});
