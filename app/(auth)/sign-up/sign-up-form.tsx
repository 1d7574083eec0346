"use client";
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { usePasswordForm } from "@/app/(auth)/use-password-form";

const empty = () => ({
  name: "",
  email: "",
  password: "",
  workspace: "",
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

export function SignUpForm() {
  const { form, busy, message, submit } = usePasswordForm<ReturnType<typeof empty>, { workspace: { slug: string } }>(
    "sign-up",
    empty(),
    ({ workspace }) => window.location.assign(`/${workspace.slug}`),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {message && (
          <Alert color="red" role="alert">
            {message}
          </Alert>
        )}
        <TextInput label="Your name" autoComplete="name" autoFocus {...form.getInputProps("name")} />
        <TextInput label="Email" type="email" autoComplete="username" {...form.getInputProps("email")} />
        <PasswordInput
          label="Password"
          description="At least 10 characters."
          autoComplete="new-password"
          {...form.getInputProps("password")}
        />
        <TextInput
          label="Workspace name"
          description="Your brand, team or publication. You can change it later."
          autoComplete="organization"
          {...form.getInputProps("workspace")}
        />
        <Button type="submit" loading={busy} size="md" mt={4}>
          Create account
        </Button>
      </Stack>
    </form>
  );
}
