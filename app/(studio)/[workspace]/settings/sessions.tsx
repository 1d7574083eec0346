"use client";
import { Alert, Badge, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { Moment } from "@/components/ui/moment";
import { Section } from "@/components/ui/section";

export function Sessions() {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const key = api.account.sessions.queryKey();
  const sessions = useQuery(api.account.sessions.queryOptions());
  const revoke = useMutation(
    api.account.revokeSession.mutationOptions({
      onMutate: async ({ sessionId }) => {
        await queryClient.cancelQueries({ queryKey: key });
        const before = queryClient.getQueryData(key);
        queryClient.setQueryData(key, (list) => list?.filter(({ id }) => id !== sessionId));
        return { before };
      },
      onError: (_error, _input, context) => queryClient.setQueryData(key, context?.before),
      onSettled: () => queryClient.invalidateQueries({ queryKey: key }),
    }),
  );
  return (
    <Section title="Signed-in browsers" help="End a session you do not recognise, then change your password.">
      {revoke.isError && <Alert color="red">{revoke.error.message}</Alert>}
      {sessions.isPending && <Skeleton height={64} />}
      <Stack gap="sm">
        {sessions.data?.map((session) => (
          <Group key={session.id} justify="space-between" wrap="nowrap">
            <div style={{ minWidth: 0 }}>
              <Text fz="sm" truncate>
                {browserOf(session.userAgent)}
                {session.address ? ` · ${session.address}` : ""}
              </Text>
              <Text fz="xs" c="dimmed">
                Last seen <Moment at={session.lastSeenAt} />
              </Text>
            </div>
            {session.current ? (
              <Badge color="pine" variant="light">
                This browser
              </Badge>
            ) : (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => revoke.mutate({ sessionId: session.id })}
                aria-label={`Sign out ${browserOf(session.userAgent)}`}
              >
                Sign out
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Section>
  );
}

function browserOf(userAgent: string | null): string {
  const browser = /(Edg|Firefox|Chrome|Safari)\//.exec(userAgent ?? "")?.[1]?.replace("Edg", "Edge");
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/
    .exec(userAgent ?? "")?.[1]
    ?.replace("Mac OS X", "macOS");
  return [browser ?? "Unknown browser", system].filter(Boolean).join(" on ");
}
