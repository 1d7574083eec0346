import { expect, test } from "vitest";
import { addImage, addPart, draftOf, joinWithNext, movePart, removePart, sameContent, writePart } from "./draft";

const threadOf = (...texts: string[]) =>
  draftOf({ title: null, parts: texts.map((text) => ({ text, length: 0, media: [] })) });
const texts = (draft: ReturnType<typeof threadOf>) => draft.parts.map(({ text }) => text);
const keyAt = (draft: ReturnType<typeof threadOf>, at: number) => draft.parts[at]?.key ?? "";
const image = { assetId: "a", alt: "", mediaType: "image/png", bytes: 1 };

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
