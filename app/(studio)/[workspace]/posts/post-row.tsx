"use client";
import { ActionIcon, Badge, Button, Checkbox, Text, VisuallyHidden } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import Link from "next/link";
import { NetworkGlyph } from "@/components/network-glyph";
import { momentIn, zoneName } from "@/components/times";
import { RULES } from "@/server/networks/rules";
import type { PostState, PostSummary } from "@/server/posts/input";
import classes from "./posts.module.css";
import { useTrash } from "./use-trash";

const STATES: Record<PostState, { label: string; color: string }> = {
  attention: { label: "Needs you", color: "red" },
  scheduled: { label: "Scheduled", color: "blue" },
  published: { label: "Published", color: "pine" },
  draft: { label: "Draft", color: "gray" },
};

type Props = {
  workspace: string;
  post: PostSummary;
  timeZone: string;
  canWrite: boolean;
  trashed: boolean;
  /** Null where nothing can be chosen. */
  choice: { chosen: boolean; onChoose: (chosen: boolean) => void } | null;
};

export function PostRow({ workspace, post, timeZone, canWrite, trashed, choice }: Props) {
  const { trash, restore } = useTrash();
  const { label, color } = STATES[post.state];
  return (
    <li className={classes["row"]} data-choosable={choice !== null || undefined}>
      {choice && (
        <Checkbox
          className={classes["choose"] ?? ""}
          aria-label={`Choose “${post.title}”`}
          checked={choice.chosen}
          onChange={(event) => choice.onChoose(event.currentTarget.checked)}
        />
      )}
      <ul className={classes["networks"]} aria-label="Networks">
        {post.networks.map((network) => (
          <li key={network} title={RULES[network].name}>
            <NetworkGlyph network={network} size={post.networks.length > 1 ? 26 : 34} />
            <VisuallyHidden>{RULES[network].name}</VisuallyHidden>
          </li>
        ))}
      </ul>
      <div className={classes["words"]}>
        {trashed ? (
          <Text fw={600} truncate>
            {post.title}
          </Text>
        ) : (
          <Link href={`/${workspace}/posts/${post.id}`} className={classes["title"] ?? ""}>
            {post.title}
          </Link>
        )}
        <Text fz="sm" c="dimmed" lineClamp={1}>
          {post.excerpt || "Nothing written yet"}
        </Text>
      </div>
      <div className={classes["state"]}>
        <Badge color={color} variant="light" radius="sm">
          {label}
        </Badge>
        {post.nextDueAt && (
          <Text component="time" fz="xs" c="dimmed" dateTime={post.nextDueAt.toISOString()}>
            {momentIn(post.nextDueAt, timeZone)} {zoneName(post.nextDueAt, timeZone)}
          </Text>
        )}
      </div>
      {canWrite && (
        <div className={classes["tools"]}>
          {trashed ? (
            <Button size="compact-sm" variant="default" onClick={() => restore(post.id)}>
              Take back
            </Button>
          ) : (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Move “${post.title}” to the trash`}
              onClick={() => trash(post.id)}
            >
              <IconTrash size={17} stroke={1.7} />
            </ActionIcon>
          )}
        </div>
      )}
    </li>
  );
}
