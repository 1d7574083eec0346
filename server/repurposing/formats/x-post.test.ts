import { testFormat } from "./format-table";
import { xPost } from "./x-post";

testFormat(xPost, [
  {
    name: "one part",
    parts: [["Ships came.", "All left."]],
    hashtags: ["Port"],
    becomes: ["Ships came. All left.\n\n#Port"],
  },
  { name: "past the limit with its hashtag", parts: [["a".repeat(276)]], hashtags: ["Port"], refused: ["network"] },
]);
