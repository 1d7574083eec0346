"use client";
import { Alert, Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { usePasswordForm } from "@/app/(auth)/use-password-form";

export function ForgotForm() {
  const [sent, setSent] = useState<{ link: string | null } | null>(null);
  const { form, busy, message, submit } = usePasswordForm<{ email: string }, { link: string | null }>(
    "request-reset",
    { email: "" },
    setSent,
  );
  if (sent)
    return (
      <Alert color="pine" title="Look into your inbox" role="status">
        If there is an account for {form.values.email}, its link is on the way.
        {sent.link && (
          <Text mt="sm" fz="sm">
            This installation sends no mail, so here it is:{" "}
            <Anchor href={sent.link} inherit>
              set a new password
            </Anchor>
          </Text>
        )}
      </Alert>
    );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {message && (
          <Alert color="red" role="alert">
            {message}
          </Alert>
        )}
        <TextInput label="Email" type="email" autoComplete="username" autoFocus {...form.getInputProps("email")} />
        <Button type="submit" loading={busy} size="md">
          Send the link
        </Button>
      </Stack>
    </form>
  );
}
