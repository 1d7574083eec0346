"use client";
import { Alert, Button, Checkbox, Modal, Stack, Switch } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import type { Channel } from "@/server/channels/input";
import { RULES } from "@/server/networks/rules";
import { staying } from "./use-slots";

type Props = { channel: Channel; others: Channel[]; onClose: () => void; onCopied: () => void };

/** Gives other channels the times of this one. */
export function CopyTimes({ channel, others, onClose, onCopied }: Props) {
  const api = useTRPC();
  const [chosen, setChosen] = useState<string[]>([]);
  const [replace, setReplace] = useState(false);
  const copy = useMutation(
    api.slots.copy.mutationOptions({
      onSuccess: ({ stays }) => {
        notifications.show({
          message: `Copied to ${chosen.length} ${chosen.length === 1 ? "channel" : "channels"}.${staying(stays)}`,
        });
        onCopied();
        onClose();
      },
    }),
  );
  return (
    <Modal opened onClose={onClose} title={`Copy the times of ${channel.name}`}>
      <Stack>
        {copy.isError && (
          <Alert color="red" role="alert">
            {copy.error.message}
          </Alert>
        )}
        <Checkbox.Group label="To" value={chosen} onChange={setChosen}>
          <Stack gap="xs" mt="xs">
            {others.map(({ id, name, network }) => (
              <Checkbox key={id} value={id} label={`${name} · ${RULES[network].name}`} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Switch
          label="Remove the times they have now"
          checked={replace}
          onChange={(event) => setReplace(event.currentTarget.checked)}
        />
        <Button
          disabled={chosen.length === 0}
          loading={copy.isPending}
          onClick={() => copy.mutate({ channelId: channel.id, toChannelIds: chosen, replace })}
        >
          Copy
        </Button>
      </Stack>
    </Modal>
  );
}
