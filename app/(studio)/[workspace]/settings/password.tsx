"use client";
import { Alert, Button, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { Section } from "@/components/ui/section";

export function Password() {
  const api = useTRPC();
  const form = useForm({ initialValues: { current: "", password: "" } });
  const change = useMutation(
    api.account.changePassword.mutationOptions({
      onSuccess: () => {
        form.reset();
        notifications.show({ message: "Your password is changed. Other browsers have been signed out." });
      },
    }),
  );
  return (
    <Section title="Password" help="Changing it signs out every other browser.">
      <form onSubmit={form.onSubmit((values) => change.mutate(values))}>
        <Stack maw={420}>
          {change.isError && (
            <Alert color="red" role="alert">
              {change.error.message}
            </Alert>
          )}
          <PasswordInput label="Current password" autoComplete="current-password" {...form.getInputProps("current")} />
          <PasswordInput
            label="New password"
            description="At least 10 characters."
            autoComplete="new-password"
            {...form.getInputProps("password")}
          />
          <Button type="submit" variant="default" loading={change.isPending} w="fit-content">
            Change password
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
