"use client";
import { ActionIcon, Anchor, Button, Group, Menu, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconDots,
  IconHistory,
  IconSend,
  IconTrash,
} from "@tabler/icons-react";
import Link from "next/link";
import type { RenditionDraft } from "./draft/rendition-draft";
import classes from "./editor.module.css";
import { SaveStatus } from "./save-status";
import { useDraft } from "./use-drafts";

type Props = {
  workspace: string;
  store: RenditionDraft;
  may: { write: boolean; schedule: boolean };
  onHistory: () => void;
  onSchedule: () => void;
  onTrash: () => void;
};

/** Stays on top while the text scrolls: what is saved, steps to take back, history, and sending it out. */
export function PostBar({ workspace, store, may, ...on }: Props) {
  const snapshot = useDraft(store);
  return (
    <div className={classes["bar"]}>
      <Anchor component={Link} href={`/${workspace}/posts`} fz="sm" c="dimmed" aria-label="All posts">
        <Group gap={6} wrap="nowrap">
          <IconArrowLeft size={16} aria-hidden="true" />
          <span className={classes["wide"]}>Posts</span>
        </Group>
      </Anchor>
      {may.write && <SaveStatus state={snapshot.state} />}
      <div className={classes["grow"]} />
      <Group gap={4}>
        {may.write && (
          <>
            <Tool label="Undo" keys="Ctrl Z" icon={IconArrowBackUp} enabled={snapshot.canUndo} onClick={store.undo} />
            <Tool
              label="Redo"
              keys="Ctrl Shift Z"
              icon={IconArrowForwardUp}
              enabled={snapshot.canRedo}
              onClick={store.redo}
            />
          </>
        )}
        <span className={classes["wide"]}>
          <Tool label="Version history" icon={IconHistory} enabled onClick={on.onHistory} />
        </span>
        <Menu position="bottom-end" width={210}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label="More">
              <IconDots size={19} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconHistory size={16} />} onClick={on.onHistory}>
              Version history
            </Menu.Item>
            {may.write && (
              <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={on.onTrash}>
                Move post to the trash
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Group>
      {may.schedule && (
        <Tooltip label="Ctrl Enter" openDelay={500}>
          <Button
            className={classes["send"] ?? ""}
            leftSection={<IconSend size={17} stroke={1.8} />}
            onClick={on.onSchedule}
          >
            Schedule
          </Button>
        </Tooltip>
      )}
    </div>
  );
}

type ToolProps = {
  label: string;
  keys?: string;
  icon: typeof IconHistory;
  enabled: boolean;
  onClick: () => void;
};

function Tool({ label, keys, icon: Icon, enabled, onClick }: ToolProps) {
  return (
    <Tooltip label={keys ? `${label} (${keys})` : label} openDelay={500}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        disabled={!enabled}
        onClick={onClick}
        className={classes["tool"] ?? ""}
      >
        <Icon size={19} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
