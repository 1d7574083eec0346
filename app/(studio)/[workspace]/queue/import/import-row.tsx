"use client";
import { Button, Group, List, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import type { z } from "zod";
import type { importRows } from "@/server/scheduling/input";
import classes from "./import.module.css";

type Props = {
  item: z.infer<typeof importRows>["items"][number];
  header: string[];
  cells: string[];
  checking: boolean;
  onMend: (cells: string[]) => void;
};

/** One row: what would become of it, or what is wrong and a form to mend it. */
export function ImportRow({ item, header, cells, checking, onMend }: Props) {
  const [mended, setMended] = useState<string[] | null>(null);
  const { row, title, text, when, channels, problems } = item;
  return (
    <li className={classes["row"]} data-problem={problems.length > 0 || undefined}>
      <span className={classes["number"]}>{row}</span>
      <div className={classes["words"]}>
        <Text fw={550} truncate>
          {title ?? (text.slice(0, 120) || "No text")}
        </Text>
        <Text fz="sm" c="dimmed" className="tabular">
          {[when?.replace("T", " ") ?? "Next free time", channels.join(", ")].filter(Boolean).join(" · ")}
        </Text>
        {problems.length > 0 && (
          <List size="sm" mt={4} className={classes["problems"] ?? ""}>
            {problems.map((problem) => (
              <List.Item key={problem}>{problem}</List.Item>
            ))}
          </List>
        )}
        {mended && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              onMend(mended);
            }}
          >
            <Stack gap="xs" mt="sm">
              {header.map((name, column) => (
                <Textarea
                  key={name}
                  label={name}
                  autosize
                  maxRows={6}
                  value={mended[column] ?? ""}
                  onChange={(event) =>
                    setMended(header.map((_, at) => (at === column ? event.currentTarget.value : (mended[at] ?? ""))))
                  }
                />
              ))}
              <Group gap="xs">
                <Button type="submit" size="compact-sm" loading={checking}>
                  Check again
                </Button>
                <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setMended(null)}>
                  Leave it
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </div>
      {problems.length > 0 && !mended && (
        <Button
          size="compact-sm"
          variant="default"
          flex="none"
          aria-label={`Mend row ${row}`}
          onClick={() => setMended(header.map((_, column) => cells[column] ?? ""))}
        >
          Mend
        </Button>
      )}
    </li>
  );
}
