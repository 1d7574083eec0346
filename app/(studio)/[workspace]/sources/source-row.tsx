"use client";
import { Anchor, Badge, Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconFile, IconLink, IconTextCaption } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/trpc";
import { Surface } from "@/components/ui/surface";
import type { SourceSummary } from "@/server/sources/input";

const ICONS = { text: IconTextCaption, url: IconLink, file: IconFile };
type Props = { workspace: string; source: SourceSummary; trashed: boolean; onRestored: () => void };

/** One source of the list; in the trash it can only be put back. */
export function SourceRow({ workspace, source, trashed, onRestored }: Props) {
  const Icon = ICONS[source.kind];
  const facts = [
    source.wordCount && `${source.wordCount.toLocaleString("en")} words`,
    source.language && source.language !== "und" && source.language.toUpperCase(),
    source.url ? new URL(source.url).host : source.fileName,
  ].filter(Boolean);
  return (
    <Surface p="md">
      <Group justify="space-between" wrap="nowrap">
        <Group gap="md" wrap="nowrap" style={{ minWidth: 0 }}>
          <Icon size={22} stroke={1.5} style={{ flex: "none" }} />
          <div style={{ minWidth: 0 }}>
            {trashed ? (
              <Text fw={600} truncate>
                {source.title}
              </Text>
            ) : (
              <Anchor
                component={Link}
                href={`/${workspace}/sources/${source.id}`}
                fw={600}
                truncate
                display="block"
                c="inherit"
              >
                {source.title}
              </Anchor>
            )}
            <Text fz="sm" c="dimmed" truncate>
              {source.failure?.message ?? facts.join(" · ")}
            </Text>
          </div>
        </Group>
        {trashed ? (
          <PutBack source={source} onRestored={onRestored} />
        ) : (
          source.state !== "ready" && (
            <Badge variant="light" flex="none" color={source.state === "failed" ? "red" : "blue"}>
              {source.state === "failed" ? "Not read" : "Reading"}
            </Badge>
          )
        )}
      </Group>
    </Surface>
  );
}

function PutBack({ source, onRestored }: { source: SourceSummary; onRestored: () => void }) {
  const api = useTRPC();
  const restore = useMutation(
    api.sources.restore.mutationOptions({
      onSuccess: onRestored,
      onError: (error) => notifications.show({ color: "red", message: error.message }),
    }),
  );
  return (
    <Button
      size="compact-sm"
      variant="default"
      flex="none"
      loading={restore.isPending}
      onClick={() => restore.mutate({ sourceId: source.id })}
      aria-label={`Put ${source.title} back`}
    >
      Put back
    </Button>
  );
}
