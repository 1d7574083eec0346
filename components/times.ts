/** "2026-11-20 15:00:00" of an instant in a zone: what the date pickers and the calendar work with. */
export const wallTimeIn = (instant: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(instant);

/** A moment as people read it, in the zone it concerns. */
export const momentIn = (instant: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "medium", timeStyle: "short" }).format(instant);

/** "GMT+1" or "Europe/Berlin": the zone's own short name at that moment, for showing beside a time. */
export const zoneName = (instant: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone, timeZoneName: "short" })
    .formatToParts(instant)
    .find(({ type }) => type === "timeZoneName")?.value ?? timeZone;

/** Every zone this browser knows, UTC first. */
export const TIME_ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/** "20 Nov 2026" of an instant in a zone. */
export const dayIn = (instant: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "medium" }).format(instant);

/** "09:00:00", or "09:00:00.004" when `exact`. */
export const clockIn = (instant: Date, timeZone: string, exact = false): string =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    ...(exact ? { fractionalSecondDigits: 3 as const } : {}),
  }).format(instant);
