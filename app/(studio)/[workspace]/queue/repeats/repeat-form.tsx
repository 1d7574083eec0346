"use client";
import { Alert, Button, List, Modal, MultiSelect, Stack, Text, TextInput } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PostSelect } from "@/app/(studio)/[workspace]/queue/post-select";
import { momentIn, wallTimeIn } from "@/components/times";
import { useTRPC } from "@/components/trpc";
import type { Channel } from "@/server/channels/input";
import { RULES } from "@/server/networks/rules";
import { LIMITS } from "@/server/scheduling/input";
import { type RuleChoice, toRule } from "./rule";
import { RuleFields } from "./rule-fields";

type Props = { channels: Channel[]; timeZone: string; onClose: () => void; onCreated: () => void };

/** Chooses posts, channels and a rule; shows what comes of it before anything is planned. */
export function RepeatForm({ channels, timeZone, onClose, onCreated }: Props) {
  const api = useTRPC();
  const [title, setTitle] = useState("");
  const [postIds, setPostIds] = useState<string[]>([]);
  const [channelIds, setChannelIds] = useState<string[]>(channels.slice(0, 1).map(({ id }) => id));
  const [startsAt, setStartsAt] = useState(
    () => `${wallTimeIn(new Date(Date.now() + 86_400_000), timeZone).slice(0, 10)} 09:00:00`,
  );
  const [choice, setChoice] = useState<RuleChoice>({
    every: "week",
    interval: 1,
    weekdays: [1],
    monthDay: 1,
    ends: { kind: "never" },
  });
  const wanted = { postIds, channelIds, rule: toRule(choice), startsAt: startsAt.replace(" ", "T"), timeZone };
  const [asked] = useDebouncedValue(wanted, 300);
  const { every, weekdays, ends } = choice;
  const complete =
    channelIds.length > 0 && (every !== "week" || weekdays.length > 0) && (ends.kind !== "on" || ends.day !== "");
  const preview = useQuery(
    api.recurrences.preview.queryOptions(asked, { enabled: complete, placeholderData: keepPreviousData, retry: false }),
  );
  const create = useMutation(
    api.recurrences.create.mutationOptions({
      onSuccess: () => {
        notifications.show({ message: "It repeats from now on. The next 30 days are being planned." });
        onCreated();
        onClose();
      },
    }),
  );
  const failed = create.error ?? preview.error;
  const problems = postIds.length > 0 ? (preview.data?.problems ?? []) : [];
  return (
    <Modal opened onClose={onClose} title="Repeat a post" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ title: title.trim(), ...wanted });
        }}
      >
        <Stack>
          {failed && (
            <Alert color="red" role="alert">
              {failed.message}
            </Alert>
          )}
          <TextInput
            label="Name"
            placeholder="Monday reminder"
            required
            maxLength={120}
            data-autofocus
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <PostSelect
            label="Posts"
            description="Several take turns, in this order."
            value={postIds}
            onChange={setPostIds}
            most={LIMITS.recurrencePosts}
          />
          <MultiSelect
            label="Channels"
            data={channels.map(({ id, name, network }) => ({ value: id, label: `${name} · ${RULES[network].name}` }))}
            value={channelIds}
            onChange={setChannelIds}
          />
          <RuleFields choice={choice} onChange={setChoice} />
          <DateTimePicker
            label="First time"
            description={`In ${timeZone}; the clock time stays the same when the clocks change.`}
            valueFormat="ddd D MMM YYYY, HH:mm"
            value={startsAt}
            onChange={(value) => value && setStartsAt(value)}
            timePickerProps={{ hoursInputLabel: "Hours", minutesInputLabel: "Minutes" }}
          />
          {preview.data && preview.data.next.length > 0 && (
            <div>
              <Text fz="sm" fw={550}>
                Goes out
              </Text>
              <List size="sm" spacing={2}>
                {preview.data.next.slice(0, 4).map(({ occurrence, dueAt, shifted }) => (
                  <List.Item key={occurrence}>
                    {momentIn(dueAt, timeZone)}
                    {shifted && ` (${shifted})`}
                  </List.Item>
                ))}
              </List>
            </div>
          )}
          {problems.length > 0 && (
            <Alert color="yellow" title="This stands in the way">
              <List size="sm">
                {problems.map((problem) => (
                  <List.Item key={problem}>{problem}</List.Item>
                ))}
              </List>
            </Alert>
          )}
          <Button
            type="submit"
            loading={create.isPending}
            disabled={title.trim() === "" || postIds.length === 0 || !complete || problems.length > 0}
          >
            Repeat
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
