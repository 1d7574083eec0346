"use client";
import { Button, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/components/trpc";

/** Puts a brand away, after asking. */
export function TrashBrand({ workspace, brandId, name }: { workspace: string; brandId: string; name: string }) {
  const api = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const trash = useMutation(
    api.brands.trash.mutationOptions({
      onSuccess: async () => {
        router.push(`/${workspace}/brands`);
        await queryClient.invalidateQueries(api.brands.list.pathFilter());
      },
      onError: ({ message }) => notifications.show({ color: "red", message }),
    }),
  );
  const ask = () =>
    modals.openConfirmModal({
      title: `Remove “${name}”?`,
      children: <Text fz="sm">What was written in it stays. Its texts are no longer measured.</Text>,
      labels: { confirm: "Remove", cancel: "Keep it" },
      onConfirm: () => trash.mutate({ brandId }),
    });
  return (
    <Button variant="default" loading={trash.isPending} onClick={ask}>
      Remove
    </Button>
  );
}
