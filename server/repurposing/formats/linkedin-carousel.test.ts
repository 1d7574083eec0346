import { testFormat } from "./format-table";
import { linkedinCarousel } from "./linkedin-carousel";

testFormat(linkedinCarousel, [
  {
    name: "slides stand behind the post and are not sent",
    parts: [[{ text: "Ships came.", kind: "hook" }]],
    slides: [["Ships."], ["They left.", "All of them."]],
    hashtags: ["Port"],
    becomes: ["Ships came.\n\n#Port", "Ships.", "They left. All of them."],
  },
  { name: "many slides are no thread", parts: [["Ships came."]], slides: Array.from({ length: 9 }, () => ["Slide."]) },
  { name: "two parts are one too many", parts: [["Ships came."], ["They left."]], refused: ["network"] },
]);
