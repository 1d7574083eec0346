import { expect, test } from "vitest";
import {
  acceptProposal,
  addImage,
  addPart,
  contentOf,
  draftOf,
  joinWithNext,
  movePart,
  removePart,
  sameContent,
  writePart,
} from "./draft";

const threadOf = (...texts: string[]) =>
  draftOf({ title: null, parts: texts.map((text) => ({ text, length: 0, media: [] })) });
const texts = (draft: ReturnType<typeof threadOf>) => draft.parts.map(({ text }) => text);
const keyAt = (draft: ReturnType<typeof threadOf>, at: number) => draft.parts[at]?.key ?? "";
const image = { assetId: "a", alt: "", mediaType: "image/png", bytes: 1 };

test("slides stay behind the parts and among themselves", () => {
  const slides = [
    { role: "slide" as const, text: "cover" },
    { role: "slide" as const, text: "end" },
  ];
  const draft = draftOf({ title: null, parts: [{ text: "post", media: [] }], slides });
  expect(texts(draft)).toEqual(["post", "cover", "end"]);
  expect(contentOf(draft)).toEqual({ title: null, parts: [{ text: "post", media: [] }], slides });
  expect(movePart(draft, keyAt(draft, 1), -1)).toBe(draft);
  expect(joinWithNext(draft, keyAt(draft, 0))).toBe(draft);
  expect(removePart(draft, keyAt(draft, 0))).toBe(draft);
  expect(contentOf(movePart(draft, keyAt(draft, 1), 1)).slides.map(({ text }) => text)).toEqual(["end", "cover"]);
  expect(contentOf(addPart(draft, keyAt(draft, 2))).slides).toHaveLength(3);
  expect(contentOf(removePart(removePart(draft, keyAt(draft, 2)), keyAt(draft, 1))).slides).toEqual([]);
  expect(sameContent(draft, { title: null, parts: [{ text: "post", media: [] }], slides })).toBe(true);
});

test("a proposal is taken over only by the words it was made from, with what it rests on", () => {
  const draft = threadOf("one", "two");
  const cites = [{ text: "ONE", passageIds: ["p"], kind: "claim" as const }];
  const proposal = { key: keyAt(draft, 0), before: "one", text: "ONE", cites };
  const taken = acceptProposal(draft, proposal);
  expect(texts(taken)).toEqual(["ONE", "two"]);
  expect(taken.cites).toEqual(cites);
  expect(acceptProposal(taken, { ...proposal, before: "ONE", text: "ONE!" }).cites).toEqual(cites);
  expect(acceptProposal(writePart(draft, proposal.key, "mine"), proposal)).toEqual(
    writePart(draft, proposal.key, "mine"),
  );
});

test("parts keep their identity while they are moved, written and added", () => {
  const draft = threadOf("one", "two");
  const moved = movePart(draft, keyAt(draft, 1), -1);
  expect(texts(moved)).toEqual(["two", "one"]);
  expect(keyAt(moved, 0)).toBe(keyAt(draft, 1));
  expect(movePart(draft, keyAt(draft, 0), -1)).toBe(draft);
  const longer = addPart(writePart(draft, keyAt(draft, 0), "uno"), keyAt(draft, 0));
  expect(texts(longer)).toEqual(["uno", "", "two"]);
});

test("joining loses neither words nor images", () => {
  const draft = addImage(threadOf("one ", " two", "three"), "", image);
  const withImage = addImage(draft, keyAt(draft, 1), image);
  const joined = joinWithNext(withImage, keyAt(withImage, 0));
  expect(texts(joined)).toEqual(["one\n\ntwo", "three"]);
  expect(joined.parts[0]?.media).toEqual([image]);
  expect(joinWithNext(joined, keyAt(joined, 1))).toBe(joined);
});

test("the last part stays", () => {
  const draft = threadOf("one");
  expect(removePart(draft, keyAt(draft, 0))).toBe(draft);
});

test("what would go out alike is the same, whatever the parts are called here", () => {
  expect(sameContent(threadOf("one"), threadOf("one"))).toBe(true);
  expect(sameContent({ ...threadOf("one"), title: "A " }, { ...threadOf("one"), title: "A" })).toBe(true);
  expect(sameContent(threadOf("one"), threadOf("one", ""))).toBe(false);
});
