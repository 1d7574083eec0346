"use client";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import type { Channel } from "@/server/channels/input";
import { ResumeDialog } from "./resume-dialog";

/** Stops a channel, or lets it go on after asking what becomes of the posts whose time has passed. */
export function PauseButton({ channel, onChanged }: { channel: Channel; onChanged: () => void }) {
  const api = useTRPC();
  const { id: channelId, name } = channel;
  const [resuming, setResuming] = useState(false);
  const pauses = useQuery(api.pauses.current.queryOptions());
  const settle = {
    onError: (error: { message: string }) => notifications.show({ color: "red", message: error.message }),
    onSettled: onChanged,
  };
  const pause = useMutation(
    api.pauses.pauseChannel.mutationOptions({
      ...settle,
      onSuccess: () =>
        notifications.show({ message: `${name} is paused. Nothing goes out there until you resume it.` }),
    }),
  );
  const resume = useMutation(
    api.pauses.resumeChannel.mutationOptions({
      ...settle,
      onSuccess: () => {
        setResuming(false);
        notifications.show({ message: `${name} goes on.` });
      },
    }),
  );
  const paused = pauses.data?.items.some((one) => one.channelId === channelId) ?? false;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={pause.isPending}
        disabled={pauses.isPending}
        onClick={() => (paused ? setResuming(true) : pause.mutate({ channelId }))}
      >
        {paused ? "Resume" : "Pause"}
      </Button>
      {resuming && (
        <ResumeDialog
          title={`Resume ${name}`}
          channelId={channelId}
          busy={resume.isPending}
          onResume={(choice) => resume.mutate({ channelId, ...choice })}
          onClose={() => setResuming(false)}
        />
      )}
    </>
  );
}
