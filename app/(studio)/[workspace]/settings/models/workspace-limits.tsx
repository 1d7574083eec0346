"use client";
import { Alert, Button, NumberInput, SimpleGrid, Stack, Switch } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { BudgetBar } from "@/components/budget-bar";
import { useTRPC } from "@/components/trpc";
import { Section } from "@/components/ui/section";
import type { ModelsOverview } from "@/server/models/input";

type Values = { useServer: boolean; dayUsd: number | ""; monthUsd: number | "" };
const amount = (value: number | ""): number | null => (value === "" ? null : value);

/** What all models together may cost, and whether the server's may write. */
export function WorkspaceLimits({
  data,
  canManage,
  onSaved,
}: {
  data: ModelsOverview;
  canManage: boolean;
  onSaved: () => void;
}) {
  const api = useTRPC();
  const { budget, useServer, server } = data;
  const form = useForm<Values>({
    initialValues: { useServer, dayUsd: budget.day.limitUsd ?? "", monthUsd: budget.month.limitUsd ?? "" },
  });
  const save = useMutation(
    api.models.saveSettings.mutationOptions({
      onSuccess: () => {
        notifications.show({ message: "The limits are saved." });
        onSaved();
      },
    }),
  );
  const submit = form.onSubmit(({ useServer: use, dayUsd, monthUsd }) =>
    save.mutate({ useServer: use, dayUsd: amount(dayUsd), monthUsd: amount(monthUsd) }),
  );
  return (
    <Section
      title="Budget of the workspace"
      help="A call is made only when the most it can cost still fits. When the budget is used up, the built-in writer goes on for free."
    >
      <form onSubmit={submit}>
        <Stack>
          {save.isError && (
            <Alert color="red" role="alert">
              {save.error.message}
            </Alert>
          )}
          <BudgetBar label="Today" {...budget.day} />
          <BudgetBar label="This month" {...budget.month} />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <NumberInput
              label="A day, in US dollars"
              placeholder="No limit"
              prefix="$"
              min={0.01}
              decimalScale={2}
              disabled={!canManage}
              {...form.getInputProps("dayUsd")}
            />
            <NumberInput
              label="A month, in US dollars"
              placeholder="No limit"
              prefix="$"
              min={0.01}
              decimalScale={2}
              disabled={!canManage}
              {...form.getInputProps("monthUsd")}
            />
          </SimpleGrid>
          {server.length > 0 && (
            <Switch
              label="Let the server's models write when this workspace has none of its own"
              disabled={!canManage}
              {...form.getInputProps("useServer", { type: "checkbox" })}
            />
          )}
          {canManage && (
            <Button type="submit" w="fit-content" loading={save.isPending} disabled={!form.isDirty()}>
              Save limits
            </Button>
          )}
        </Stack>
      </form>
    </Section>
  );
}
