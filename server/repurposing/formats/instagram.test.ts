import { testFormat } from "./format-table";
import { instagram } from "./instagram";

testFormat(instagram, [
  {
    name: "the hook alone, short paragraphs, the closing line alone",
    parts: [
      [
        { text: "Ships came.", kind: "hook" },
        "They left.",
        "All of them.",
        "\n\nOne stayed.",
        { text: "Read on.", kind: "call_to_action" },
      ],
    ],
    hashtags: ["Port"],
    becomes: ["Ships came.\n\nThey left. All of them.\n\nOne stayed.\n\nRead on.\n\n#Port"],
  },
  { name: "within the limit", parts: [["a".repeat(2200)]] },
  { name: "past the limit", parts: [["a".repeat(2200 + 1)]], refused: ["network"] },
  { name: "a thread where there are none", parts: [["Ships came."], ["They left."]], refused: ["network"] },

  {
    name: "more hashtags than it takes",
    parts: [[Array.from({ length: 31 }, (_, at) => `#tag${at}`).join(" ")]],
    refused: ["network"],
  },
]);
