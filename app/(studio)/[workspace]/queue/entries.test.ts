import { expect, test } from "vitest";
import type { DeliverySummary } from "@/server/publishing/input";
import { dayName, daysOf } from "./entries";

const post = (dueAt: string, state: DeliverySummary["state"] = "scheduled") =>
  ({ id: dueAt, dueAt: new Date(dueAt), state }) as DeliverySummary;
const free = (dueAt: string) => ({ dueAt: new Date(dueAt), wallTime: "", timeZone: "Asia/Tokyo", shifted: null });

test("posts and free slots stand in order, by the zone's days", () => {
  const days = daysOf(
    [post("2026-11-20T16:00:00Z"), post("2026-11-20T01:00:00Z"), post("2026-11-20T00:00:00Z", "published")],
    [free("2026-11-20T14:00:00Z"), ...[1, 2, 3, 4, 5, 6].map((day) => free(`2026-11-2${day}T14:00:00Z`))],
    "Asia/Tokyo",
  );
  expect(days.map(({ day, entries }) => [day, ...entries.map(({ kind }) => kind)])).toEqual([
    ["2026-11-20", "post", "free"],
    ["2026-11-21", "post", "free"],
    ...[2, 3, 4, 5].map((day) => [`2026-11-2${day}`, "free"]),
  ]);
});

test("today and tomorrow are called so", () => {
  expect(["2026-11-20", "2026-11-21", "2026-11-23"].map((day) => dayName(day, "2026-11-20"))).toEqual([
    "Today, Friday 20 November",
    "Tomorrow, Saturday 21 November",
    "Monday 23 November",
  ]);
});
