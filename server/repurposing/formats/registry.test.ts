import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RULES } from "@/server/networks/rules";
import { formatList } from "@/server/repurposing/job-view";
import { FORMAT_FILES } from "./all";
import { draftShape } from "./format";
import { registryText } from "./generate";
import { findFormat, listFormats } from "./registry";

it("is generated from the folder: run `npm run formats` after adding a file", () => {
  expect(readFileSync(join(import.meta.dirname, "all.ts"), "utf8")).toBe(registryText());
});

it("finds a format by the name of its file, and none by another name", () => {
  for (const [id, format] of Object.entries(FORMAT_FILES)) expect(findFormat(id)).toBe(format);
  for (const id of ["", "toString", "X", "x "]) expect(findFormat(id)).toBeUndefined();
});

it("lists each once, those of a network together", () => {
  const { items } = formatList.parse({ items: listFormats() });
  expect(items.map(({ id }) => id).toSorted()).toEqual(Object.keys(FORMAT_FILES).toSorted());
  expect(new Set(items.map(({ name }) => name)).size).toBe(items.length);
  const networks = items.map(({ network }) => network);
  expect(networks.filter((network, at) => network !== networks[at - 1])).toEqual([...new Set(networks)]);
});

describe.each(Object.entries(FORMAT_FILES))("%s", (id, format) => {
  it("stays within its network's limits", () => {
    const { titleLimit, maxParts } = RULES[format.networkId];
    const shape = draftShape(format);
    expect(format.id).toBe(id);
    expect(shape.target).toBeLessThanOrEqual(shape.limit);
    expect(shape.minParts).toBeLessThanOrEqual(shape.maxParts);
    expect(format.shape.maxParts).toBeLessThanOrEqual(maxParts);
    expect(shape.hasTitle).toBe(RULES[format.networkId].hasTitle);
    expect(shape.titleLimit).toBe(titleLimit ?? undefined);
    expect(shape.measure("four")).toBe(4);
  });

  it("asks for slides only where it has them", () => {
    expect(format.instruction.includes('"slides"')).toBe(format.shape.slides !== undefined);
  });
});

it("measures bytes where a network counts them", () => {
  expect(draftShape(FORMAT_FILES.bluesky).measure("क्षि".repeat(299))).toBeGreaterThan(300);
});
