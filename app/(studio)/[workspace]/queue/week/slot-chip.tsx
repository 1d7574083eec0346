"use client";
import { Button, Group, Popover, Select, Stack } from "@mantine/core";
import { TimeInput } from "@mantine/dates";
import { useState } from "react";
import type { Slot } from "@/server/scheduling/input";
import type { Slots } from "./use-slots";
import classes from "./week.module.css";
import { WEEKDAYS, weekdayName } from "./weekdays";

type Props = {
  slot: Slot;
  /** Null for those who may only look. */
  slots: Slots | null;
  onDrag: (slot: Slot | null) => void;
};

/** One time of the week: dragged to another day, or opened to change or remove it. */
export function SlotChip({ slot, slots, onDrag }: Props) {
  const [opened, setOpened] = useState(false);
  const [to, setTo] = useState({ weekday: slot.weekday, time: slot.time });
  const toggle = () => {
    setTo({ weekday: slot.weekday, time: slot.time });
    setOpened(!opened);
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus returnFocus position="bottom" width={240} shadow="md">
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="default"
          className={classes["chip"] ?? ""}
          disabled={!slots}
          aria-label={`${weekdayName(slot.weekday)}, ${slot.time}${slots ? ", change" : ""}`}
          draggable={slots !== null}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = "move";
            event.dataTransfer.setData("text/plain", slot.time);
            onDrag(slot);
          }}
          onDragEnd={() => onDrag(null)}
          onClick={toggle}
        >
          {slot.time}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Change ${weekdayName(slot.weekday)}, ${slot.time}`}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            slots?.move(slot, to);
            setOpened(false);
          }}
        >
          <Stack gap="sm">
            <TimeInput
              label="Time"
              required
              value={to.time}
              onChange={(event) => setTo({ ...to, time: event.currentTarget.value })}
              data-autofocus
            />
            <Select
              label="Day"
              data={WEEKDAYS.map(({ value, name }) => ({ value: String(value), label: name }))}
              value={String(to.weekday)}
              onChange={(weekday) => weekday && setTo({ ...to, weekday: Number(weekday) })}
              allowDeselect={false}
              comboboxProps={{ withinPortal: false }}
            />
            <Group justify="space-between">
              <Button
                size="xs"
                variant="subtle"
                color="red"
                onClick={() => {
                  setOpened(false);
                  slots?.remove(slot);
                }}
              >
                Remove
              </Button>
              <Button size="xs" type="submit">
                Move
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
