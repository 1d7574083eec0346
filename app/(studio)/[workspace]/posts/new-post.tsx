"use client";
import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChevronDown } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { NetworkGlyph } from "@/components/network-glyph";
import { useTRPC } from "@/components/trpc";
import { NETWORK_IDS, type NetworkId, RULES } from "@/server/networks/rules";

/** A blank page for one network; the others can be added while writing. */
export function NewPost({ workspace }: { workspace: string }) {
  const api = useTRPC();
  const router = useRouter();
  const create = useMutation(
    api.posts.create.mutationOptions({
      onSuccess: ({ id }) => router.push(`/${workspace}/posts/${id}`),
      onError: (error) => notifications.show({ color: "red", message: error.message }),
    }),
  );
  const start = (network: NetworkId) =>
    create.mutate({ renditions: [{ network, title: null, parts: [{ text: "", media: [] }] }] });
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button loading={create.isPending} rightSection={<IconChevronDown size={16} />}>
          New post
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Start on a blank page for</Menu.Label>
        {["hub" as const, ...NETWORK_IDS.filter((id) => id !== "hub")].map((network) => (
          <Menu.Item
            key={network}
            leftSection={<NetworkGlyph network={network} size={24} />}
            onClick={() => start(network)}
          >
            {RULES[network].name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
