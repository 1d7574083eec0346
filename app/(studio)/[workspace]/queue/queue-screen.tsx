"use client";
import { Alert, Button, Group, Select, Skeleton, Tabs } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { NetworkGlyph } from "@/components/network-glyph";
import { useTRPC } from "@/components/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { ButtonLink } from "@/components/ui/links";
import { PageHeader } from "@/components/ui/page-header";
import { RULES } from "@/server/networks/rules";
import { ImportDialog } from "./import/import-dialog";
import { QuietDays } from "./quiet-days";
import { Repeats } from "./repeats/repeats";
import { Upcoming } from "./upcoming";
import { Week } from "./week/week";

type Props = { workspace: string; timeZone: string; asked: string | null; may: { schedule: boolean } };

const TABS = [
  { value: "next", label: "What comes next" },
  { value: "week", label: "Times" },
  { value: "repeats", label: "Repeating" },
  { value: "quiet", label: "Quiet days" },
] as const;

/** The times of each channel's queue and what goes out at them. */
export function QueueScreen({ workspace, timeZone, asked, may }: Props) {
  const api = useTRPC();
  const channels = useQuery(api.channels.list.queryOptions());
  const [chosen, setChosen] = useState(asked);
  const [tab, setTab] = useState<string | null>("next");
  const [importing, setImporting] = useState(false);
  const channel = channels.data?.find(({ id }) => id === chosen) ?? channels.data?.[0];
  const canChange = may.schedule;
  return (
    <>
      <PageHeader
        title="Queue"
        help={`Posts in the queue take the next free time of their channel. All times in ${timeZone}.`}
        action={
          canChange && (
            <Button variant="default" leftSection={<IconUpload size={17} />} onClick={() => setImporting(true)}>
              Import a CSV file
            </Button>
          )
        }
      />
      {channels.isError && <Alert color="red">{channels.error.message}</Alert>}
      {channels.isPending && <Skeleton height={240} radius="lg" />}
      {channels.isSuccess && !channel && (
        <EmptyState
          title="No channel yet"
          action={<ButtonLink href={`/${workspace}/channels`}>Connect a channel</ButtonLink>}
        >
          A queue belongs to a channel: connect one first.
        </EmptyState>
      )}
      {channel && (
        <Tabs value={tab} onChange={setTab} keepMounted={false}>
          <Group justify="space-between" align="flex-end" mb="lg" gap="md">
            <Select
              label="Channel"
              data={
                channels.data?.map(({ id, name, network }) => ({
                  value: id,
                  label: `${name} · ${RULES[network].name}`,
                })) ?? []
              }
              value={channel.id}
              onChange={(id) => id && setChosen(id)}
              allowDeselect={false}
              leftSection={<NetworkGlyph network={channel.network} size={22} />}
              leftSectionWidth={40}
              w={{ base: "100%", xs: 300 }}
              disabled={tab === "repeats"}
            />
            <Tabs.List aria-label="Queue" style={{ flexWrap: "nowrap", overflowX: "auto", maxWidth: "100%" }}>
              {TABS.map(({ value, label }) => (
                <Tabs.Tab key={value} value={value} style={{ flex: "none" }}>
                  {label}
                </Tabs.Tab>
              ))}
            </Tabs.List>
          </Group>
          <Tabs.Panel value="next">
            <Upcoming
              key={channel.id}
              workspace={workspace}
              channel={channel}
              timeZone={timeZone}
              canChange={canChange}
              onTimes={() => setTab("week")}
            />
          </Tabs.Panel>
          <Tabs.Panel value="week">
            <Week
              key={channel.id}
              channel={channel}
              channels={channels.data ?? []}
              timeZone={timeZone}
              canChange={canChange}
            />
          </Tabs.Panel>
          <Tabs.Panel value="repeats">
            <Repeats workspace={workspace} channels={channels.data ?? []} timeZone={timeZone} canChange={canChange} />
          </Tabs.Panel>
          <Tabs.Panel value="quiet">
            <QuietDays channel={channel} channels={channels.data ?? []} timeZone={timeZone} canChange={canChange} />
          </Tabs.Panel>
        </Tabs>
      )}
      {importing && <ImportDialog workspace={workspace} timeZone={timeZone} onClose={() => setImporting(false)} />}
    </>
  );
}
