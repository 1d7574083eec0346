"use client";
import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { dollars } from "@/components/money";
import { useTRPC } from "@/components/trpc";

/** `characters` is null while the length of the piece is not known: a link, a file. */
type Props = { characters: number | null; formats: string[]; variants?: number };

/** One quiet line: what writing this would cost. */
export function CostEstimate({ characters, formats, variants = 1 }: Props) {
  const api = useTRPC();
  // Rounded, so that typing on asks for the same answer.
  const length = characters === null || characters === 0 ? null : Math.ceil(characters / 500) * 500;
  const [asked] = useDebouncedValue(
    { formats, variants, ...(length !== null && { characters: Math.min(length, 50_000_000) }) },
    300,
  );
  const { data } = useQuery(
    api.models.estimate.queryOptions(asked, { placeholderData: keepPreviousData, enabled: formats.length > 0 }),
  );
  if (!data || formats.length === 0) return null;
  const { writer, lowUsd, highUsd, leftUsd } = data;
  const tight = leftUsd !== null && highUsd !== null && highUsd > leftUsd;
  return (
    <Text fz="sm" c="dimmed" className="tabular">
      {writer === null && "Free with the built-in writer"}
      {writer !== null && (lowUsd === null || highUsd === null) && `The price of ${writer}'s model is not known`}
      {writer !== null && lowUsd !== null && highUsd !== null && (
        <>
          {highUsd === 0 ? `Free with ${writer}` : `About ${dollars(lowUsd)} to ${dollars(highUsd)} with ${writer}`}
          {length === null && highUsd > 0 && " for some 1,500 words"}
        </>
      )}
      {tight && `. The budget has ${dollars(leftUsd)} left; what it does not cover is written by whoever is next.`}
    </Text>
  );
}
