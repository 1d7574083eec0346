"use client";
import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { IconDots, IconGripVertical, IconPlus } from "@tabler/icons-react";
import Link from "next/link";
import { DeliveryStateBadge } from "@/components/delivery/delivery-state";
import { clockIn, momentIn } from "@/components/times";
import { type DeliverySummary, OPEN_STATES } from "@/server/publishing/input";
import type { FreeSlot } from "./entries";
import classes from "./queue.module.css";
import type { Queue } from "./use-queue";

/** Free times offered in a post's menu. */
const OFFERED = 6;

type PostProps = {
  workspace: string;
  delivery: DeliverySummary;
  timeZone: string;
  /** Null for those who may only look. */
  queue: Queue | null;
  onMove: () => void;
  onDrag: (delivery: DeliverySummary | null) => void;
};

/** A post at its time; it can be dragged to a free time, or moved there from its menu. */
export function PostRow({ workspace, delivery, timeZone, queue, onMove, onDrag }: PostProps) {
  const open = OPEN_STATES.some((state) => state === delivery.state);
  const movable = queue !== null && open;
  return (
    <li
      className={classes["row"]}
      draggable={movable}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", delivery.title);
        onDrag(delivery);
      }}
      onDragEnd={() => onDrag(null)}
    >
      {movable && <IconGripVertical size={16} className={classes["grip"] ?? ""} aria-hidden="true" />}
      <time dateTime={delivery.dueAt.toISOString()} className={classes["time"]}>
        {clockIn(delivery.dueAt, timeZone).slice(0, 5)}
      </time>
      <Link href={`/${workspace}/posts/${delivery.postId}`} className={classes["title"] ?? ""}>
        {delivery.title}
      </Link>
      {delivery.state !== "scheduled" && <DeliveryStateBadge state={delivery.state} />}
      {movable && (
        <Menu position="bottom-end" width={240}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`Move or remove “${delivery.title}”`}>
              <IconDots size={18} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {queue.free.length > 0 && <Menu.Label>Move to a free time</Menu.Label>}
            {queue.free.slice(0, OFFERED).map(({ dueAt }) => (
              <Menu.Item key={dueAt.getTime()} onClick={() => queue.move(delivery, dueAt)}>
                {momentIn(dueAt, timeZone)}
              </Menu.Item>
            ))}
            <Menu.Item onClick={onMove}>Another time…</Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => queue.remove(delivery)}>
              Take out of the queue
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}

type FreeProps = {
  slot: FreeSlot;
  timeZone: string;
  dropping: boolean;
  onDrop: () => void;
  onFill: (() => void) | null;
};

/** A time with nothing in it: a post can be dropped there or chosen for it. */
export function FreeRow({ slot, timeZone, dropping, onDrop, onFill }: FreeProps) {
  const clock = clockIn(slot.dueAt, timeZone).slice(0, 5);
  return (
    <li
      className={classes["free"]}
      data-dropping={dropping || undefined}
      onDragOver={(event) => dropping && event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
    >
      <time dateTime={slot.dueAt.toISOString()} className={classes["time"]}>
        {clock}
      </time>
      <Text fz="sm" c="dimmed" component="span" flex={1}>
        {dropping ? "Drop it here" : (slot.shifted ?? "Free")}
      </Text>
      {onFill && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconPlus size={14} />}
          onClick={onFill}
          aria-label={`Choose a post for ${momentIn(slot.dueAt, timeZone)}`}
        >
          Choose a post
        </Button>
      )}
    </li>
  );
}
