"use client";
import { Alert, Button, Modal, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { momentIn } from "@/components/times";
import { useTRPC } from "@/components/trpc";
import type { Channel } from "@/server/channels/input";
import { PostSelect } from "./post-select";

type Props = { channel: Channel; at: Date; timeZone: string; onClose: () => void; onFilled: () => void };

/** Chooses the post that goes out at a free time. */
export function FillSlot({ channel, at, timeZone, onClose, onFilled }: Props) {
  const api = useTRPC();
  const [postIds, setPostIds] = useState<string[]>([]);
  const schedule = useMutation(
    api.deliveries.schedule.mutationOptions({
      onSuccess: () => {
        onFilled();
        onClose();
      },
    }),
  );
  const [postId] = postIds;
  return (
    <Modal opened onClose={onClose} title={momentIn(at, timeZone)}>
      <Stack>
        {schedule.isError && (
          <Alert color="red" role="alert">
            {schedule.error.message}
          </Alert>
        )}
        <PostSelect
          label={`Post for ${channel.name}`}
          value={postIds}
          onChange={setPostIds}
          network={channel.network}
          most={1}
        />
        <Button
          disabled={!postId}
          loading={schedule.isPending}
          onClick={() =>
            postId && schedule.mutate({ postId, channelIds: [channel.id], at: at.toISOString(), timeZone })
          }
        >
          Put it there
        </Button>
      </Stack>
    </Modal>
  );
}
