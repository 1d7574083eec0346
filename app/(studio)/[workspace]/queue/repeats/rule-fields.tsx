"use client";
import { Chip, Group, NumberInput, Select } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { WEEKDAYS } from "@/app/(studio)/[workspace]/queue/week/weekdays";
import type { RuleChoice } from "./rule";

type Props = { choice: RuleChoice; onChange: (choice: RuleChoice) => void };

const number = (value: string | number, least: number): number => Math.max(least, Math.round(Number(value)) || least);

/** How often, on which days, until when. */
export function RuleFields({ choice, onChange }: Props) {
  const { every, interval, weekdays, monthDay, ends } = choice;
  const set = (change: Partial<RuleChoice>) => onChange({ ...choice, ...change });
  const end = (kind: string | null) => {
    if (kind === "never") set({ ends: { kind } });
    if (kind === "after") set({ ends: { kind, count: 10 } });
    if (kind === "on") set({ ends: { kind, day: "" } });
  };
  return (
    <>
      <Group grow align="flex-start">
        <NumberInput
          label="Every"
          min={1}
          max={99}
          value={interval}
          onChange={(value) => set({ interval: number(value, 1) })}
        />
        <Select
          label="Unit"
          data={[
            { value: "day", label: interval > 1 ? "days" : "day" },
            { value: "week", label: interval > 1 ? "weeks" : "week" },
            { value: "month", label: interval > 1 ? "months" : "month" },
          ]}
          value={every}
          onChange={(value) => value && set({ every: value as RuleChoice["every"] })}
          allowDeselect={false}
        />
        {every === "month" && (
          <Select
            label="On day"
            data={[
              ...Array.from({ length: 31 }, (_, day) => ({ value: String(day + 1), label: String(day + 1) })),
              { value: "0", label: "the last" },
            ]}
            value={String(monthDay)}
            onChange={(value) => value && set({ monthDay: Number(value) })}
            allowDeselect={false}
          />
        )}
      </Group>
      {every === "week" && (
        <Chip.Group multiple value={weekdays.map(String)} onChange={(days) => set({ weekdays: days.map(Number) })}>
          <Group gap={6} role="group" aria-label="On">
            {WEEKDAYS.map(({ value, short, name }) => (
              <Chip key={value} value={String(value)} size="sm" radius="md" aria-label={name}>
                {short}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
      <Group grow align="flex-start">
        <Select
          label="Ends"
          data={[
            { value: "never", label: "Never" },
            { value: "after", label: "After a number of times" },
            { value: "on", label: "On a day" },
          ]}
          value={ends.kind}
          onChange={end}
          allowDeselect={false}
        />
        {ends.kind === "after" && (
          <NumberInput
            label="Times"
            min={1}
            max={9999}
            value={ends.count}
            onChange={(value) => set({ ends: { kind: "after", count: number(value, 1) } })}
          />
        )}
        {ends.kind === "on" && (
          <DateInput
            label="Last day"
            valueFormat="D MMM YYYY"
            value={ends.day || null}
            onChange={(day) => set({ ends: { kind: "on", day: day ?? "" } })}
          />
        )}
      </Group>
    </>
  );
}
