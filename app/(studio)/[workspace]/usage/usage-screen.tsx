"use client";
import { Alert, Button, Group, SegmentedControl, SimpleGrid, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { BudgetBar } from "@/components/budget-bar";
import { dollarsOf } from "@/components/money";
import { useTRPC } from "@/components/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { Surface } from "@/components/ui/surface";
import type { UsageTotals } from "@/server/usage/input";
import { DayChart } from "./day-chart";
import { UsageJobs } from "./usage-jobs";

const SPANS = [7, 30, 90];

/** What models have cost: budgets, days, models, jobs. */
export function UsageScreen({ workspace, timeZone }: { workspace: string; timeZone: string }) {
  const api = useTRPC();
  const [days, setDays] = useState(30);
  const totals = useQuery(api.usage.totals.queryOptions({ days }, { placeholderData: keepPreviousData }));
  const byDay = useQuery(api.usage.days.queryOptions({ days }, { placeholderData: keepPreviousData }));
  const items = totals.data?.items ?? [];
  const error = totals.error ?? byDay.error;
  return (
    <Stack gap="xl">
      <Group justify="space-between">
        <SegmentedControl
          aria-label="How far back"
          value={String(days)}
          onChange={(chosen) => setDays(Number(chosen))}
          data={SPANS.map((span) => ({ value: String(span), label: `${span} days` }))}
        />
        <Button
          component="a"
          href={`/${workspace}/usage/calls.csv?days=${days}`}
          variant="default"
          leftSection={<IconDownload size={16} />}
        >
          Download as CSV
        </Button>
      </Group>
      {error && <Alert color="red">{error.message}</Alert>}
      <Figures items={items} isPending={totals.isPending} />
      <Budgets />
      <Surface>
        <Title order={2} fz={20} mb="sm">
          By day
        </Title>
        {byDay.data ? <DayChart days={byDay.data.items} /> : <Skeleton height={200} />}
      </Surface>
      <section aria-labelledby="by-model">
        <Title order={2} fz={20} mb="md" id="by-model">
          By model
        </Title>
        {totals.isSuccess && items.length === 0 ? (
          <EmptyState title="Nothing was written in this time">
            What a job costs stands here as soon as one has been written.
          </EmptyState>
        ) : (
          <Models items={items} />
        )}
      </section>
      <UsageJobs workspace={workspace} days={days} timeZone={timeZone} />
    </Stack>
  );
}

function Figures({ items, isPending }: { items: UsageTotals["items"]; isPending: boolean }) {
  const sum = (of: (item: UsageTotals["items"][number]) => number) => items.reduce((so, item) => so + of(item), 0);
  const tokens = sum(({ inputTokens, outputTokens }) => inputTokens + outputTokens);
  const figures = [
    { label: "Cost", value: dollarsOf(sum(({ costMicros }) => costMicros)) },
    { label: "Saved by replies kept", value: dollarsOf(sum(({ savedMicros }) => savedMicros)) },
    { label: "Tokens", value: tokens.toLocaleString("en", { notation: "compact", maximumFractionDigits: 1 }) },
    { label: "Calls", value: sum(({ calls }) => calls).toLocaleString("en") },
  ];
  const unpriced = sum((item) => item.unpriced);
  return (
    <div>
      <SimpleGrid cols={{ base: 2, sm: 4 }} component="dl" m={0}>
        {figures.map(({ label, value }) => (
          <Surface key={label} p="md">
            <Text component="dt" fz="sm" c="dimmed">
              {label}
            </Text>
            <Text component="dd" m={0} fz={24} fw={620} className="tabular">
              {isPending ? <Skeleton height={30} width={90} /> : value}
            </Text>
          </Surface>
        ))}
      </SimpleGrid>
      {unpriced > 0 && (
        <Text fz="sm" c="dimmed" mt="xs">
          {unpriced.toLocaleString("en")} {unpriced === 1 ? "call is" : "calls are"} not in the cost: the price of the
          model is not known.
        </Text>
      )}
    </div>
  );
}

function Budgets() {
  const api = useTRPC();
  const { data } = useQuery(api.models.overview.queryOptions());
  const all = [
    { id: "workspace", name: "This workspace", budget: data?.budget },
    ...(data?.providers ?? []).map(({ id, name, budget }) => ({ id, name, budget })),
  ].flatMap(({ id, name, budget }) =>
    budget
      ? [
          { key: `${id} day`, label: `${name}, today`, ...budget.day },
          { key: `${id} month`, label: `${name}, this month`, ...budget.month },
        ]
      : [],
  );
  const set = all.filter(({ limitUsd }) => limitUsd !== null);
  if (set.length === 0) return null;
  return (
    <Surface>
      <Title order={2} fz={20} mb="md">
        Budgets
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
        {set.map(({ key, ...gauge }) => (
          <BudgetBar key={key} {...gauge} />
        ))}
      </SimpleGrid>
    </Surface>
  );
}

function Models({ items }: { items: UsageTotals["items"] }) {
  return (
    <Table.ScrollContainer minWidth={620} type="native" tabIndex={0} role="group" aria-label="Cost by model">
      <Table className="tabular" verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Model</Table.Th>
            <Table.Th ta="right">Calls</Table.Th>
            <Table.Th ta="right">Failed</Table.Th>
            <Table.Th ta="right">Tokens in</Table.Th>
            <Table.Th ta="right">Tokens out</Table.Th>
            <Table.Th ta="right">Saved</Table.Th>
            <Table.Th ta="right">Cost</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item) => (
            <Table.Tr key={`${item.provider}/${item.model}`}>
              <Table.Td>
                {item.model}
                <Text fz="xs" c="dimmed">
                  {item.provider}
                </Text>
              </Table.Td>
              <Table.Td ta="right">{item.calls.toLocaleString("en")}</Table.Td>
              <Table.Td ta="right">{item.failed.toLocaleString("en")}</Table.Td>
              <Table.Td ta="right">{item.inputTokens.toLocaleString("en")}</Table.Td>
              <Table.Td ta="right">{item.outputTokens.toLocaleString("en")}</Table.Td>
              <Table.Td ta="right">{dollarsOf(item.savedMicros)}</Table.Td>
              <Table.Td ta="right">
                {item.unpriced > 0 && item.costMicros === 0 ? "not known" : dollarsOf(item.costMicros)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
