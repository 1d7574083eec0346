"use client";
import { Alert, Button, Group, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconPlayerPause } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import { Moment } from "@/components/ui/moment";
import { ResumeDialog } from "./resume-dialog";

/** Stops everything at once, and says so as long as it lasts. */
export function WorkspacePause({ canPause, onChanged }: { canPause: boolean; onChanged: () => void }) {
  const api = useTRPC();
  const [resuming, setResuming] = useState(false);
  const pauses = useQuery(api.pauses.current.queryOptions());
  const settle = {
    onError: (error: { message: string }) => notifications.show({ color: "red", message: error.message }),
    onSettled: onChanged,
  };
  const pause = useMutation(api.pauses.pauseWorkspace.mutationOptions(settle));
  const resume = useMutation(
    api.pauses.resumeWorkspace.mutationOptions({ ...settle, onSuccess: () => setResuming(false) }),
  );
  const since = pauses.data?.workspacePausedAt;
  const ask = () =>
    modals.openConfirmModal({
      title: "Pause the whole workspace?",
      children: <Text>Nothing goes out on any channel until you resume. What is planned stays planned.</Text>,
      labels: { confirm: "Pause everything", cancel: "Let it go on" },
      onConfirm: () => pause.mutate(),
    });
  if (since)
    return (
      <Alert color="yellow" icon={<IconPlayerPause size={18} />} title="Everything is paused">
        <Group justify="space-between">
          <span>
            Nothing goes out since <Moment at={since} />.
          </span>
          {canPause && (
            <Button size="compact-sm" onClick={() => setResuming(true)}>
              Resume
            </Button>
          )}
        </Group>
        {resuming && (
          <ResumeDialog
            title="Resume the workspace"
            busy={resume.isPending}
            onResume={(choice) => resume.mutate(choice)}
            onClose={() => setResuming(false)}
          />
        )}
      </Alert>
    );
  if (!canPause) return null;
  return (
    <Button
      variant="default"
      size="xs"
      w="fit-content"
      leftSection={<IconPlayerPause size={16} />}
      loading={pause.isPending}
      disabled={pauses.isPending}
      onClick={ask}
    >
      Pause everything
    </Button>
  );
}
