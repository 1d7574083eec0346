"use client";
import { Alert, Button, Group, List, Loader, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { EditProposal } from "@/server/posts/input";
import { chosenText, stretchesOf } from "./draft/changes";
import { acceptProposal } from "./draft/draft";
import type { RenditionDraft } from "./draft/rendition-draft";
import classes from "./editor.module.css";
import type { ProposalState } from "./use-proposal";

type Props = { state: ProposalState; store: RenditionDraft; partKey: string; language: string; onClose: () => void };

/** A proposal while it is written, and then to be taken over whole, change by change, or not at all. */
export function Proposal({ state, store, partKey, language, onClose }: Props) {
  if (state.kind === "idle") return null;
  if (state.kind === "ready")
    return (
      <Review
        key={`${state.proposal.version} ${state.proposal.after}`}
        proposal={state.proposal}
        store={store}
        partKey={partKey}
        language={language}
        onClose={onClose}
      />
    );
  if (state.kind === "failed")
    return (
      <Alert color="red" mt="sm" withCloseButton closeButtonLabel="Close" onClose={onClose}>
        {state.message}
      </Alert>
    );
  return (
    <section className={classes["proposal"]} aria-label="Proposed words" aria-busy="true">
      <Text className={classes["proposed"] ?? ""} c="dimmed">
        {state.text}
      </Text>
      <Group justify="space-between" mt="sm">
        <Loader size="xs" type="dots" aria-label="Being written" />
        <Button size="compact-sm" variant="default" onClick={onClose}>
          Cancel
        </Button>
      </Group>
    </section>
  );
}

type ReviewProps = Omit<Props, "state"> & { proposal: EditProposal };

function Review({ proposal, store, partKey, language, onClose }: ReviewProps) {
  const [rejected, setRejected] = useState<ReadonlySet<number>>(new Set());
  const stretches = stretchesOf(proposal.before, proposal.after, language);
  const changes = stretches.filter(({ kind }) => kind === "change").length;
  const flip = (at: number) =>
    setRejected((now) => (now.has(at) ? new Set([...now].filter((one) => one !== at)) : new Set([...now, at])));
  const accept = () => {
    const { before, cites } = proposal;
    const text = chosenText(stretches, rejected);
    const stands = store.getSnapshot().draft.parts.find(({ key }) => key === partKey)?.text === before;
    if (stands) store.edit((draft) => acceptProposal(draft, { key: partKey, before, text, cites }));
    else
      notifications.show({ color: "red", message: "These words were changed meanwhile. Yours are kept; ask again." });
    onClose();
  };
  return (
    <section className={classes["proposal"]} aria-label="Proposed words">
      {changes === 0 && <Text c="dimmed">There is nothing to change.</Text>}
      <div className={classes["proposed"]}>
        {stretches.map((one, at) =>
          one.kind === "same" ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: stretches of one text in order.
            <span key={at}>{one.text}</span>
          ) : (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: stretches of one text in order.
              key={at}
              type="button"
              aria-pressed={!rejected.has(at)}
              aria-label={changeName(one)}
              data-rejected={rejected.has(at) || undefined}
              onClick={() => flip(at)}
            >
              {one.removed && <del>{one.removed}</del>}
              {one.added && <ins>{one.added}</ins>}
            </button>
          ),
        )}
      </div>
      {proposal.checks.length > 0 && (
        <List size="sm" mt="sm" c="dimmed">
          {proposal.checks.map(({ gate, sentence, message }) => (
            <List.Item key={`${gate} ${sentence} ${message}`}>{message}</List.Item>
          ))}
        </List>
      )}
      <Group justify="flex-end" mt="sm" gap="xs">
        {changes > 1 && (
          <Text fz="xs" c="dimmed" mr="auto">
            Click a change to leave it out
          </Text>
        )}
        <Button size="compact-md" variant="default" onClick={onClose}>
          Discard
        </Button>
        {changes > 0 && (
          <Button size="compact-md" onClick={accept} disabled={rejected.size === changes}>
            Use it
          </Button>
        )}
      </Group>
    </section>
  );
}

function changeName({ removed, added }: { removed: string; added: string }): string {
  if (removed.trim() === "") return `Add “${added.trim()}”`;
  return added.trim() === "" ? `Take out “${removed.trim()}”` : `“${removed.trim()}” becomes “${added.trim()}”`;
}
