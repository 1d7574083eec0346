import { Temporal } from "temporal-polyfill";
import { AppError } from "@/server/errors";

/** An instant with the wall time and zone a person chose; `shifted` is told to them when the clock change moved it. */
export type ChosenTime = { dueAt: Date; wallTime: string; timeZone: string; shifted: string | null };

const HAS_OFFSET = /(?:[zZ]|[+-]\d{2}(?::?\d{2})?)$/;

/**
 * Reads a wall time of a zone ("2026-11-20T09:00"), or an instant ("…Z"). A time that the clocks skip becomes the later
 * valid one, a time that comes twice means the first. Throws BAD_REQUEST for what is no time or no zone.
 */
export function chooseTime(at: string, timeZone: string): ChosenTime {
  try {
    if (HAS_OFFSET.test(at.slice(at.indexOf("T") + 1))) return ofInstant(Temporal.Instant.from(at), timeZone);
    return ofWallTime(Temporal.PlainDateTime.from(at), timeZone);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("BAD_REQUEST", "That is not a time of a known zone. Write it like 2026-11-20T09:00.", { cause });
  }
}

/** An instant as the wall time of a zone. */
export function ofInstant(instant: Temporal.Instant, timeZone: string): ChosenTime {
  const whole = instant.round({ smallestUnit: "millisecond", roundingMode: "ceil" });
  const wallTime = whole.toZonedDateTimeISO(timeZone).toPlainDateTime().toString();
  return { dueAt: new Date(whole.epochMilliseconds), wallTime, timeZone, shifted: null };
}

/** The day ("2026-11-20") that an instant falls on in a zone. */
export const wallDate = (at: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString();

function ofWallTime(asked: Temporal.PlainDateTime, timeZone: string): ChosenTime {
  const wanted = asked.round({ smallestUnit: "millisecond" });
  const first = wanted.toZonedDateTime(timeZone, { disambiguation: "compatible" });
  const second = wanted.toZonedDateTime(timeZone, { disambiguation: "later" });
  const wall = first.toPlainDateTime();
  const skipped = !wall.equals(wanted);
  const twice = !skipped && second.epochMilliseconds !== first.epochMilliseconds;
  return {
    dueAt: new Date(first.epochMilliseconds),
    wallTime: wall.toString(),
    timeZone,
    shifted: skipped
      ? `The clocks skip ${clock(wanted)} that day in ${timeZone}: it goes out at ${clock(wall)}.`
      : twice
        ? `${clock(wanted)} comes twice that day in ${timeZone}: it goes out the first time.`
        : null,
  };
}

const clock = (time: Temporal.PlainDateTime): string =>
  time.toPlainTime().toString({ smallestUnit: time.second === 0 && time.millisecond === 0 ? "minute" : "second" });
