"use client";
import { Group, Text } from "@mantine/core";
import { type KeyboardEvent, useDeferredValue, useState } from "react";
import { CharacterCount } from "@/components/post/character-count";
import { Surface } from "@/components/ui/surface";
import type { Finding, NetworkRules } from "@/server/networks/rules";
import { Checks, type GateMark } from "./checks";
import { type DraftPart, writePart } from "./draft/draft";
import type { RenditionDraft } from "./draft/rendition-draft";
import { EditWithAi } from "./edit-with-ai";
import type { Pointed, Sentence } from "./linked";
import { AddImage, PartImages } from "./part-images";
import { PartMenu } from "./part-menu";
import type { Source } from "./passage-card";
import { Proposal } from "./proposal";
import { SentenceText } from "./sentence-text";
import { useProposal } from "./use-proposal";

export type PartProps = {
  workspace: string;
  part: DraftPart;
  at: number;
  of: number;
  rules: NetworkRules;
  store: RenditionDraft;
  sentences: readonly Sentence[];
  findings: readonly Finding[];
  marks: readonly GateMark[];
  source: Source;
  pointed: Pointed;
  readOnly: boolean;
  /** There is a language model to ask. */
  canAsk: boolean;
  language: string;
  onPoint: (pointed: Pointed) => void;
  onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
};

const ROLES = { slide: "Slide", scene: "Scene", card: "Card" } as const;

/** One part: its words, how much room they take, its images, and what was found about it. */
export function PartEditor(props: PartProps) {
  const { part, at, of, rules, store, readOnly } = props;
  const { role } = part;
  const name = role ? `${ROLES[role]} ${at + 1} of ${of}` : `Part ${at + 1} of ${of}`;
  const proposal = useProposal(store, part.key);
  const [range, setRange] = useState<{ start: number; end: number } | null>(null);
  const [asking, setAsking] = useState(false);
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (props.canAsk && (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "j") {
      event.preventDefault();
      setAsking(true);
    } else props.onKeyDown(event);
  };
  // Counting a long text takes longer than a key may.
  const counted = useDeferredValue(part.text);
  return (
    <Surface p="md">
      <Group justify="space-between" mb={6} mih={28}>
        <Text fz="sm" fw={600} c="dimmed">
          {role || rules.maxParts > 1 ? name : rules.name}
        </Text>
        <Group gap="xs">
          {!role && <CharacterCount text={counted} rules={rules} />}
          {!readOnly && (
            <EditWithAi
              name={name.toLowerCase()}
              opened={asking}
              onOpen={setAsking}
              range={range}
              canAsk={props.canAsk}
              onAsk={proposal.run}
            />
          )}
          {(role || rules.maxParts > 1) && !readOnly && <PartMenu store={store} part={part} at={at} of={of} />}
        </Group>
      </Group>
      <SentenceText
        label={name}
        text={part.text}
        sentences={props.sentences}
        source={props.source}
        pointed={props.pointed}
        placeholder={at === 0 ? "Write something worth saying…" : "Go on here…"}
        readOnly={readOnly}
        onPoint={props.onPoint}
        onWrite={(text) => {
          setRange(null);
          store.edit((draft) => writePart(draft, part.key, text), part.key);
        }}
        onSelect={setRange}
        onKeyDown={keys}
      />
      <Proposal
        state={proposal.state}
        store={store}
        partKey={part.key}
        language={props.language}
        onClose={proposal.close}
      />
      {!role && <PartImages workspace={props.workspace} part={part} store={store} rules={rules} readOnly={readOnly} />}
      <Checks findings={props.findings} marks={props.marks} />
      {!readOnly && !role && rules.media.maxImages > part.media.length && (
        <AddImage workspace={props.workspace} part={part} store={store} rules={rules} />
      )}
    </Surface>
  );
}
