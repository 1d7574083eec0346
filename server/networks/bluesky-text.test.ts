import { expect, test } from "vitest";
import { facetsOf, findMentions } from "./bluesky-text";

/** The text under each facet, cut out by its byte offsets as a reader would. */
function marked(text: string, dids: Record<string, string> = {}) {
  const bytes = Buffer.from(text);
  return facetsOf(text, dids).map(({ index, features: [feature] }) => [
    bytes.subarray(index.byteStart, index.byteEnd).toString(),
    feature["uri"] ?? feature["tag"] ?? feature["did"],
  ]);
}

test("offsets count bytes, after emoji and accents too", () => {
  expect(marked("Café ☕👩‍🌾 https://example.com/é #Ernte2026 @bob.test.", { "bob.test": "did:plc:bob" })).toEqual([
    ["https://example.com/é", "https://example.com/é"],
    ["#Ernte2026", "Ernte2026"],
    ["@bob.test", "did:plc:bob"],
  ]);
});

test("an unresolved mention and a number stay plain; a bare address becomes a link", () => {
  expect(marked("@gone.test is #1, see example.com/a#b and a@example.com")).toEqual([
    ["example.com/a#b", "https://example.com/a#b"],
  ]);
});

test("mentions: after spaces and brackets, in any case, not inside addresses", () => {
  const text = "@Alice.Test (@bob.test) mail@carol.test https://example.com/@dave.test @eve";
  expect(findMentions(text).map(({ handle }) => handle)).toEqual(["alice.test", "bob.test"]);
});
