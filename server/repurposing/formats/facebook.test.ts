import { facebook } from "./facebook";
import { testFormat } from "./format-table";

testFormat(facebook, [
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
  { name: "within the limit", parts: [["a".repeat(63206)]] },
  { name: "past the limit", parts: [["a".repeat(63206 + 1)]], refused: ["network"] },
  { name: "a thread where there are none", parts: [["Ships came."], ["They left."]], refused: ["network"] },
]);
