import { Group, Progress, Text } from "@mantine/core";
import { dollars } from "@/components/money";

type Props = { label: string; limitUsd: number | null; spentUsd: number };

/** How much of a budget has gone; nothing where there is none. */
export function BudgetBar({ label, limitUsd, spentUsd }: Props) {
  if (limitUsd === null) return null;
  const share = Math.min(100, (spentUsd / limitUsd) * 100);
  const words = `${dollars(spentUsd)} of ${dollars(limitUsd)}`;
  return (
    <div>
      <Group justify="space-between" mb={4} wrap="nowrap">
        <Text fz="sm">{label}</Text>
        <Text fz="sm" c="dimmed" className="tabular">
          {words}
        </Text>
      </Group>
      <Progress
        value={share}
        size="sm"
        color={share >= 100 ? "red" : share >= 80 ? "yellow" : "pine"}
        aria-label={`${label}: ${words}`}
      />
    </div>
  );
}
