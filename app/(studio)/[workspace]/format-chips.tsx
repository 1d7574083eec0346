"use client";
import { Button, Chip, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { NetworkGlyph } from "@/components/network-glyph";
import { useTRPC } from "@/components/trpc";

/** What is chosen: the usual formats until a person says otherwise. */
export function useFormats(chosen: string[] | null): string[] {
  const api = useTRPC();
  const { data } = useQuery(api.jobs.formats.queryOptions());
  return chosen ?? data?.items.flatMap(({ id, usual }) => (usual ? [id] : [])) ?? [];
}

/** The formats to choose from: the usual ones, and on request all. */
export function FormatChips({ chosen, onChoose }: { chosen: string[]; onChoose: (formats: string[]) => void }) {
  const api = useTRPC();
  const { data } = useQuery(api.jobs.formats.queryOptions());
  const [all, setAll] = useState(false);
  const shown = data?.items.filter(({ id, usual }) => all || usual || chosen.includes(id)) ?? [];
  const hidden = (data?.items.length ?? 0) - shown.length;
  return (
    <Chip.Group multiple value={chosen} onChange={onChoose}>
      <Group gap="xs" role="group" aria-label="What to write">
        {shown.map(({ id, name, network }) => (
          <Chip key={id} value={id} radius="md" variant="outline" color="vermilion">
            <Group gap={8} component="span" wrap="nowrap">
              <NetworkGlyph network={network} size={20} />
              {name}
            </Group>
          </Chip>
        ))}
        {hidden > 0 && (
          <Button variant="subtle" color="gray" size="compact-md" onClick={() => setAll(true)}>
            {hidden} more
          </Button>
        )}
      </Group>
    </Chip.Group>
  );
}
