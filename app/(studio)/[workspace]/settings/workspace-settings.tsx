"use client";
import { Alert, Button, NumberInput, Select, Skeleton, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/components/trpc";
import { Section } from "@/components/ui/section";

const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
type Values = { name: string; timeZone: string; latenessMinutes: number };

export function WorkspaceSettings({ canManage }: { canManage: boolean }) {
  const api = useTRPC();
  const current = useQuery(api.workspaces.current.queryOptions());
  return (
    <Section title="Workspace">
      {current.isPending && <Skeleton height={220} />}
      {current.isError && <Alert color="red">{current.error.message}</Alert>}
      {current.data && <WorkspaceForm values={current.data} canManage={canManage} />}
    </Section>
  );
}

function WorkspaceForm({ values, canManage }: { values: Values; canManage: boolean }) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const { name, timeZone, latenessMinutes } = values;
  const form = useForm<Values>({ initialValues: { name, timeZone, latenessMinutes } });
  const save = useMutation(
    api.workspaces.update.mutationOptions({
      onSuccess: async (_, saved) => {
        form.resetDirty({ ...form.values, ...saved } as Values);
        notifications.show({ message: "The workspace is saved." });
        await queryClient.invalidateQueries(api.workspaces.current.queryFilter());
        router.refresh();
      },
    }),
  );
  return (
    <form onSubmit={form.onSubmit((changed) => save.mutate(changed))}>
      <Stack>
        {save.isError && (
          <Alert color="red" role="alert">
            {save.error.message}
          </Alert>
        )}
        <TextInput label="Name" disabled={!canManage} {...form.getInputProps("name")} />
        <Select
          label="Time zone"
          description="The calendar and every time you choose are in this zone unless you say otherwise."
          data={ZONES}
          searchable
          allowDeselect={false}
          disabled={!canManage}
          {...form.getInputProps("timeZone")}
        />
        <NumberInput
          label="How late may a post still go out?"
          description="After an outage, posts later than this wait for your decision instead of going out."
          suffix=" minutes"
          min={1}
          max={10080}
          disabled={!canManage}
          {...form.getInputProps("latenessMinutes")}
        />
        {canManage && (
          <Button type="submit" w="fit-content" loading={save.isPending} disabled={!form.isDirty()}>
            Save workspace
          </Button>
        )}
      </Stack>
    </form>
  );
}
