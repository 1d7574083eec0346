import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import { AppError } from "@/server/errors";
import { type ChosenTime, chooseTime } from "@/server/publishing/wall-time";

/** When a recurrence has its turns: a rule without DTSTART, its first wall time, and the zone both are read in. */
export type Rule = { rule: string; startsAt: string; timeZone: string };
/** One turn: `occurrence` is the wall time the rule says and names it for good, `time` is when that is. */
export type Turn = { index: number; occurrence: string; time: ChosenTime };

const PARTS: Record<string, RegExp> = {
  FREQ: /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9]\d{0,2}$/,
  BYDAY: /^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU))*$/,
  BYMONTHDAY: /^-?([1-9]|[12]\d|3[01])(,-?([1-9]|[12]\d|3[01]))*$/,
  BYMONTH: /^([1-9]|1[0-2])(,([1-9]|1[0-2]))*$/,
  BYSETPOS: /^-?[1-9]\d{0,2}(,-?[1-9]\d{0,2})*$/,
  WKST: /^(MO|TU|WE|TH|FR|SA|SU)$/,
  COUNT: /^[1-9]\d{0,3}$/,
  UNTIL: /^\d{8}(T\d{6}Z?)?$/,
};
const DAY_MS = 86_400_000;

/** A rule in its one spelling. Throws BAD_REQUEST that names the part which is wrong, or when the rule never has a turn. */
export function checkRule({ rule, startsAt, timeZone }: Rule): Rule {
  const parts = partsOf(rule.toUpperCase().replace(/^RRULE:/, ""));
  const wrong = [...parts].find(([name, value]) => !PARTS[name]?.test(value));
  if (wrong) throw refusal(`The rule's ${wrong[0] || "text"} is not one we know.`);
  if (!parts.has("FREQ")) throw refusal("The rule says not how often (FREQ).");
  if (parts.has("COUNT") && parts.has("UNTIL")) throw refusal("The rule ends twice: give COUNT or UNTIL.");
  const start = readWall(startsAt);
  chooseTime(start, timeZone);
  const checked = { rule: spelled(parts), startsAt: start, timeZone };
  if (turnsOf(checked, { most: 1 }).length === 0) throw refusal("By this rule nothing ever goes out.");
  return checked;
}

/** A wall time with its seconds. Throws BAD_REQUEST. */
function readWall(text: string): string {
  try {
    return Temporal.PlainDateTime.from(text).toString({ smallestUnit: "second" });
  } catch (cause) {
    throw new AppError("BAD_REQUEST", "That is not a time. Write it like 2026-11-20T09:00.", { cause });
  }
}

type Span = { from?: Date; to?: Date; most: number };

/**
 * The first turns that lie after `from` and not after `to`. The rule is worked out in wall time alone and each turn is
 * then read in the zone by `chooseTime`, so a clock change moves a turn by the same rule as any other time.
 */
export function turnsOf({ rule, startsAt, timeZone }: Rule, { from, to, most }: Span): Turn[] {
  const turns: Turn[] = [];
  const early = (from?.getTime() ?? Number.NEGATIVE_INFINITY) - 2 * DAY_MS;
  const late = (to?.getTime() ?? Number.POSITIVE_INFINITY) + 2 * DAY_MS;
  eachWall({ rule, startsAt, timeZone }, (wall, index) => {
    const roughly = wall.toZonedDateTime("UTC").epochMilliseconds;
    if (roughly < early) return true;
    if (roughly > late) return false;
    const occurrence = wall.toString({ smallestUnit: "second" });
    const time = chooseTime(occurrence, timeZone);
    if ((from && time.dueAt <= from) || (to && time.dueAt > to)) return true;
    turns.push({ index, occurrence, time });
    return turns.length < most;
  });
  return turns;
}

/** One turn by its name. Throws NOT_FOUND when the rule has no such turn. */
export function turnAt(rule: Rule, occurrence: string): Turn {
  const wanted = readWall(occurrence);
  const at = chooseTime(wanted, rule.timeZone).dueAt;
  const near = { from: new Date(at.getTime() - DAY_MS), to: new Date(at.getTime() + DAY_MS) };
  const turn = turnsOf(rule, { ...near, most: 10 }).find((one) => one.occurrence === wanted);
  if (!turn) throw new AppError("NOT_FOUND", "This recurrence has no turn at that time.");
  return turn;
}

/** The rule that ends right before a turn, and the one that goes on with it. */
export function splitRule(rule: Rule, { index, occurrence }: Turn): { before: string; onward: string } {
  const parts = partsOf(rule.rule);
  const onward = new Map(parts);
  const count = Number(parts.get("COUNT"));
  if (count) onward.set("COUNT", String(count - index));
  const last = Temporal.PlainDateTime.from(occurrence).subtract({ seconds: 1 });
  const before = new Map(parts).set("UNTIL", last.toString({ smallestUnit: "second" }).replace(/[-:]/g, ""));
  before.delete("COUNT");
  return { before: spelled(before), onward: spelled(onward) };
}

type Parts = Map<string, string>;

const partsOf = (rule: string): Parts =>
  new Map(
    rule.split(";").map((part): [string, string] => {
      const [name = "", ...value] = part.trim().split("=");
      return [name, value.join("=")];
    }),
  );
const spelled = (parts: Parts): string => [...parts].map(([name, value]) => `${name}=${value}`).join(";");

/** Calls `visit` with each wall time until it has enough. Throws BAD_REQUEST for a rule that cannot be worked out. */
function eachWall(
  { rule, startsAt, timeZone }: Rule,
  visit: (wall: Temporal.PlainDateTime, index: number) => boolean,
): void {
  const parts = partsOf(rule);
  const until = parts.get("UNTIL");
  parts.delete("UNTIL");
  try {
    new RRuleTemporal({
      rruleString: spelled(parts),
      dtstart: Temporal.PlainDateTime.from(startsAt).toZonedDateTime("UTC"),
      ...(until && { until: lastWall(until, timeZone).toZonedDateTime("UTC") }),
      temporal: Temporal,
      cache: false,
    }).all((at, index) => visit(at.toPlainDateTime(), index));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("BAD_REQUEST", "This rule cannot be worked out. Choose a simpler one.", { cause });
  }
}

/** A day includes its last second; an instant is read in the recurrence's zone. */
function lastWall(until: string, timeZone: string): Temporal.PlainDateTime {
  if (until.endsWith("Z")) return Temporal.Instant.from(until).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return Temporal.PlainDateTime.from(until.length === 8 ? `${until}T235959` : until);
}

const refusal = (why: string) =>
  new AppError("BAD_REQUEST", `${why} Write it like FREQ=WEEKLY;BYDAY=MO,TH or FREQ=MONTHLY;BYMONTHDAY=1;COUNT=12.`);
