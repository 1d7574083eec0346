import { expect, test } from "vitest";
import { type RuleChoice, tellRule, toRule } from "./rule";

const choice = (given: Partial<RuleChoice>): RuleChoice => ({
  every: "week",
  interval: 1,
  weekdays: [1],
  monthDay: 1,
  ends: { kind: "never" },
  ...given,
});

test.each([
  [
    choice({ weekdays: [5, 1], interval: 2 }),
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
    "every 2 weeks on Monday and Friday",
  ],
  [choice({ every: "day", ends: { kind: "after", count: 10 } }), "FREQ=DAILY;COUNT=10", "every day, 10 times"],
  [choice({ every: "month", monthDay: 0 }), "FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"],
  [
    choice({ every: "month", monthDay: 15, ends: { kind: "on", day: "2027-03-31" } }),
    "FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20270331T235959",
    "every month on day 15, until 2027-03-31",
  ],
])("%o is the rule %s, said as %s", (chosen, rule, said) => {
  expect(toRule(chosen)).toBe(rule);
  expect(tellRule(rule)).toBe(said);
});

test("a rule from elsewhere that words do not cover stays as written", () => {
  expect(tellRule("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1")).toBe("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1");
  expect(tellRule("FREQ=MONTHLY;BYDAY=2TU")).toBe("FREQ=MONTHLY;BYDAY=2TU");
});
