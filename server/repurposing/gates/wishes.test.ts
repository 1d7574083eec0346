import { expect, it } from "vitest";
import { draftOf } from "./draft-of";
import { type GateWishes, gateWishes } from "./wishes";

const OPEN: GateWishes = { emoji: null, maxHashtags: null, longest: null, callToAction: null };

it.each<[string, string, Partial<GateWishes>, string[]]>([
  ["nothing was asked for", "Ships 🚢🚢 #a #b", {}, []],
  ["no emoji", "Ships 🚢 came.", { emoji: "none" }, ["You asked for no emoji."]],
  ["few emoji: one is fine", "Ships 🚢 came.", { emoji: "few" }, []],
  ["few emoji: two are not", "Ships 🚢 came 🎉.", { emoji: "few" }, ["You asked for few emoji: one in a part."]],
  ["free emoji", "🚢🚢🚢", { emoji: "free" }, []],
  ["an emoji of several characters is one", "👨‍👩‍👧‍👦 came.", { emoji: "few" }, []],
  ["digits and signs are none", "1 © 2 #one", { emoji: "none" }, []],
  ["no hashtags", "Ships #one came.", { maxHashtags: 0 }, ["You asked for no hashtags: these are 1."]],
  ["few hashtags", "#one #two #three", { maxHashtags: 2 }, ["You asked for 2 hashtags at most: these are 3."]],
  ["short enough", "Ships came.", { longest: 11 }, []],
  ["too long", "Ships came.", { longest: 10 }, ["You asked for a shorter text: this has 11, 10 would do."]],
  ["the closing words are there", "Ships came. Join us.", { callToAction: "Join us." }, []],
  [
    "they are not",
    "Ships came.",
    { callToAction: "Join us." },
    ["There was no room for the closing words you asked for."],
  ],
])("%s", (_, text, wishes, expected) => {
  const input = draftOf([{ text }], ["Ships."], { wishes: { ...OPEN, ...wishes }, measure: (said) => said.length });
  expect(gateWishes(input).map(({ message }) => message)).toEqual(expected);
});
