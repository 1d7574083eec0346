"use client";
import { Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import type { Channel } from "@/server/channels/input";

const CHOICES = [null, 300, 900, 1800, 3600, 7200, 14_400];

/** A number of seconds as a person says it. */
export function spanOf(seconds: number): string {
  if (seconds % 3600 === 0) return seconds === 3600 ? "1 hour" : `${seconds / 3600} hours`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** How far apart the posts of a channel go out at least, as items of its menu. */
export function SpacingItems({ channel, onChanged }: { channel: Channel; onChanged: () => void }) {
  const api = useTRPC();
  const set = useMutation(
    api.channels.setSpacing.mutationOptions({
      onSuccess: (_, { spacingSeconds }) => {
        onChanged();
        const now =
          spacingSeconds === null ? "as close as the network allows" : `at least ${spanOf(spacingSeconds)} apart`;
        notifications.show({ message: `Posts of ${channel.name} go out ${now}.` });
      },
      onError: (error) => notifications.show({ color: "red", message: error.message }),
    }),
  );
  return (
    <>
      <Menu.Label>Time between posts</Menu.Label>
      {CHOICES.map((spacingSeconds) => (
        <Menu.Item
          key={spacingSeconds}
          role="menuitemradio"
          aria-checked={channel.spacingSeconds === spacingSeconds}
          rightSection={channel.spacingSeconds === spacingSeconds && <IconCheck size={14} stroke={1.7} />}
          onClick={() => set.mutate({ channelId: channel.id, spacingSeconds })}
        >
          {spacingSeconds === null ? "As the network has it" : `At least ${spanOf(spacingSeconds)}`}
        </Menu.Item>
      ))}
    </>
  );
}
