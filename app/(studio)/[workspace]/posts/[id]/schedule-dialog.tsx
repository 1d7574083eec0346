"use client";
import { Alert, Button, Checkbox, Divider, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { inBlackout } from "@/components/delivery/in-blackout";
import { WhenPicker } from "@/components/delivery/when-picker";
import { momentIn, wallTimeIn } from "@/components/times";
import { useTRPC } from "@/components/trpc";
import { checkRendition, RULES } from "@/server/networks/rules";
import { CopyText } from "./copy-text";
import { sentParts } from "./draft/draft";
import type { DraftSnapshot, RenditionDraft } from "./draft/rendition-draft";
import { useSend } from "./use-send";

type Props = {
  workspace: string;
  postId: string;
  store: RenditionDraft;
  snapshot: DraftSnapshot;
  timeZone: string;
  onClose: () => void;
};

/** Networks a channel can be connected to; the others are written and checked here and copied over. */
const CONNECTABLE: readonly string[] = ["hub", "bluesky"];
const MINUTE_MS = 60_000;

/** When and where a text goes out; or what stands in the way, and what to do about it. */
export function ScheduleDialog({ workspace, postId, store, snapshot, timeZone, onClose }: Props) {
  const { network } = snapshot.base.view;
  const { name } = RULES[network];
  const problems = useProblems(snapshot);
  return (
    <Modal opened onClose={onClose} title={`Send it to ${name}`} closeButtonProps={{ "aria-label": "Close" }}>
      {CONNECTABLE.includes(network) ? (
        <Stack>
          {problems.length > 0 && (
            <Alert color="red" title="Mend this first">
              <List size="sm" spacing={4}>
                {problems.map((problem) => (
                  <List.Item key={problem}>{problem}</List.Item>
                ))}
              </List>
            </Alert>
          )}
          <Send {...{ workspace, postId, store, network, timeZone, onClose }} ready={problems.length === 0} />
        </Stack>
      ) : (
        <Stack>
          <Text>
            {name} cannot be connected yet. The text is written and checked for it here; copy it over when you are
            ready.
          </Text>
          <CopyText parts={sentParts(snapshot.draft)} />
          <Text fz="sm" c="dimmed">
            Your Hub and Bluesky can go out on the second: open the tab of one of them.
          </Text>
        </Stack>
      )}
    </Modal>
  );
}

/** What the server would refuse, in its words. */
function useProblems({ draft, base }: DraftSnapshot): string[] {
  const errors = checkRendition({ title: draft.title, parts: sentParts(draft) }, RULES[base.view.network]).filter(
    ({ severity }) => severity === "error",
  );
  const hard = base.view.checks.filter(
    ({ gate, hard, state }) => gate !== "network" && hard && (state === "fix" || state === "needs_person"),
  );
  return [...new Set([...errors, ...hard].map(({ message }) => message))];
}

type SendProps = Omit<Props, "snapshot"> & { network: keyof typeof RULES; ready: boolean };

function Send({ workspace, postId, store, network, timeZone, ready, onClose }: SendProps) {
  const api = useTRPC();
  const channels = useQuery(api.channels.list.queryOptions());
  const own = channels.data?.filter((channel) => channel.network === network) ?? [];
  const usable = own.filter(({ health }) => health === "connected");
  const [picked, setPicked] = useState<string[] | null>(null);
  const chosen = picked ?? usable.slice(0, 1).map(({ id }) => id);
  const [when, setWhen] = useState(() => ({ wallTime: nextHour(timeZone), timeZone }));
  const send = useSend({ postId, store, onSent: onClose });
  const [firstId] = chosen;
  const free = useQuery(
    api.slots.nextFree.queryOptions({ channelId: firstId ?? "", count: 1 }, { enabled: firstId !== undefined }),
  );
  const [next] = free.data?.items ?? [];
  if (channels.isSuccess && own.length === 0)
    return (
      <Stack gap="sm">
        <Text>No {RULES[network].name} account is connected yet.</Text>
        <Button component={Link} href={`/${workspace}/channels`} w="fit-content">
          Connect one
        </Button>
      </Stack>
    );
  const blocked = !ready || chosen.length === 0 || send.isPending;
  const fromNow = (ms: number) => () =>
    send.mutate({ kind: "at", at: new Date(Date.now() + ms).toISOString(), timeZone, channelIds: chosen });
  return (
    <Stack>
      {own.length > 1 && (
        <Checkbox.Group label="Channels" value={chosen} onChange={setPicked}>
          <Stack gap="xs" mt="xs">
            {own.map(({ id, name, health }) => (
              <Checkbox
                key={id}
                value={id}
                label={name}
                disabled={health !== "connected"}
                description={health === "connected" ? undefined : "Has to be connected again"}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      {own.length === 1 && (
        <Text fz="sm" c="dimmed">
          Goes to <b>{own[0]?.name}</b>
          {usable.length === 0 ? ", which has to be connected again first." : "."}
        </Text>
      )}
      {send.isError && (
        <Alert color={inBlackout(send.error) ? "yellow" : "red"} role="alert">
          {send.error.message}
          {inBlackout(send.error) && (
            <Button
              size="compact-sm"
              variant="default"
              mt="xs"
              display="block"
              onClick={() => send.mutate({ ...send.variables, allowBlackout: true })}
            >
              Schedule it all the same
            </Button>
          )}
        </Alert>
      )}
      {next && (
        <Button
          fullWidth
          disabled={blocked}
          loading={send.isPending && send.variables.kind === "queue"}
          onClick={() => send.mutate({ kind: "queue", channelIds: chosen })}
        >
          {chosen.length === 1
            ? `Next free time: ${momentIn(next.dueAt, next.timeZone)}`
            : "Next free time of each channel"}
        </Button>
      )}
      <Group gap="xs">
        <Button variant="default" disabled={blocked} onClick={fromNow(MINUTE_MS)}>
          In 1 minute
        </Button>
        <Button variant="default" disabled={blocked} onClick={fromNow(60 * MINUTE_MS)}>
          In 1 hour
        </Button>
        <Button variant="default" disabled={blocked} onClick={() => send.mutate({ kind: "now", channelIds: chosen })}>
          Publish now
        </Button>
      </Group>
      <Divider label="or at a time of your choice" />
      <WhenPicker value={when} onChange={setWhen} />
      <Button
        variant={next ? "default" : "filled"}
        loading={send.isPending && send.variables.kind === "at"}
        disabled={blocked}
        onClick={() =>
          send.mutate({
            kind: "at",
            at: when.wallTime.replace(" ", "T"),
            timeZone: when.timeZone,
            channelIds: chosen,
          })
        }
      >
        Schedule for this time
      </Button>
    </Stack>
  );
}

/** The next full hour that is at least half an hour away. */
function nextHour(timeZone: string): string {
  const soon = wallTimeIn(new Date(Date.now() + 90 * MINUTE_MS), timeZone);
  return `${soon.slice(0, 13)}:00:00`;
}
