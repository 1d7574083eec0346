import { expect, test } from "vitest";
import { AppError } from "@/server/errors";
import { chooseTime } from "./wall-time";

const due = (at: string, zone: string) => chooseTime(at, zone).dueAt.toISOString();

test("a wall time is read in its zone, on both sides of a clock change", () => {
  expect(due("2026-11-20T09:00", "Europe/Berlin")).toBe("2026-11-20T08:00:00.000Z");
  expect(due("2026-07-20T09:00", "Europe/Berlin")).toBe("2026-07-20T07:00:00.000Z");
  expect(due("2026-11-20T09:00", "Asia/Kathmandu")).toBe("2026-11-20T03:15:00.000Z");
});

test("an instant keeps its instant and becomes the zone's wall time", () => {
  const time = chooseTime("2026-11-20T09:00:00.500Z", "America/New_York");
  expect(time).toMatchObject({ wallTime: "2026-11-20T04:00:00.5", timeZone: "America/New_York", shifted: null });
  expect(due("2026-11-20T09:00:00+02:00", "UTC")).toBe("2026-11-20T07:00:00.000Z");
});

test("an instant is never rounded to before itself", () => {
  expect(due("2026-11-20T09:00:00.0001Z", "UTC")).toBe("2026-11-20T09:00:00.001Z");
});

test("a time that the clocks skip becomes the later valid one, and that is said", () => {
  const time = chooseTime("2027-03-28T02:30", "Europe/Berlin");
  expect(time.dueAt.toISOString()).toBe("2027-03-28T01:30:00.000Z");
  expect(time.wallTime).toBe("2027-03-28T03:30:00");
  expect(time.shifted).toBe("The clocks skip 02:30 that day in Europe/Berlin: it goes out at 03:30.");
});

test("a time that comes twice means the first, and that is said", () => {
  const time = chooseTime("2026-10-25T02:30", "Europe/Berlin");
  expect(time.dueAt.toISOString()).toBe("2026-10-25T00:30:00.000Z");
  expect(time.shifted).toMatch(/comes twice/);
});

test.each([
  ["2026-11-20T09:00", "Mars/Olympus"],
  ["tomorrow", "UTC"],
  ["2026-02-30T09:00", "UTC"],
])("%s in %s is refused", (at, zone) => {
  expect(() => chooseTime(at, zone)).toThrow(AppError);
});
