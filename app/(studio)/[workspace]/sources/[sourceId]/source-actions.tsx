"use client";
import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconDots, IconPencil, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC, useTRPCClient } from "@/components/trpc";
import type { SourceDetail } from "@/server/sources/input";
import { RenameForm } from "./rename-form";

type Props = { workspace: string; source: SourceDetail; onChanged: () => void };

export function SourceActions({ workspace, source, onChanged }: Props) {
  const api = useTRPC();
  const client = useTRPCClient();
  const router = useRouter();
  const failed = (error: { message: string }) => notifications.show({ color: "red", message: error.message });
  const refetch = useMutation(
    api.sources.refetch.mutationOptions({
      onSuccess: () => {
        onChanged();
        notifications.show({ message: "Fetching the page again. A changed text becomes a new version." });
      },
      onError: failed,
    }),
  );
  const trash = useMutation(
    api.sources.trash.mutationOptions({
      onSuccess: () => {
        router.push(`/${workspace}/sources`);
        const id = notifications.show({
          message: (
            <>
              “{source.title}” is in the trash.
              <Button
                size="compact-sm"
                variant="subtle"
                ml="sm"
                onClick={() => {
                  notifications.hide(id);
                  client.sources.restore
                    .mutate({ sourceId: source.id })
                    .then(() => router.push(`/${workspace}/sources/${source.id}`), failed);
                }}
              >
                Undo
              </Button>
            </>
          ),
          autoClose: 8000,
        });
      },
      onError: failed,
    }),
  );
  const rename = () =>
    modals.open({
      title: "Rename the source",
      children: (
        <RenameForm
          sourceId={source.id}
          title={source.title}
          onDone={() => {
            modals.closeAll();
            onChanged();
          }}
        />
      ),
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label="More actions">
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={rename}>
          Rename
        </Menu.Item>
        {source.kind === "url" && (
          <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => refetch.mutate({ sourceId: source.id })}>
            Fetch again
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => trash.mutate({ sourceId: source.id })}>
          <Text inherit>Move to trash</Text>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
