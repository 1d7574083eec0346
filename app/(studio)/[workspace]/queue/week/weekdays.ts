/** ISO weekdays, Monday first. */
export const WEEKDAYS = [
  { value: 1, name: "Monday", short: "Mon" },
  { value: 2, name: "Tuesday", short: "Tue" },
  { value: 3, name: "Wednesday", short: "Wed" },
  { value: 4, name: "Thursday", short: "Thu" },
  { value: 5, name: "Friday", short: "Fri" },
  { value: 6, name: "Saturday", short: "Sat" },
  { value: 7, name: "Sunday", short: "Sun" },
] as const;

/** "Monday" of 1. */
export const weekdayName = (value: number): string => WEEKDAYS.find((day) => day.value === value)?.name ?? "";
