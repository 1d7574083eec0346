import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Autosave, SAVE_AFTER_MS, type SaveOutcome } from "./autosave";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

type Call = { value: string; base: number; answer: (outcome: SaveOutcome<string>) => void };

/** A server that answers when told to. */
function start() {
  const calls: Call[] = [];
  const kept: (string | null)[] = [];
  const autosave = new Autosave<string, string>({
    saved: "a",
    version: 1,
    save: (value, base) => new Promise((answer) => calls.push({ value, base, answer })),
    same: (one, other) => one === other,
    keep: (copy) => kept.push(copy?.value ?? null),
    onChange: () => {},
  });
  const answer = async (outcome: SaveOutcome<string>) => {
    calls.at(-1)?.answer(outcome);
    await vi.advanceTimersByTimeAsync(0);
  };
  const sent = () => calls.map(({ value, base }) => `${value}@${base}`);
  return { autosave, kept, answer, sent };
}

test("saves once, a moment after the last change", async () => {
  const { autosave, answer, sent, kept } = start();
  autosave.change("ab");
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS - 1);
  autosave.change("abc");
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS - 1);
  expect(sent()).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent()).toEqual(["abc@1"]);
  await answer({ kind: "saved", version: 2 });
  expect([autosave.state.kind, autosave.version, kept.at(-1)]).toEqual(["saved", 2, null]);
});

test("what is written during a save is saved after it, on top of it", async () => {
  const { autosave, answer, sent } = start();
  autosave.change("ab");
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  autosave.change("abc");
  await vi.advanceTimersByTimeAsync(10 * SAVE_AFTER_MS);
  expect(sent()).toEqual(["ab@1"]);
  await answer({ kind: "saved", version: 2 });
  expect(autosave.state.kind).toBe("waiting");
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  expect(sent()).toEqual(["ab@1", "abc@2"]);
});

test("without a connection it goes on trying and keeps a copy; the connection coming back needs no waiting", async () => {
  const { autosave, answer, sent, kept } = start();
  autosave.change("ab");
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  await answer({ kind: "unreachable" });
  expect([autosave.state.kind, kept.at(-1)]).toEqual(["retrying", "ab"]);
  await vi.advanceTimersByTimeAsync(1_000);
  await answer({ kind: "unreachable" });
  autosave.change("abc");
  expect(autosave.state.kind).toBe("retrying");
  autosave.retry();
  await answer({ kind: "saved", version: 2 });
  expect([sent(), autosave.state.kind]).toEqual([["ab@1", "ab@1", "abc@1"], "saved"]);
});

test("words taken back after a try without an answer are sent too: the try may have arrived", async () => {
  const { autosave, answer, sent } = start();
  autosave.change("ab");
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  await answer({ kind: "unreachable" });
  autosave.change("a");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent()).toEqual(["ab@1", "a@1"]);
});

test("taking a change back before it was sent saves nothing", async () => {
  const { autosave, sent, kept } = start();
  autosave.change("ab");
  autosave.change("a");
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  expect([sent(), autosave.state.kind, kept.at(-1)]).toEqual([[], "saved", null]);
});

test("a conflict stops saving until a person chose; keeping mine saves it on top of theirs", async () => {
  const { autosave, answer, sent, kept } = start();
  autosave.change("mine");
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  await answer({ kind: "conflict", version: 5, theirs: "theirs" });
  autosave.change("mine!");
  await vi.advanceTimersByTimeAsync(10 * SAVE_AFTER_MS);
  expect([sent(), autosave.state, kept.at(-1)]).toEqual([
    ["mine@1"],
    { kind: "conflict", version: 5, theirs: "theirs" },
    "mine!",
  ]);
  autosave.resolve("mine!");
  await answer({ kind: "saved", version: 6 });
  expect([sent(), autosave.state.kind, autosave.version]).toEqual([["mine@1", "mine!@5"], "saved", 6]);
});

test("using theirs saves nothing", async () => {
  const { autosave, answer, sent } = start();
  autosave.change("mine");
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  await answer({ kind: "conflict", version: 5, theirs: "theirs" });
  autosave.resolve("theirs");
  expect([sent(), autosave.state.kind, autosave.version, autosave.saved]).toEqual([["mine@1"], "saved", 5, "theirs"]);
});

test("a newer version with the very words ours is based on is no conflict for a person", async () => {
  const { autosave, answer, sent } = start();
  autosave.change("ab");
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  await answer({ kind: "conflict", version: 4, theirs: "a" });
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  expect(sent()).toEqual(["ab@1", "ab@4"]);
});

test("flush saves at once and says whether everything is saved", async () => {
  const { autosave, answer, sent } = start();
  expect(await autosave.flush()).toBe(true);
  autosave.change("ab");
  const done = autosave.flush();
  autosave.change("abc");
  await answer({ kind: "saved", version: 2 });
  await answer({ kind: "saved", version: 3 });
  expect([await done, sent()]).toEqual([true, ["ab@1", "abc@2"]]);
  autosave.change("abcd");
  const refused = autosave.flush();
  await answer({ kind: "refused", message: "You may only read here." });
  expect([await refused, autosave.state.kind]).toEqual([false, "refused"]);
});
