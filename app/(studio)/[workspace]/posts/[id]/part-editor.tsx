"use client";
import { Group, Text } from "@mantine/core";
import { type KeyboardEvent, useDeferredValue } from "react";
import { CharacterCount } from "@/components/post/character-count";
import { Surface } from "@/components/ui/surface";
import type { Finding, NetworkRules } from "@/server/networks/rules";
import { Checks, type GateMark } from "./checks";
import { type DraftPart, writePart } from "./draft/draft";
import type { RenditionDraft } from "./draft/rendition-draft";
import type { Pointed, Sentence } from "./linked";
import { AddImage, PartImages } from "./part-images";
import { PartMenu } from "./part-menu";
import type { Source } from "./passage-card";
import { SentenceText } from "./sentence-text";

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
  onPoint: (pointed: Pointed) => void;
  onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
};

/** One part: its words, how much room they take, its images, and what was found about it. */
export function PartEditor(props: PartProps) {
  const { part, at, of, rules, store, readOnly } = props;
  // Counting a long text takes longer than a key may.
  const counted = useDeferredValue(part.text);
  return (
    <Surface p="md">
      <Group justify="space-between" mb={6} mih={28}>
        <Text fz="sm" fw={600} c="dimmed">
          {rules.maxParts > 1 ? `Part ${at + 1} of ${of}` : rules.name}
        </Text>
        <Group gap="xs">
          <CharacterCount text={counted} rules={rules} />
          {rules.maxParts > 1 && !readOnly && <PartMenu store={store} part={part} at={at} of={of} />}
        </Group>
      </Group>
      <SentenceText
        label={`Part ${at + 1} of ${of}`}
        text={part.text}
        sentences={props.sentences}
        source={props.source}
        pointed={props.pointed}
        placeholder={at === 0 ? "Write something worth saying…" : "Go on here…"}
        readOnly={readOnly}
        onPoint={props.onPoint}
        onWrite={(text) => store.edit((draft) => writePart(draft, part.key, text), part.key)}
        onKeyDown={props.onKeyDown}
      />
      <PartImages workspace={props.workspace} part={part} store={store} rules={rules} readOnly={readOnly} />
      <Checks findings={props.findings} marks={props.marks} />
      {!readOnly && rules.media.maxImages > part.media.length && (
        <AddImage workspace={props.workspace} part={part} store={store} rules={rules} />
      )}
    </Surface>
  );
}
