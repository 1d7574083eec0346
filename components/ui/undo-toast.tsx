"use client";
import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";

/** How long something can be taken back, in ms. */
export const UNDO_MS = 6_000;

/** Says what was done, with a way back; gives the toast's id. */
export function showUndo(message: string, onUndo: () => void): string {
  const id = notifications.show({
    autoClose: UNDO_MS,
    message: (
      <Group justify="space-between" wrap="nowrap">
        {message}
        <Button
          size="compact-sm"
          variant="subtle"
          flex="none"
          onClick={() => {
            notifications.hide(id);
            onUndo();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
  return id;
}
