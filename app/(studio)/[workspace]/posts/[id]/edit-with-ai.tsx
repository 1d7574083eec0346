"use client";
import { ActionIcon, Button, Group, Menu, Popover, TextInput, Tooltip } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import type { Ask } from "./use-proposal";

const ASKS = [
  { ask: "shorter", label: "Shorter" },
  { ask: "punchier", label: "Punchier" },
  { ask: "fix", label: "Fix spelling and grammar" },
  { ask: "again", label: "Write it anew" },
] as const;

type Props = {
  /** What the field calls the part, e.g. "part 2". */
  name: string;
  opened: boolean;
  onOpen: (opened: boolean) => void;
  /** The words selected in the field; null for the whole part. */
  range: { start: number; end: number } | null;
  canAsk: boolean;
  onAsk: (ask: Ask) => void;
};

/** What a language model can do with a part, or with the words selected in it. */
export function EditWithAi({ name, opened, onOpen, range, canAsk, onAsk }: Props) {
  const [wish, setWish] = useState<"tone" | "custom" | null>(null);
  const [words, setWords] = useState("");
  const ask = (asked: Ask) => {
    onOpen(false);
    setWish(null);
    onAsk({ ...asked, ...(range && { range }) });
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (wish && words.trim() !== "") ask({ ask: wish, instruction: words.trim() });
  };
  const button = (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="md"
      disabled={!canAsk}
      aria-label={`Edit ${name} with AI`}
      onClick={wish === null ? undefined : () => setWish(null)}
    >
      <IconSparkles size={18} />
    </ActionIcon>
  );
  if (!canAsk)
    return (
      <Tooltip label="Editing with AI needs a language model: add a model key.">
        <span>{button}</span>
      </Tooltip>
    );
  if (wish)
    return (
      <Popover opened onChange={(open) => !open && setWish(null)} position="bottom-end" trapFocus width={320}>
        <Popover.Target>{button}</Popover.Target>
        <Popover.Dropdown>
          <form onSubmit={send}>
            <TextInput
              label={wish === "tone" ? "Which tone?" : "What should change?"}
              placeholder={wish === "tone" ? "drier, more formal…" : "Say it of the crews, not of the port"}
              maxLength={500}
              data-autofocus
              value={words}
              onChange={({ currentTarget }) => setWords(currentTarget.value)}
            />
            <Group justify="flex-end" mt="sm">
              <Button type="submit" size="sm" disabled={words.trim() === ""}>
                Change it
              </Button>
            </Group>
          </form>
        </Popover.Dropdown>
      </Popover>
    );
  return (
    <Menu opened={opened} onChange={onOpen} position="bottom-end" width={230}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{range ? "The selected sentences" : "All of it"}</Menu.Label>
        {ASKS.map(({ ask: asked, label }) => (
          <Menu.Item key={asked} onClick={() => ask({ ask: asked })}>
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => setWish("tone")}>Another tone…</Menu.Item>
        <Menu.Item onClick={() => setWish("custom")}>Something else…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
