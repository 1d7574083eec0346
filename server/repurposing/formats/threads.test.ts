import { testFormat } from "./format-table";
import { threads } from "./threads";

testFormat(threads, [
  {
    name: "one thought a part, hashtags behind the last",
    parts: [[{ text: "Ships came.", kind: "hook" }], ["They left.", "All of them."]],
    hashtags: ["Port", "Night Shift"],
    becomes: ["Ships came.", "They left. All of them.\n\n#Port #NightShift"],
  },
  { name: "a part at the limit", parts: [["a".repeat(500)]] },
  { name: "a part past the limit", parts: [["Ships came."], ["a".repeat(500 + 1)]], refused: ["network"] },
  {
    name: "slides it does not have are left out",
    parts: [["Ships came."]],
    slides: [["Cover."]],
    becomes: ["Ships came."],
  },

  { name: "an emoji counts by its bytes", parts: [[`${"a".repeat(497)}👋`]], refused: ["network"] },
]);
