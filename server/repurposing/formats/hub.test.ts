import { testFormat } from "./format-table";
import { hub } from "./hub";

testFormat(hub, [
  {
    name: "the hook alone, short paragraphs, the closing line alone",
    title: "Ships",
    parts: [
      [
        { text: "Ships came.", kind: "hook" },
        "They left.",
        "All of them.",
        "\n\nOne stayed.",
        { text: "Read on.", kind: "call_to_action" },
      ],
    ],

    becomes: ["Ships came.\n\nThey left. All of them.\n\nOne stayed.\n\nRead on."],
  },
  { name: "within the limit", title: "Ships", parts: [["a".repeat(20000)]] },
  { name: "past the limit", title: "Ships", parts: [["a".repeat(20000 + 1)]], refused: ["network"] },
  {
    name: "a thread where there are none",
    title: "Ships",
    parts: [["Ships came."], ["They left."]],
    refused: ["network"],
  },

  { name: "without a title", parts: [["Ships came."]], refused: ["network"] },
]);
