"use client";
import { Avatar, Badge, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { Section } from "@/components/ui/section";

export function Members() {
  const api = useTRPC();
  const members = useQuery(api.workspaces.members.queryOptions({}));
  return (
    <Section title="Members">
      {members.isPending && <Skeleton height={48} />}
      <Stack gap="sm">
        {members.data?.items.map((member) => (
          <Group key={member.userId} justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
              <Avatar name={member.name ?? member.email} size={34} color="vermilion" />
              <div style={{ minWidth: 0 }}>
                <Text fz="sm" truncate>
                  {member.name ?? member.email}
                </Text>
                <Text fz="xs" c="dimmed" truncate>
                  {member.email}
                </Text>
              </div>
            </Group>
            <Badge variant="light" color="gray">
              {member.role}
            </Badge>
          </Group>
        ))}
      </Stack>
    </Section>
  );
}
