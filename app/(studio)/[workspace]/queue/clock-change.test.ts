import { expect, test } from "vitest";
import { nextClockChange, tellClockChange } from "./clock-change";

test("finds the minute at which the clocks change, and says what it means", () => {
  const spring = nextClockChange("Europe/Berlin", new Date("2027-03-20T10:00:00Z"), 30);
  expect(spring).toEqual({ at: new Date("2027-03-28T01:00:00Z"), minutes: 60 });
  expect(spring && tellClockChange(spring, "Europe/Berlin")).toBe(
    "On Sunday 28 March the clocks skip from 02:00 to 03:00: a post planned in between goes out that much later.",
  );
  const autumn = nextClockChange("America/New_York", new Date("2026-10-20T10:00:00Z"), 30);
  expect(autumn).toEqual({ at: new Date("2026-11-01T06:00:00Z"), minutes: -60 });
  expect(autumn && tellClockChange(autumn, "America/New_York")).toBe(
    "On Sunday 1 November the clocks go back from 02:00 to 01:00: a time that comes twice means the first.",
  );
});

test("half an hour counts too, and where clocks never change there is nothing to say", () => {
  expect(nextClockChange("Australia/Lord_Howe", new Date("2026-09-25T00:00:00Z"), 30)?.minutes).toBe(30);
  expect(nextClockChange("Asia/Tokyo", new Date("2026-03-01T00:00:00Z"), 366)).toBeNull();
});
