"use client";
import { Alert, Anchor, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { NetworkGlyph } from "@/components/network-glyph";
import { useTRPC } from "@/components/trpc";
import { Section } from "@/components/ui/section";
import type { VoiceDrafts } from "@/server/voices/input";

type Draft = VoiceDrafts["items"][number];
const PARTS = { grams: "sound", functionWords: "small words", shape: "sentences" } as const;

/** How near the latest drafts come to the author. */
export function RecentDrafts({ workspace, brandId }: { workspace: string; brandId: string }) {
  const api = useTRPC();
  const drafts = useQuery(api.voices.drafts.queryOptions({ brandId }));
  const voice = useQuery(api.voices.get.queryOptions({ brandId }));
  return (
    <Section title="How near drafts come" help="0 is how you write, 1 is somebody else.">
      {drafts.isPending && <Skeleton height={80} />}
      {drafts.isError && <Alert color="red">{drafts.error.message}</Alert>}
      {drafts.data?.items.length === 0 && (
        <Text fz="sm" c="dimmed">
          Posts written for this brand are held against its voice here.
        </Text>
      )}
      <Stack gap="md">
        {drafts.data?.items.map((draft) => (
          <Near
            key={`${draft.postId}-${draft.network}`}
            workspace={workspace}
            draft={draft}
            enoughWords={voice.data?.enoughWords ?? 0}
          />
        ))}
      </Stack>
    </Section>
  );
}

function Near({ workspace, draft, enoughWords }: { workspace: string; draft: Draft; enoughWords: number }) {
  const { postId, title, network, words, distance, parts, remarks } = draft;
  const unmeasured =
    words < enoughWords
      ? `Not measured: it has ${words} words, ${enoughWords} are needed.`
      : "Not measured: there is no voice in its language yet.";
  return (
    <div>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
          <NetworkGlyph network={network} size={20} />
          <Anchor component={Link} href={`/${workspace}/posts/${postId}`} fz="sm" lineClamp={2}>
            {title}
          </Anchor>
        </Group>
        {distance !== null && (
          <Text fw={600} style={{ fontVariantNumeric: "tabular-nums" }}>
            {distance.toFixed(2)}
          </Text>
        )}
      </Group>
      <Text fz="xs" c="dimmed">
        {parts
          ? Object.entries(PARTS)
              .map(([part, name]) => `${name} ${parts[part as keyof typeof PARTS].toFixed(2)}`)
              .join(" · ")
          : unmeasured}
      </Text>
      {remarks.length > 0 && (
        <Stack component="ul" gap={2} m={0} mt={4} pl={18}>
          {remarks.map((remark) => (
            <Text key={remark} component="li" fz="sm">
              {remark}
            </Text>
          ))}
        </Stack>
      )}
    </div>
  );
}
