/** What a person chooses of a rule; anything else is kept as it is written. */
export type RuleChoice = {
  every: "day" | "week" | "month";
  interval: number;
  /** ISO weekdays, for weeks. */
  weekdays: number[];
  /** Day of the month; 0 is the last. */
  monthDay: number;
  ends: { kind: "never" } | { kind: "after"; count: number } | { kind: "on"; day: string };
};

const FREQ = { day: "DAILY", week: "WEEKLY", month: "MONTHLY" } as const;
const NAMES = new Map([
  ["MO", "Monday"],
  ["TU", "Tuesday"],
  ["WE", "Wednesday"],
  ["TH", "Thursday"],
  ["FR", "Friday"],
  ["SA", "Saturday"],
  ["SU", "Sunday"],
]);
const CODES = [...NAMES.keys()];

/** The choice as an RFC 5545 rule. */
export function toRule({ every, interval, weekdays, monthDay, ends }: RuleChoice): string {
  const days = [...weekdays].sort().map((day) => CODES[day - 1]);
  return [
    `FREQ=${FREQ[every]}`,
    interval > 1 && `INTERVAL=${interval}`,
    every === "week" && `BYDAY=${days.join(",")}`,
    every === "month" && `BYMONTHDAY=${monthDay === 0 ? -1 : monthDay}`,
    ends.kind === "after" && `COUNT=${ends.count}`,
    ends.kind === "on" && `UNTIL=${ends.day.replaceAll("-", "")}T235959`,
  ]
    .filter(Boolean)
    .join(";");
}

/** A rule in words: "every 2 weeks on Monday and Friday, 10 times". What it does not know it gives as written. */
export function tellRule(rule: string): string {
  const parts = new Map(rule.split(";").map((part) => part.split("=") as [string, string]));
  const known = ["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST"];
  const unit = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" }[parts.get("FREQ") ?? ""];
  const days = (parts.get("BYDAY") ?? "").split(",").filter(Boolean);
  const names = days.map((code) => NAMES.get(code));
  if (!unit || [...parts.keys()].some((key) => !known.includes(key)) || names.includes(undefined)) return rule;
  const interval = Number(parts.get("INTERVAL") ?? 1);
  const monthDay = parts.get("BYMONTHDAY");
  const until = parts.get("UNTIL");
  const list = new Intl.ListFormat("en-GB");
  return [
    interval === 1 ? `every ${unit}` : `every ${interval} ${unit}s`,
    names.length > 0 && ` on ${list.format(names.filter((name) => name !== undefined))}`,
    monthDay && (monthDay === "-1" ? " on the last day" : ` on day ${list.format(monthDay.split(","))}`),
    parts.has("COUNT") && `, ${parts.get("COUNT")} times`,
    until && `, until ${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`,
  ]
    .filter(Boolean)
    .join("");
}
