"use client";
import { Button, Group, Modal, SimpleGrid, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type Content, contentOf, type Draft } from "./draft/draft";
import type { RenditionDraft } from "./draft/rendition-draft";
import { changeBetween } from "./draft/spans";
import classes from "./editor.module.css";

type Props = { store: RenditionDraft; mine: Draft; theirs: Content };

/** Two people, or two tabs, wrote at once: both texts, and a choice that loses neither. */
export function ConflictDialog({ store, mine, theirs }: Props) {
  const [here, there] = [plainText(mine), plainText(theirs)];
  const change = changeBetween(there, here);
  const useTheirs = () => {
    // Beside the way back by undo: what was written here outlives this page.
    navigator.clipboard?.writeText(here).catch(() => {});
    store.resolve("theirs");
    notifications.show({ message: "Their text is here now. Yours is one undo away, and on your clipboard." });
  };
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      size="xl"
      title="This text was changed elsewhere, too"
    >
      <Stack>
        <Text c="dimmed">
          While you wrote, somebody (or another tab of yours) saved this text. Nothing is lost: choose which one goes
          on.
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Side title="Yours" text={here} from={change.start} to={change.endAfter} />
          <Side title="Theirs, already saved" text={there} from={change.start} to={change.endBefore} />
        </SimpleGrid>
        {here === there && <Text>The words are the same; the images or their descriptions differ.</Text>}
        <Group justify="flex-end">
          <Button variant="default" onClick={useTheirs}>
            Use theirs
          </Button>
          <Button data-autofocus onClick={() => store.resolve("mine")}>
            Keep mine
          </Button>
        </Group>
        <Text fz="xs" c="dimmed" ta="right">
          If you keep yours, theirs stays in the version history. If you use theirs, yours is one undo away.
        </Text>
      </Stack>
    </Modal>
  );
}

type SideProps = { title: string; text: string; from: number; to: number };

function Side({ title, text, from, to }: SideProps) {
  return (
    <section aria-label={title}>
      <Text fw={600} fz="sm" mb={6}>
        {title}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls. */}
      <div className={classes["side"]} tabIndex={0} role="document" aria-label={title}>
        {text.slice(0, from)}
        <mark>{text.slice(from, to)}</mark>
        {text.slice(to)}
      </div>
    </section>
  );
}

/** A rendition as one text to read or copy. */
const plainText = (content: Parameters<typeof contentOf>[0]): string => {
  const { title, parts, slides } = contentOf(content);
  return [title, ...parts.map(({ text }) => text), ...slides.map(({ text }) => text)].filter(Boolean).join("\n\n");
};
