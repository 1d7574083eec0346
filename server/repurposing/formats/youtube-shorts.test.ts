import { testFormat } from "./format-table";
import { youtubeShorts } from "./youtube-shorts";

testFormat(youtubeShorts, [
  {
    name: "slides stand behind the post and are not sent",
    title: "Ships",
    parts: [[{ text: "Ships came.", kind: "hook" }]],
    slides: [["Ships."], ["They left.", "All of them."]],
    hashtags: ["Port"],
    becomes: ["Ships came.\n\n#Port", "Ships.", "They left. All of them."],
  },
  {
    name: "many slides are no thread",
    title: "Ships",
    parts: [["Ships came."]],
    slides: Array.from({ length: 9 }, () => ["Slide."]),
  },
  {
    name: "two parts are one too many",
    title: "Ships",
    parts: [["Ships came."], ["They left."]],
    refused: ["network"],
  },
  { name: "without a title", parts: [["Ships came."]], refused: ["network"] },
]);
