import { Group, Text, Title } from "@mantine/core";
import { Surface } from "@/components/ui/surface";
import classes from "./job.module.css";

/** The ideas found in the piece, strongest first. */
export function Outline({ ideas }: { ideas: { title: string; passageIds: string[]; salience: number }[] }) {
  return (
    <Surface>
      <Title order={2} fz={18} mb="sm">
        What is worth saying
      </Title>
      <ol className={classes["ideas"]}>
        {ideas.map((idea) => (
          <li key={idea.title}>
            <Group justify="space-between" wrap="nowrap" gap="md">
              <Text fz="sm">{idea.title}</Text>
              <Text fz="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                {idea.passageIds.length} {idea.passageIds.length === 1 ? "passage" : "passages"}
              </Text>
            </Group>
          </li>
        ))}
      </ol>
    </Surface>
  );
}
