"use client";
import { ActionIcon, Button, Chip, Group, Input, Modal, Stack } from "@mantine/core";
import { TimeInput } from "@mantine/dates";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { WEEKDAYS } from "./weekdays";

type Props = {
  /** Chosen at the start. */
  weekdays: number[];
  onAdd: (weekdays: number[], times: string[]) => void;
  onClose: () => void;
};

const WORKING_DAYS = [1, 2, 3, 4, 5];

/** Adds each time on each of the days. */
export function AddTimes({ weekdays, onAdd, onClose }: Props) {
  const [days, setDays] = useState(() => (weekdays.length > 0 ? weekdays : WORKING_DAYS).map(String));
  const [times, setTimes] = useState([{ id: 0, time: "09:00" }]);
  const set = (id: number, time: string) => setTimes(times.map((one) => (one.id === id ? { id, time } : one)));
  const wanted = [...new Set(times.map(({ time }) => time).filter(Boolean))];
  return (
    <Modal opened onClose={onClose} title="Add times">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onAdd(days.map(Number), wanted);
        }}
      >
        <Stack>
          <Input.Wrapper label="Days" labelElement="div">
            <Chip.Group multiple value={days} onChange={setDays}>
              <Group gap={6} mt={4} role="group" aria-label="Days">
                {WEEKDAYS.map(({ value, short, name }) => (
                  <Chip key={value} value={String(value)} size="sm" radius="md" aria-label={name}>
                    {short}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
          </Input.Wrapper>
          <Input.Wrapper label="Times" labelElement="div">
            <Stack gap={6} mt={4}>
              {times.map(({ id, time }, index) => (
                <Group key={id} gap="xs" wrap="nowrap">
                  <TimeInput
                    aria-label={`Time ${index + 1}`}
                    value={time}
                    onChange={(event) => set(id, event.currentTarget.value)}
                    required
                    flex={1}
                    data-autofocus={index === 0 || undefined}
                  />
                  {times.length > 1 && (
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={`Remove time ${index + 1}`}
                      onClick={() => setTimes(times.filter((one) => one.id !== id))}
                    >
                      <IconX size={16} />
                    </ActionIcon>
                  )}
                </Group>
              ))}
              {times.length < 24 && (
                <Button
                  variant="subtle"
                  size="compact-sm"
                  w="fit-content"
                  leftSection={<IconPlus size={15} />}
                  onClick={() => setTimes([...times, { id: Math.max(...times.map(({ id }) => id)) + 1, time: "" }])}
                >
                  One more time
                </Button>
              )}
            </Stack>
          </Input.Wrapper>
          <Button type="submit" disabled={days.length === 0 || wanted.length === 0}>
            Add {days.length * wanted.length} {days.length * wanted.length === 1 ? "time" : "times"}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
