"use client";
import { ActionIcon, Group, Menu, Tabs } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { NetworkGlyph } from "@/components/network-glyph";
import { useTRPC } from "@/components/trpc";
import { NETWORK_IDS, type NetworkId, RULES } from "@/server/networks/rules";
import type { RenditionView } from "@/server/posts/input";
import classes from "./editor.module.css";

type Props = { postId: string; views: readonly RenditionView[]; canAdd: boolean; onAdded: (id: string) => void };

/** One tab per network the post is written for, and the way to write it for another. */
export function RenditionTabs({ postId, views, canAdd, onAdded }: Props) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const add = useMutation(
    api.posts.addRendition.mutationOptions({
      onSuccess: async ({ renditionId }) => {
        await queryClient.invalidateQueries(api.posts.get.queryFilter({ postId }));
        onAdded(renditionId);
      },
      onError: (error) => notifications.show({ color: "red", message: error.message }),
    }),
  );
  const missing = NETWORK_IDS.filter((id) => !views.some(({ network }) => network === id));
  return (
    <Group gap="xs" wrap="nowrap" className={classes["tabs"] ?? ""}>
      <Tabs.List aria-label="Networks">
        {views.map(({ id, network }) => (
          <Tabs.Tab key={id} value={id} leftSection={<NetworkGlyph network={network} size={22} />}>
            {RULES[network].name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {canAdd && missing.length > 0 && (
        <Menu position="bottom-start" width={200}>
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label="Write it for another network"
              loading={add.isPending}
            >
              <IconPlus size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>Write it for</Menu.Label>
            {missing.map((network: NetworkId) => (
              <Menu.Item
                key={network}
                leftSection={<NetworkGlyph network={network} size={22} />}
                onClick={() => add.mutate({ postId, network })}
              >
                {RULES[network].name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
}
