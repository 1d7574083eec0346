"use client";
import { Alert, Button, Modal, Radio, Select, Stack, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { wallTimeIn } from "@/components/times";
import { useTRPC } from "@/components/trpc";
import type { Channel } from "@/server/channels/input";

type Props = { channel: Channel; timeZone: string; onClose: () => void; onAdded: () => void };

/** Adds quiet days, after saying what is planned there already. */
export function AddQuietDays({ channel, timeZone, onClose, onAdded }: Props) {
  const api = useTRPC();
  const [[from, to], setDays] = useState<[string | null, string | null]>([null, null]);
  const [everywhere, setEverywhere] = useState(true);
  const [reason, setReason] = useState("");
  const [planned, setPlanned] = useState<"stays" | "moves">("moves");
  const span = { from: from ?? "", to: to ?? from ?? "", channelId: everywhere ? null : channel.id };
  const within = useQuery(api.blackouts.planned.queryOptions({ ...span, limit: 100 }, { enabled: from !== null }));
  const count = within.data?.items.length ?? 0;
  const add = useMutation(
    api.blackouts.add.mutationOptions({
      onSuccess: ({ moved, stayed }) => {
        const parts = [moved > 0 && `${moved} moved`, stayed > 0 && `${stayed} stayed`].filter(Boolean);
        notifications.show({
          message: `Quiet days added.${parts.length > 0 ? ` Planned posts: ${parts.join(", ")}.` : ""}`,
        });
        onAdded();
        onClose();
      },
    }),
  );
  return (
    <Modal opened onClose={onClose} title="Add quiet days">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ ...span, reason: reason.trim(), planned });
        }}
      >
        <Stack>
          {add.isError && (
            <Alert color="red" role="alert">
              {add.error.message}
            </Alert>
          )}
          <DatePickerInput
            type="range"
            label="First and last day"
            description="For one day, choose it twice."
            minDate={wallTimeIn(new Date(), timeZone).slice(0, 10)}
            value={[from, to]}
            onChange={setDays}
            allowSingleDateInRange
            required
          />
          <TextInput
            label="Why"
            placeholder="Company holiday"
            description="Shown to whoever wants to schedule there."
            maxLength={200}
            required
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Select
            label="Where"
            data={[
              { value: "all", label: "Every channel" },
              { value: "one", label: `Only ${channel.name}` },
            ]}
            value={everywhere ? "all" : "one"}
            onChange={(value) => setEverywhere(value === "all")}
            allowDeselect={false}
          />
          {count > 0 && (
            <Radio.Group
              label={`${count}${within.data?.nextCursor ? " or more" : ""} ${count === 1 ? "post is" : "posts are"} planned on these days`}
              value={planned}
              onChange={(value) => setPlanned(value as typeof planned)}
            >
              <Stack gap="xs" mt="xs">
                <Radio value="moves" label="Move them to the next free times" />
                <Radio value="stays" label="Leave them where they are" />
              </Stack>
            </Radio.Group>
          )}
          <Button type="submit" loading={add.isPending} disabled={!from || !to || reason.trim() === ""}>
            Add quiet days
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
