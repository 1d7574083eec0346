"use client";
import { Alert, Anchor, Button, PasswordInput, Stack } from "@mantine/core";
import Link from "next/link";
import { usePasswordForm } from "@/app/(auth)/use-password-form";

export function ResetForm({ token }: { token: string }) {
  const { form, busy, message, submit } = usePasswordForm("reset", { token, password: "" }, () =>
    window.location.assign("/sign-in?done=reset"),
  );
  const problem = message ?? form.errors["token"];
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {problem && (
          <Alert color="red" role="alert">
            {problem}{" "}
            <Anchor component={Link} href="/forgot" inherit>
              Ask for a new link
            </Anchor>
          </Alert>
        )}
        <PasswordInput
          label="New password"
          description="At least 10 characters."
          autoComplete="new-password"
          autoFocus
          {...form.getInputProps("password")}
        />
        <Button type="submit" loading={busy} size="md">
          Set the password
        </Button>
      </Stack>
    </form>
  );
}
