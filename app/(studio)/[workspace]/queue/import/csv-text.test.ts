import { expect, test } from "vitest";
import { readText, toCsv, toRows } from "./csv-text";

test("cells with commas, quotes and line breaks survive being read and written", () => {
  const rows = [
    ["title", "text"],
    ["One, two", 'He said "hi"\nand left'],
  ];
  expect(toRows(toCsv(rows))).toEqual(rows);
});

test("semicolons and tabs separate too", () => {
  expect(toRows("title;text\nA;b,c")).toEqual([
    ["title", "text"],
    ["A", "b,c"],
  ]);
  expect(toRows("title\ttext\nA\tb")[1]).toEqual(["A", "b"]);
});

test("a file of Windows is read as such", async () => {
  expect(await readText(new File([new Uint8Array([0x47, 0x72, 0xfc, 0xdf, 0x65])], "a.csv"))).toBe("Grüße");
  expect(await readText(new File(["\ufeffGrüße"], "a.csv"))).toBe("Grüße");
});
