"use client";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useDeferredValue } from "react";
import { useTRPC } from "@/components/trpc";
import { checkRendition, type Finding, measureText, RULES } from "@/server/networks/rules";
import { Checks, type GateMark, marksOf } from "./checks";
import { addPart, type Draft, sentParts, writePart } from "./draft/draft";
import type { DraftSnapshot, RenditionDraft } from "./draft/rendition-draft";
import type { Pointed, Sentence } from "./linked";
import { PartEditor } from "./part-editor";
import type { Source } from "./passage-card";

type Props = {
  workspace: string;
  postId: string;
  store: RenditionDraft;
  snapshot: DraftSnapshot;
  sentences: ReadonlyMap<string, Sentence[]>;
  source: Source;
  pointed: Pointed;
  may: { write: boolean; schedule: boolean; ask: boolean };
  onPoint: (pointed: Pointed) => void;
};

/** Everything a rendition says, to write in: title, parts, images, with what was found about them. */
export function RenditionEditor({ store, snapshot, sentences, may, ...props }: Props) {
  const { draft, base, state } = snapshot;
  const rules = RULES[base.view.network];
  const sent = sentParts(draft);
  const findings = useFindings(draft, base.view.network);
  const all = [...sentences.values()].flat();
  const marks = marksOf(base.view, all);
  const sign = useSign(props.postId, store);
  // The places of sentences are those of the saved version: nothing is signed while another is on its way.
  const canSign = may.schedule && state.kind === "saved" && base.view.version === store.version;
  const markFor = (mark: (typeof marks)[number]) => {
    const { sentence, check } = mark;
    const signed = sentence && check.hard && canSign ? () => sign(sentence) : null;
    return { ...mark, sign: signed, mend: may.write ? mendOf(check, snapshot, store) : null };
  };
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.metaKey || event.ctrlKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const step = key === "z" ? (event.shiftKey ? store.redo : store.undo) : key === "y" ? store.redo : null;
    if (!step) return;
    event.preventDefault();
    step();
  };
  return (
    <Stack gap="md">
      {rules.hasTitle && (
        <TextInput
          label="Title"
          size="lg"
          labelProps={{ fz: "sm", c: "dimmed", mb: 6 }}
          placeholder="What is it called?"
          value={draft.title ?? ""}
          readOnly={!may.write}
          onChange={({ currentTarget: { value } }) => store.edit((now) => ({ ...now, title: value }), "title")}
          onKeyDown={keys}
          styles={{ input: { fontWeight: 650, letterSpacing: "-0.02em" } }}
          description={titleRoom(draft.title ?? "", rules.titleLimit)}
          inputWrapperOrder={["label", "input", "description", "error"]}
        />
      )}
      {draft.parts.map((part, at) => (
        <PartEditor
          key={part.key}
          workspace={props.workspace}
          part={part}
          at={part.role ? at - sent.length : at}
          of={part.role ? draft.parts.length - sent.length : sent.length}
          rules={rules}
          store={store}
          sentences={sentences.get(part.key) ?? []}
          findings={part.role ? [] : findings.filter((found) => found.part === at)}
          marks={marks.filter(({ check }) => check.part !== null && base.keys[check.part] === part.key).map(markFor)}
          source={props.source}
          pointed={props.pointed}
          readOnly={!may.write}
          canAsk={may.ask}
          language={base.view.language ?? "und"}
          onPoint={props.onPoint}
          onKeyDown={keys}
        />
      ))}
      <Checks
        findings={findings.filter((found) => found.part === null)}
        marks={marks.filter(({ check }) => check.part === null).map((mark) => ({ ...mark, sign: null, mend: null }))}
      />
      {may.write && rules.maxParts > sent.length && (
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          w="fit-content"
          onClick={() => store.edit((now) => addPart(now, sentParts(now).at(-1)?.key ?? ""))}
        >
          Add a part
        </Button>
      )}
    </Stack>
  );
}

/** One click for what is plain; only while the part says what was checked. */
function mendOf(
  { part, fix }: GateMark["check"],
  { base, draft }: DraftSnapshot,
  store: RenditionDraft,
): GateMark["mend"] {
  const checked = part === null ? undefined : base.texts[part];
  const now = draft.parts.find(({ key }) => part !== null && key === base.keys[part]);
  if (!fix || !now || now.text !== checked) return null;
  const { start, end, to } = fix;
  const text = `${checked.slice(0, start)}${to}${checked.slice(end)}`;
  const label = to === "" ? `Take out “${checked.slice(start, end).trim()}”` : `Write “${to.trim()}”`;
  return { label, apply: () => store.edit((whole) => writePart(whole, now.key, text)) };
}

/** What the network would refuse, as typed. A page with nothing on it yet is not scolded for being empty. */
function useFindings(draft: Draft, network: keyof typeof RULES): Finding[] {
  const deferred = useDeferredValue(draft);
  const checked = { title: deferred.title, parts: sentParts(deferred) };
  const found = checkRendition(checked, RULES[network]);
  const blank = !checked.title && checked.parts.every(({ text, media }) => text === "" && media.length === 0);
  return blank ? [] : found;
}

function titleRoom(title: string, limit: number | null): string | null {
  if (limit === null) return null;
  const used = measureText(title.trim(), RULES.hub);
  return used > limit * 0.8 ? `${used} of ${limit}` : null;
}

/** Asks, then lets the person answer for a sentence the gates cannot trace. */
function useSign(postId: string, store: RenditionDraft): (sentence: Sentence) => void {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const sign = useMutation(
    api.posts.signSentence.mutationOptions({
      onSuccess: () => notifications.show({ message: "Signed. You answer for this sentence." }),
      onError: (error) => notifications.show({ color: "red", message: error.message }),
      onSettled: () => queryClient.invalidateQueries(api.posts.get.queryFilter({ postId })),
    }),
  );
  return (sentence) => {
    const { renditionId, version } = { renditionId: store.getSnapshot().base.view.id, version: store.version };
    modals.openConfirmModal({
      title: "Answer for this sentence?",
      children: (
        <Stack gap="sm">
          <Text fs="italic">“{sentence.text}”</Text>
          <Text fz="sm" c="dimmed">
            The source does not back it as it stands. Your name is kept with it, and it may be scheduled. When the
            sentence changes, your signature falls.
          </Text>
        </Stack>
      ),
      labels: { confirm: "I answer for it", cancel: "Not yet" },
      onConfirm: () => sign.mutate({ renditionId, baseVersion: version, sentence: sentence.index }),
    });
  };
}
