import { testFormat } from "./format-table";
import { youtube } from "./youtube";

testFormat(youtube, [
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
    hashtags: ["Port"],
    becomes: ["Ships came.\n\nThey left. All of them.\n\nOne stayed.\n\nRead on.\n\n#Port"],
  },
  { name: "within the limit", title: "Ships", parts: [["a".repeat(5000)]] },
  { name: "past the limit", title: "Ships", parts: [["a".repeat(5000 + 1)]], refused: ["network"] },
  {
    name: "a thread where there are none",
    title: "Ships",
    parts: [["Ships came."], ["They left."]],
    refused: ["network"],
  },

  { name: "a title that is too long", title: "a".repeat(101), parts: [["Ships came."]], refused: ["network"] },
  { name: "a description of too many bytes", title: "Ships", parts: [["é".repeat(2501)]], refused: ["network"] },
  {
    name: "chapters keep their lines",
    title: "Ships",
    parts: [[{ text: "Ships came.", kind: "hook" }, "\n\n00:00 The port", "\n01:10 The ships"]],
    becomes: ["Ships came.\n\n00:00 The port\n01:10 The ships"],
  },
]);
