"use client";
import { Alert, Button, Group, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "@/components/trpc";
import { toCsv, toRows } from "./csv-text";
import classes from "./import.module.css";
import type { Checked } from "./import-dialog";
import { ImportRow } from "./import-row";

type Props = {
  checked: Checked;
  timeZone: string;
  onChecked: (checked: Checked) => void;
  onCommitted: (importId: string) => void;
  onBack: () => void;
};

/** Every row as it would be imported, with what stands in the way: mended here, or left out. */
export function CheckedRows({ checked, timeZone, onChecked, onCommitted, onBack }: Props) {
  const api = useTRPC();
  const client = useTRPCClient();
  const { csv, view } = checked;
  const { id: importId, fileName, problems } = view;
  const good = view.rows - problems;
  const [onlyProblems, setOnlyProblems] = useState(problems > 0);
  const rows = useInfiniteQuery({
    queryKey: ["import-rows", importId, onlyProblems],
    queryFn: ({ pageParam }) => client.imports.rows.query({ importId, onlyProblems, after: pageParam, limit: 50 }),
    initialPageParam: 0,
    getNextPageParam: (page) => page.nextAfter,
  });
  const check = useMutation(
    api.imports.check.mutationOptions({ onSuccess: (next, { csv: mended }) => onChecked({ csv: mended, view: next }) }),
  );
  const commit = useMutation(api.imports.commit.mutationOptions({ onSuccess: () => onCommitted(importId) }));
  const [table] = useState(() => toRows(csv));
  const [header = []] = table;
  const mend = (row: number, cells: string[]) =>
    check.mutate({ fileName, csv: toCsv(table.map((old, index) => (index === row - 1 ? cells : old))), timeZone });
  const failed = rows.error ?? check.error ?? commit.error;
  const items = rows.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack>
      <Group justify="space-between">
        <Text>
          <b>{good.toLocaleString("en")}</b> {good === 1 ? "row is" : "rows are"} ready
          {problems > 0 && (
            <>
              , <b>{problems.toLocaleString("en")}</b> {problems === 1 ? "needs" : "need"} mending
            </>
          )}
          .
        </Text>
        {problems > 0 && good > 0 && (
          <SegmentedControl
            size="xs"
            aria-label="Which rows"
            value={onlyProblems ? "problems" : "all"}
            onChange={(value) => setOnlyProblems(value === "problems")}
            data={[
              { value: "problems", label: "To mend" },
              { value: "all", label: "All rows" },
            ]}
          />
        )}
      </Group>
      {failed && (
        <Alert color="red" role="alert">
          {failed.message}
        </Alert>
      )}
      {rows.isPending && <Skeleton height={160} radius="md" aria-busy="true" />}
      <ul className={classes["rows"]} aria-label="Rows">
        {items.map((item) => (
          <ImportRow
            key={item.row}
            item={item}
            header={header}
            cells={table[item.row - 1] ?? []}
            checking={check.isPending}
            onMend={(cells) => mend(item.row, cells)}
          />
        ))}
      </ul>
      {rows.hasNextPage && (
        <Button
          variant="default"
          w="fit-content"
          loading={rows.isFetchingNextPage}
          onClick={() => void rows.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      <Group justify="space-between" className={classes["foot"] ?? ""}>
        <Button variant="subtle" color="gray" onClick={onBack}>
          Another file
        </Button>
        <Button
          disabled={good === 0 || check.isPending}
          loading={commit.isPending}
          onClick={() => commit.mutate({ importId, leaveOutProblems: problems > 0 })}
        >
          Import {good.toLocaleString("en")} {good === 1 ? "row" : "rows"}
          {problems > 0 && `, leave out ${problems.toLocaleString("en")}`}
        </Button>
      </Group>
    </Stack>
  );
}
