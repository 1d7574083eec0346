"use client";
import { Alert, Button, Stack, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { Section } from "@/components/ui/section";
import type { Brand } from "@/server/brands/input";

/** What a person wishes of every text written for a brand. */
export function BrandForm({ brand }: { brand: Brand }) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const { id: brandId, createdAt: _, audience, tone, ...rest } = brand;
  const form = useForm({ initialValues: { ...rest, audience: audience ?? "", tone: tone ?? "" } });
  const save = useMutation(
    api.brands.update.mutationOptions({
      onSuccess: async () => {
        form.resetDirty();
        notifications.show({ message: "The brand is saved." });
        await queryClient.invalidateQueries(api.brands.pathFilter());
        await queryClient.invalidateQueries(api.voices.pathFilter());
      },
    }),
  );
  const list = { splitChars: ["\n"], clearable: true, clearButtonProps: { "aria-label": "Clear" } };
  return (
    <Section title="What you wish for" help="Goes to every writer; banned phrases and hashtags are also checked.">
      <form
        onSubmit={form.onSubmit(({ audience: readers, tone: sound, ...values }) =>
          save.mutate({ brandId, ...values, audience: readers || null, tone: sound || null }),
        )}
      >
        <Stack>
          {save.isError && (
            <Alert color="red" role="alert">
              {save.error.message}
            </Alert>
          )}
          <TextInput label="Name" maxLength={80} {...form.getInputProps("name")} />
          <Textarea
            label="Audience"
            description="Who reads it, and what they know already"
            autosize
            minRows={2}
            maxLength={2000}
            {...form.getInputProps("audience")}
          />
          <Textarea
            label="Tone"
            description="Like “dry and friendly, never salesy”"
            autosize
            minRows={2}
            maxLength={2000}
            {...form.getInputProps("tone")}
          />
          <TagsInput label="Do" description="One rule each; Enter adds it" {...list} {...form.getInputProps("dos")} />
          <TagsInput
            label="Don’t"
            description="One rule each; Enter adds it"
            {...list}
            {...form.getInputProps("donts")}
          />
          <TagsInput
            label="Banned phrases"
            description="A draft that has one is marked"
            {...list}
            {...form.getInputProps("bannedPhrases")}
          />
          <TagsInput
            label="Hashtags"
            description="First choice where a network takes hashtags"
            {...list}
            {...form.getInputProps("hashtags")}
          />
          <Switch
            label="Learn from edits"
            description="Sentences you rewrote and then scheduled count, by half, among the author’s texts"
            {...form.getInputProps("learnsFromEdits", { type: "checkbox" })}
          />
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()} style={{ alignSelf: "flex-start" }}>
            Save
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
