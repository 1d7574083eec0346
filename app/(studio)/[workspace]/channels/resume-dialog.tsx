"use client";
import { Alert, Button, List, Modal, NumberInput, Radio, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import { Moment } from "@/components/ui/moment";

type Overdue = "send_now" | "next_free_slots" | "leave";
type Props = {
  title: string;
  /** Absent: the whole workspace. */
  channelId?: string;
  busy: boolean;
  onResume: (choice: { overdue: Overdue; spacingMinutes: number }) => void;
  onClose: () => void;
};

/** Overdue posts named before one decides. */
const NAMED = 5;

/** Lets posts go out again; says first what should have gone out meanwhile and asks what becomes of it. */
export function ResumeDialog({ title, channelId, busy, onResume, onClose }: Props) {
  const api = useTRPC();
  const [overdue, setOverdue] = useState<Overdue>("next_free_slots");
  const [spacingMinutes, setSpacing] = useState(5);
  const missed = useQuery(
    api.pauses.overdue.queryOptions({ limit: NAMED, ...(channelId ? { channelId } : {}) }, { staleTime: 0 }),
  );
  const total = missed.data?.total ?? 0;
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack>
        {missed.isPending && <Skeleton height={80} aria-busy="true" />}
        {missed.isError && <Alert color="red">{missed.error.message}</Alert>}
        {missed.isSuccess && total === 0 && <Text>Nothing was missed. Everything planned goes out at its time.</Text>}
        {total > 0 && (
          <>
            <div>
              <Text>
                {total.toLocaleString("en")} {total === 1 ? "post" : "posts"} should have gone out meanwhile:
              </Text>
              <List size="sm" mt={4}>
                {missed.data?.items.map(({ id, title: name, dueAt }) => (
                  <List.Item key={id}>
                    {name}, <Moment at={dueAt} />
                  </List.Item>
                ))}
                {total > NAMED && <List.Item>and {(total - NAMED).toLocaleString("en")} more</List.Item>}
              </List>
            </div>
            <Radio.Group
              label="What becomes of them?"
              value={overdue}
              onChange={(value) => setOverdue(value as Overdue)}
            >
              <Stack gap="xs" mt="xs">
                <Radio value="next_free_slots" label="They take the next free times of their queues" />
                <Radio value="send_now" label="They go out now, one after the other" />
                <Radio
                  value="leave"
                  label="Leave them"
                  description="What is not too late goes out; the rest waits under “Needs you”."
                />
              </Stack>
            </Radio.Group>
            {overdue === "send_now" && (
              <NumberInput
                label="Minutes between them"
                min={0}
                max={24 * 60}
                value={spacingMinutes}
                onChange={(value) => setSpacing(Math.min(1_440, Math.max(0, Math.round(Number(value)) || 0)))}
              />
            )}
          </>
        )}
        <Button
          loading={busy}
          disabled={!missed.isSuccess}
          onClick={() => onResume({ overdue: total > 0 ? overdue : "leave", spacingMinutes })}
        >
          Resume
        </Button>
      </Stack>
    </Modal>
  );
}
