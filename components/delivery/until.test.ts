import { expect, test } from "vitest";
import { untilText } from "@/components/delivery/until";

const at = (seconds: number) => untilText(new Date(seconds * 1000), 0);

test("counts down the last hour, to the second when it is near", () => {
  expect([at(1), at(59.2), at(60), at(200), at(725), at(3600)]).toEqual([
    "in 1 s",
    "in 1 min",
    "in 1 min",
    "in 3 min 20 s",
    "in 12 min",
    "in 60 min",
  ]);
});

test("says nothing of what is far or past", () => {
  expect([at(3601), at(0), at(-5)]).toEqual([null, null, null]);
});
