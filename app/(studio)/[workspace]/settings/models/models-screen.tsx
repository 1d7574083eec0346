"use client";
import { Alert, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import { Surface } from "@/components/ui/surface";
import type { ModelsOverview, ProviderView } from "@/server/models/input";
import { ProviderForm } from "./provider-form";
import { ProviderRow } from "./provider-row";
import { WorkspaceLimits } from "./workspace-limits";

/** The workspace's providers in their order, who stands behind them, and what all may cost. */
export function ModelsScreen({ canManage, timeZone }: { canManage: boolean; timeZone: string }) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const overview = useQuery(api.models.overview.queryOptions());
  const reread = () => {
    void queryClient.invalidateQueries(api.models.pathFilter());
    void queryClient.invalidateQueries(api.usage.pathFilter());
  };
  if (overview.isPending) return <Skeleton height={260} radius="lg" />;
  if (overview.isError) return <Alert color="red">{overview.error.message}</Alert>;
  const { data } = overview;
  const openForm = (provider: ProviderView | null) =>
    modals.open({
      title: provider ? `Change ${provider.name}` : "Add a provider",
      size: "lg",
      children: <ProviderForm provider={provider} vendors={data.vendors} onSaved={reread} />,
    });
  return (
    <Stack gap="xl" maw={860}>
      <Stack gap="sm">
        <Providers {...{ data, canManage, timeZone, reread }} onEdit={openForm} />
        <Behind data={data} />
        {canManage && (
          <Button w="fit-content" leftSection={<IconPlus size={18} />} onClick={() => openForm(null)}>
            Add a provider
          </Button>
        )}
      </Stack>
      <WorkspaceLimits key={JSON.stringify([data.budget, data.useServer])} {...{ data, canManage }} onSaved={reread} />
      <Text fz="sm" c="dimmed">
        Costs come from price lists: {data.prices.map(({ vendor, asOf }) => `${vendor} as of ${asOf}`).join(", ")}. The
        vendor&apos;s bill is what counts.
      </Text>
    </Stack>
  );
}

type ListProps = {
  data: ModelsOverview;
  canManage: boolean;
  timeZone: string;
  reread: () => void;
  onEdit: (provider: ProviderView) => void;
};

/** Reordered by dragging a row onto another, or with its arrows. */
function Providers({ data, canManage, timeZone, reread, onEdit }: ListProps) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const [dragged, setDragged] = useState<string | null>(null);
  const key = api.models.overview.queryKey();
  const order = useMutation(
    api.models.order.mutationOptions({
      onMutate: ({ providerIds }) =>
        queryClient.setQueryData(
          key,
          (before) =>
            before && {
              ...before,
              providers: before.providers.toSorted((a, b) => providerIds.indexOf(a.id) - providerIds.indexOf(b.id)),
            },
        ),
      onError: (error) => notifications.show({ color: "red", message: error.message }),
      onSettled: reread,
    }),
  );
  const { providers } = data;
  const move = (id: string, to: number) => {
    const rest = providers.filter((one) => one.id !== id).map((one) => one.id);
    order.mutate({ providerIds: rest.toSpliced(to, 0, id) });
  };
  return providers.map((provider, at) => (
    <ProviderRow
      key={provider.id}
      {...{ provider, canManage, timeZone }}
      place={{ isFirst: at === 0, isLast: at === providers.length - 1 }}
      onMove={(by) => move(provider.id, at + by)}
      drag={{
        onStart: () => setDragged(provider.id),
        onDrop: () => dragged && dragged !== provider.id && move(dragged, at),
      }}
      onEdit={() => onEdit(provider)}
      onChanged={reread}
    />
  ));
}

/** The server's models and the built-in writer: who comes after the workspace's own. */
function Behind({ data }: { data: ModelsOverview }) {
  const isOwn = data.providers.some(({ isOn }) => isOn);
  const asked = !isOwn && data.useServer;
  return (
    <>
      {data.server.map(({ vendor, name, small, large }) => (
        <Surface key={vendor} p="md">
          <Group justify="space-between">
            <div>
              <Text fw={600}>{name}</Text>
              <Text fz="sm" c="dimmed">
                From the server. {small === large ? large : `${large} for drafts, ${small} for outlines and repairs`}
              </Text>
            </div>
            <Text fz="sm" c="dimmed">
              {asked ? "Writes for this workspace" : isOwn ? "Your own come instead" : "Switched off"}
            </Text>
          </Group>
        </Surface>
      ))}
      <Surface p="md">
        <Text fw={600}>Built-in writer</Text>
        <Text fz="sm" c="dimmed">
          Always last, free, and needs no key: it posts the source&apos;s own strongest sentences.
        </Text>
      </Surface>
    </>
  );
}
