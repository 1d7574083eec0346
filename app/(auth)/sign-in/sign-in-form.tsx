"use client";
import { Alert, Anchor, Button, Divider, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import Link from "next/link";
import { signIn } from "next-auth/react";
import { usePasswordForm } from "@/app/(auth)/use-password-form";

type Props = { target: string; demo: boolean; google: boolean; passwordWasSet: boolean };
const DEMO = { email: "owner@demo.example", password: "reprise-demo" };

export function SignInForm({ target, demo, google, passwordWasSet }: Props) {
  // A full load, not a client navigation: everything on the next page is made for the person now signed in.
  const { form, busy, message, submit } = usePasswordForm("sign-in", { email: "", password: "" }, () =>
    window.location.assign(target),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {passwordWasSet && <Alert color="pine">Your new password is set. Sign in with it.</Alert>}
        {message && (
          <Alert color="red" role="alert">
            {message}
          </Alert>
        )}
        <TextInput label="Email" type="email" autoComplete="username" autoFocus {...form.getInputProps("email")} />
        <PasswordInput label="Password" autoComplete="current-password" {...form.getInputProps("password")} />
        <Group justify="flex-end" mt={-8}>
          <Anchor component={Link} href="/forgot" fz="sm">
            Forgot your password?
          </Anchor>
        </Group>
        <Button type="submit" loading={busy} size="md">
          Sign in
        </Button>
        {google && (
          <>
            <Divider label="or" />
            <Button variant="default" size="md" onClick={() => void signIn("google", { callbackUrl: target })}>
              Continue with Google
            </Button>
          </>
        )}
        {demo && (
          <>
            <Divider label="or look around first" />
            <Button variant="default" size="md" type="submit" disabled={busy} onClick={() => form.setValues(DEMO)}>
              Try the demo workspace
            </Button>
            <Text fz="xs" c="dimmed" ta="center">
              {DEMO.email} · {DEMO.password}
            </Text>
          </>
        )}
      </Stack>
    </form>
  );
}
