import { testFormat } from "./format-table";
import { x } from "./x";

testFormat(x, [
  {
    name: "one thought a part, hashtags behind the last",
    parts: [[{ text: "Ships came.", kind: "hook" }], ["They left.", "All of them."]],
    hashtags: ["Port", "Night Shift"],
    becomes: ["Ships came.", "They left. All of them.\n\n#Port #NightShift"],
  },
  { name: "a part at the limit", parts: [["a".repeat(280)]] },
  { name: "a part past the limit", parts: [["Ships came."], ["a".repeat(280 + 1)]], refused: ["network"] },
  {
    name: "slides it does not have are left out",
    parts: [["Ships came."]],
    slides: [["Cover."]],
    becomes: ["Ships came."],
  },
]);
