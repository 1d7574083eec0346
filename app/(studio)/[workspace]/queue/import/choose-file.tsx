"use client";
import { Alert, Button, Divider, Group, Stack, Text, Textarea } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconDownload, IconTable } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "@/components/trpc";
import { LIMITS } from "@/server/scheduling/input";
import { readText } from "./csv-text";
import type { Checked } from "./import-dialog";

type Props = { timeZone: string; onChecked: (checked: Checked) => void };

/** Brings in a file or a pasted table and has it checked. */
export function ChooseFile({ timeZone, onChecked }: Props) {
  const api = useTRPC();
  const client = useTRPCClient();
  const [pasted, setPasted] = useState("");
  const [refused, setRefused] = useState<string | null>(null);
  const check = useMutation(
    api.imports.check.mutationOptions({ onSuccess: (view, { csv }) => onChecked({ csv, view }) }),
  );
  const template = useMutation({
    mutationFn: () => client.imports.template.query(),
    onSuccess: ({ fileName, csv }) => save(fileName, csv),
  });
  const bring = async (file: File | undefined) => {
    if (!file) return;
    setRefused(null);
    check.mutate({ fileName: file.name, csv: await readText(file), timeZone });
  };
  const problem = refused ?? check.error?.message ?? template.error?.message;
  return (
    <Stack>
      <Text fz="sm" c="dimmed">
        One post per row. Nothing is made before you have seen every row checked. Times are in {timeZone} unless a row
        says otherwise; rows without a time go to the queue.
      </Text>
      {problem && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
      <Dropzone
        onDrop={([file]) => void bring(file)}
        onReject={() => setRefused("One CSV file at a time, up to 2 MB.")}
        maxSize={LIMITS.importBytes}
        maxFiles={1}
        loading={check.isPending}
        aria-label="Choose a CSV file"
        inputProps={{ "aria-label": "CSV file" }}
      >
        <Group justify="center" gap="md" mih={110} wrap="nowrap">
          <IconTable size={34} stroke={1.4} />
          <div>
            <Text fw={600}>Drop a CSV file here, or choose one</Text>
            <Text fz="sm" c="dimmed">
              Up to {LIMITS.importRows.toLocaleString("en")} rows
            </Text>
          </div>
        </Group>
      </Dropzone>
      <Button
        variant="subtle"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconDownload size={16} />}
        loading={template.isPending}
        onClick={() => template.mutate()}
      >
        Get a template with every column
      </Button>
      <Divider label="or paste the table" />
      <Textarea
        aria-label="Table"
        placeholder="title,text,channels,date,time"
        autosize
        minRows={3}
        maxRows={10}
        ff="monospace"
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
      />
      <Button
        w="fit-content"
        disabled={pasted.trim() === ""}
        loading={check.isPending}
        onClick={() => check.mutate({ fileName: "Pasted table", csv: pasted, timeZone })}
      >
        Check it
      </Button>
    </Stack>
  );
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
