"use client";
import { Select, Stack } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { TIME_ZONES } from "@/components/times";

/** A wall time ("2026-11-20 15:00:00") and the zone it is meant in. */
export type When = { wallTime: string; timeZone: string };

/** A date, a time and a zone. */
export function WhenPicker({ value, onChange }: { value: When; onChange: (value: When) => void }) {
  return (
    <Stack gap="sm">
      <DateTimePicker
        label="Date and time"
        valueFormat="ddd D MMM YYYY, HH:mm"
        value={value.wallTime}
        onChange={(wallTime) => wallTime && onChange({ ...value, wallTime })}
        timePickerProps={{ hoursInputLabel: "Hours", minutesInputLabel: "Minutes" }}
      />
      <Select
        label="Time zone"
        data={TIME_ZONES}
        searchable
        allowDeselect={false}
        value={value.timeZone}
        onChange={(timeZone) => timeZone && onChange({ ...value, timeZone })}
      />
    </Stack>
  );
}
