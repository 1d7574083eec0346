import { describe, expect, it } from "vitest";
import type { Draft, SentenceKind } from "@/server/repurposing/input";
import { assembleDraft } from "./format";

const says = (text: string, kind: SentenceKind = "claim") => ({ text, passageIds: ["p1"], kind });
const draftWith = (...sentences: ReturnType<typeof says>[]): Draft => ({
  title: null,
  parts: [{ sentences }],
  hashtags: [],
});

describe("a draft as text", () => {
  it("joins sentences with spaces and knows where they are", () => {
    const draft = { ...draftWith(says("One.", "hook"), says(" Two. ")), hashtags: ["Port", "#Night Shift"] };
    const { parts } = assembleDraft(draft, { hookLine: false, perParagraph: Number.POSITIVE_INFINITY });
    expect(parts[0]?.text).toBe("One. Two.\n\n#Port #NightShift");
    expect(parts[0]?.sentences.map(({ start, end }) => [start, end])).toEqual([
      [0, 4],
      [5, 9],
    ]);
  });

  it.each([
    ["marked breaks are kept", [says("A.", "hook"), says("\n\nB."), says("C."), says("\n• D")], "A.\n\nB. C.\n• D"],
    [
      "unmarked text is cut into paragraphs",
      [says("A.", "hook"), says("B."), says("C."), says("D.")],
      "A.\n\nB. C.\n\nD.",
    ],
    ["the closing line stands alone", [says("A.", "hook"), says("B."), says("Z.", "call_to_action")], "A.\n\nB.\n\nZ."],
    [
      "full-width stops need no space",
      [says("他来了。", "hook"), says("\n\n她走了。"), says("雨停了。")],
      "他来了。\n\n她走了。雨停了。",
    ],
  ])("%s", (_, sentences, expected) => {
    const { parts } = assembleDraft(draftWith(...sentences), { hookLine: true, perParagraph: 2 });
    expect(parts[0]?.text).toBe(expected);
    for (const placed of parts[0]?.sentences ?? [])
      expect(parts[0]?.text.slice(placed.start, placed.end)).toBe(placed.text);
  });
});
