"use client";
import { Alert, Button, Group, Modal, MultiSelect, NumberInput, Radio, Stack, Switch } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { wallTimeIn } from "@/components/times";
import { useTRPC } from "@/components/trpc";
import { RULES } from "@/server/networks/rules";
import type { BulkPlan } from "@/server/scheduling/input";
import { BulkPreviewList } from "./bulk-preview-list";

type Props = {
  postIds: string[];
  timeZone: string;
  /** Takes posts out of the selection. */
  onLeaveOut: (postIds: string[]) => void;
  onClose: () => void;
  onDone: () => void;
};

const HOUR_MS = 3_600_000;

/** Schedules many posts at once: into the queue, or one after the other; all of them or none. */
export function BulkDialog({ postIds, timeZone, onLeaveOut, onClose, onDone }: Props) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const channels = useQuery(api.channels.list.queryOptions());
  const [channelIds, setChannelIds] = useState<string[]>([]);
  const [kind, setKind] = useState<"queue" | "every">("queue");
  const [hours, setHours] = useState(24);
  const [from, setFrom] = useState(
    () => `${wallTimeIn(new Date(Date.now() + 2 * HOUR_MS), timeZone).slice(0, 13)}:00:00`,
  );
  const [allowBlackout, setAllowBlackout] = useState(false);
  const plan: BulkPlan = kind === "queue" ? { kind } : { kind, hours, from: from.replace(" ", "T"), timeZone };
  const wanted = { postIds, channelIds, plan, allowBlackout };
  const [asked] = useDebouncedValue(wanted, 300);
  const ready = channelIds.length > 0 && postIds.length > 0;
  const preview = useQuery(
    api.bulk.preview.queryOptions(asked, {
      enabled: ready && asked.channelIds.length > 0,
      placeholderData: keepPreviousData,
      staleTime: 0,
      retry: false,
    }),
  );
  const schedule = useMutation(
    api.bulk.schedule.mutationOptions({
      onSuccess: async ({ deliveries, shifted }) => {
        notifications.show({ message: [`${deliveries.length} planned.`, ...shifted].join(" ") });
        onDone();
        await Promise.all([
          queryClient.invalidateQueries(api.posts.list.pathFilter()),
          queryClient.invalidateQueries(api.deliveries.pathFilter()),
          queryClient.invalidateQueries(api.slots.nextFree.pathFilter()),
        ]);
      },
    }),
  );
  const items = ready ? (preview.data?.items ?? []) : [];
  const bad = items.filter(({ problem }) => problem !== null).map(({ postId }) => postId);
  const failed = schedule.error ?? (ready ? preview.error : null);
  const settled = JSON.stringify(asked) === JSON.stringify(wanted) && !preview.isFetching;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Schedule ${postIds.length} ${postIds.length === 1 ? "post" : "posts"}`}
      size="lg"
    >
      <Stack>
        <MultiSelect
          label="Channels"
          placeholder={channelIds.length === 0 ? "Where they go" : ""}
          data={
            channels.data?.map(({ id, name, network, health }) => ({
              value: id,
              label: `${name} · ${RULES[network].name}`,
              disabled: health !== "connected",
            })) ?? []
          }
          value={channelIds}
          onChange={setChannelIds}
        />
        <Radio.Group label="When" value={kind} onChange={(value) => setKind(value as typeof kind)}>
          <Stack gap="xs" mt="xs">
            <Radio value="queue" label="At the next free times of the queue" />
            <Radio value="every" label="One after the other, in the order you chose them" />
          </Stack>
        </Radio.Group>
        {kind === "every" && (
          <Group grow align="flex-start">
            <DateTimePicker
              label="The first"
              valueFormat="ddd D MMM YYYY, HH:mm"
              value={from}
              onChange={(value) => value && setFrom(value)}
              timePickerProps={{ hoursInputLabel: "Hours", minutesInputLabel: "Minutes" }}
            />
            <NumberInput
              label="Hours between them"
              min={0.25}
              max={672}
              value={hours}
              onChange={(value) => setHours(Math.min(672, Math.max(0.25, Number(value) || 0.25)))}
            />
          </Group>
        )}
        {kind === "every" && (
          <Switch
            label="Also on quiet days"
            checked={allowBlackout}
            onChange={(event) => setAllowBlackout(event.currentTarget.checked)}
          />
        )}
        {failed && (
          <Alert color="red" role="alert">
            {failed.message}
          </Alert>
        )}
        {ready && <BulkPreviewList items={items} pending={preview.isPending} timeZone={timeZone} />}
        <Group justify="space-between">
          {bad.length > 0 ? (
            <Button variant="default" onClick={() => onLeaveOut(bad)}>
              Leave out {bad.length} with a problem
            </Button>
          ) : (
            <span />
          )}
          <Button
            loading={schedule.isPending}
            disabled={!ready || !settled || items.length === 0 || bad.length > 0}
            onClick={() => schedule.mutate(wanted)}
          >
            Schedule {postIds.length}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
