"use client";
import {
  Button,
  Collapse,
  Fieldset,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { IconAdjustments } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import type { Controls } from "@/server/repurposing/input";

/** Everything a person may fine-tune about a job. */
export type Tuning = { controls: Controls; variants: 1 | 2 | 3 };
export const UNTUNED: Tuning = { controls: {}, variants: 1 };

const LANGUAGES = "en de fr es it pt nl pl cs sv da nb fi tr uk ru ar he hi ja ko zh".split(" ");
const NEEDS_MODEL = "Needs a language model: add a model key.";

type Props = { value: Tuning; onChange: (value: Tuning) => void; hasWriter: boolean };

/** What is rarely changed, folded away; what the built-in writer cannot do says so. */
export function FineTune({ value, onChange, hasWriter }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { controls, variants } = value;
  const set = (change: Partial<Controls>) => {
    const kept = Object.entries({ ...controls, ...change }).filter(([, one]) => one !== undefined && one !== "");
    onChange({ ...value, controls: Object.fromEntries(kept) });
  };
  const changed = Object.keys(controls).length + (variants > 1 ? 1 : 0);
  const model = { disabled: !hasWriter, ...(hasWriter ? {} : { description: NEEDS_MODEL }) };
  const names = new Intl.DisplayNames("en", { type: "language" });
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        leftSection={<IconAdjustments size={16} />}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        Fine-tune{changed > 0 ? ` (${changed})` : ""}
      </Button>
      <Collapse expanded={open} id={id}>
        <Fieldset mt="sm" variant="unstyled" aria-label="Fine-tune">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
            <Choice label="Length">
              <SegmentedControl
                aria-label="Length"
                data={[
                  { value: "short", label: "Short" },
                  { value: "medium", label: "Medium" },
                  { value: "long", label: "Long" },
                ]}
                value={controls.length ?? "medium"}
                onChange={(length) => set({ length: length === "medium" ? undefined : (length as "short" | "long") })}
              />
            </Choice>
            <Choice label="Hashtags">
              <SegmentedControl
                aria-label="Hashtags"
                data={[
                  { value: "none", label: "None" },
                  { value: "few", label: "Few" },
                  { value: "max", label: "As usual" },
                ]}
                value={controls.hashtags ?? "max"}
                onChange={(tags) => set({ hashtags: tags === "max" ? undefined : (tags as "none" | "few") })}
              />
            </Choice>
            <TagsInput
              label="Hashtags that come first"
              placeholder="#YourTag"
              maxTags={10}
              disabled={controls.hashtags === "none"}
              value={controls.houseTags ?? []}
              onChange={(tags) => set({ houseTags: tags.length > 0 ? tags : undefined })}
            />
            <TextInput
              label="Closing words"
              placeholder="Read it all on our site."
              description="Every post ends with exactly these."
              maxLength={200}
              value={controls.callToAction ?? ""}
              onChange={({ currentTarget }) => set({ callToAction: currentTarget.value })}
            />
            <Choice label="Emoji" reason={hasWriter ? undefined : "The built-in writer adds none of its own."}>
              <SegmentedControl
                aria-label="Emoji"
                data={[
                  { value: "none", label: "None" },
                  { value: "few", label: "Few" },
                  { value: "free", label: "As it likes" },
                ]}
                disabled={!hasWriter}
                value={controls.emoji ?? "free"}
                onChange={(emoji) => set({ emoji: emoji === "free" ? undefined : (emoji as "none" | "few") })}
              />
            </Choice>
            <Choice label="Posts of each format" reason={hasWriter ? undefined : NEEDS_MODEL}>
              <SegmentedControl
                aria-label="Posts of each format"
                data={["1", "2", "3"]}
                disabled={!hasWriter}
                value={String(variants)}
                onChange={(count) => onChange({ ...value, variants: Number(count) as Tuning["variants"] })}
              />
            </Choice>
            <Select
              label="Language"
              placeholder="As the source has it"
              clearable
              searchable
              data={LANGUAGES.map((code) => ({ value: code, label: names.of(code) ?? code }))}
              value={controls.language ?? null}
              onChange={(language) => set({ language: language ?? undefined })}
              {...model}
            />
            <Select
              label="Opening"
              placeholder="Whatever is strongest"
              clearable
              data={[
                { value: "statement", label: "A plain statement" },
                { value: "figure", label: "A figure" },
                { value: "quote", label: "A quotation" },
                { value: "question", label: "A question that is answered" },
                { value: "contrast", label: "What was expected, and what is" },
              ]}
              value={controls.hook ?? null}
              onChange={(hook) => set({ hook: (hook as Controls["hook"]) ?? undefined })}
              {...model}
            />
            <TextInput
              label="Readers"
              placeholder="People who run small harbours"
              maxLength={300}
              value={controls.audience ?? ""}
              onChange={({ currentTarget }) => set({ audience: currentTarget.value })}
              {...model}
            />
            <TextInput
              label="Angle"
              placeholder="What it means for the crews"
              maxLength={300}
              value={controls.angle ?? ""}
              onChange={({ currentTarget }) => set({ angle: currentTarget.value })}
              {...model}
            />
          </SimpleGrid>
        </Fieldset>
      </Collapse>
    </div>
  );
}

function Choice({ label, reason, children }: { label: string; reason?: string | undefined; children: ReactNode }) {
  return (
    <Stack gap={4} align="flex-start">
      <Text fz="sm" fw={500}>
        {label}
      </Text>
      {reason && (
        <Text fz="xs" c="dimmed">
          {reason}
        </Text>
      )}
      {children}
    </Stack>
  );
}
