import { describe, expect, test } from "vitest";
import { checkRule, splitRule, turnAt, turnsOf } from "./recurrence-rule";

const rule = (text: string, startsAt = "2027-03-26T02:30", timeZone = "Europe/Berlin") =>
  checkRule({ rule: text, startsAt, timeZone });
const shown = (text: string, most = 4, startsAt?: string) =>
  turnsOf(rule(text, startsAt), { most }).map(({ occurrence, time }) => [
    occurrence.slice(0, 16),
    time.dueAt.toISOString(),
  ]);

describe("a rule", () => {
  test("keeps its clock time across a change of the clocks, and moves only the turn that is skipped", () => {
    expect(shown("FREQ=DAILY")).toEqual([
      ["2027-03-26T02:30", "2027-03-26T01:30:00.000Z"],
      ["2027-03-27T02:30", "2027-03-27T01:30:00.000Z"],
      ["2027-03-28T02:30", "2027-03-28T01:30:00.000Z"],
      ["2027-03-29T02:30", "2027-03-29T00:30:00.000Z"],
    ]);
    expect(turnsOf(rule("FREQ=DAILY"), { most: 3 })[2]?.time.shifted).toMatch(/skip 02:30 that day.*goes out at 03:30/);
    expect(shown("FREQ=DAILY", 2, "2027-10-31T02:30")).toEqual([
      ["2027-10-31T02:30", "2027-10-31T00:30:00.000Z"],
      ["2027-11-01T02:30", "2027-11-01T01:30:00.000Z"],
    ]);
  });

  test("ends after a count, on a day, at a wall time or at an instant", () => {
    const days = (text: string) => turnsOf(rule(text), { most: 50 }).map(({ occurrence }) => occurrence.slice(8, 10));
    expect(days("FREQ=WEEKLY;BYDAY=MO,FR;COUNT=3")).toEqual(["26", "29", "02"]);
    expect(days("FREQ=DAILY;UNTIL=20270328")).toEqual(["26", "27", "28"]);
    expect(days("RRULE:freq=daily;until=20270328T023000")).toEqual(["26", "27", "28"]);
    expect(days("FREQ=DAILY;UNTIL=20270329T003000Z")).toEqual(["26", "27", "28", "29"]);
    expect(days("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2")).toEqual(["26", "30"]);
  });

  test.each([
    ["FREQ=HOURLY", /FREQ/],
    ["FREQ=DAILY;BYHOUR=1,2", /BYHOUR/],
    ["FREQ=DAILY;COUNT=3;UNTIL=20270101", /ends twice/],
    ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", /cannot be worked out/],
    ["FREQ=DAILY;UNTIL=20200101", /nothing ever/],
    ["INTERVAL=2;COUNT=3", /how often/],
    ["every day, please", /not one we know/],
  ])("%s is refused with what is wrong", (text, why) => {
    expect(() => rule(text)).toThrow(why);
  });

  test("is cut in two at a turn, and both halves have what the whole had", () => {
    for (const text of ["FREQ=WEEKLY;BYDAY=MO,FR;COUNT=7", "FREQ=DAILY;INTERVAL=3;UNTIL=20270501"]) {
      const whole = rule(text);
      const all = turnsOf(whole, { most: 50 });
      const cut = turnAt(whole, all[2]?.occurrence ?? "");
      const { before, onward } = splitRule(whole, cut);
      const halves = [
        ...turnsOf({ ...whole, rule: before }, { most: 50 }),
        ...turnsOf({ ...whole, rule: onward, startsAt: cut.occurrence }, { most: 50 }),
      ];
      expect(halves.map(({ occurrence }) => occurrence)).toEqual(all.map(({ occurrence }) => occurrence));
    }
  });

  test("names its turns, and has no others", () => {
    expect(turnAt(rule("FREQ=DAILY;INTERVAL=2"), "2027-04-05T02:30")).toMatchObject({ index: 5 });
    expect(() => turnAt(rule("FREQ=DAILY;INTERVAL=2"), "2027-04-04T02:30")).toThrow(/no turn/);
  });
});
