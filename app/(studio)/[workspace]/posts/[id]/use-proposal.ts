"use client";
import { TRPCClientError } from "@trpc/client";
import { useEffect, useRef, useState } from "react";
import { useTRPCClient } from "@/components/trpc";
import type { EditProposal, ProposeEditInput } from "@/server/posts/input";
import type { RenditionDraft } from "./draft/rendition-draft";

export type Ask = Pick<ProposeEditInput, "ask" | "range" | "instruction">;
export type ProposalState =
  | { kind: "idle" }
  | { kind: "writing"; text: string }
  | { kind: "ready"; proposal: EditProposal }
  | { kind: "failed"; message: string };

/** Asks for a part to be changed and follows the answer; leaving or cancelling hangs up. */
export function useProposal(store: RenditionDraft, key: string) {
  const client = useTRPCClient();
  const [state, setState] = useState<ProposalState>({ kind: "idle" });
  const call = useRef<AbortController | null>(null);
  useEffect(() => () => call.current?.abort(), []);

  const close = () => {
    call.current?.abort();
    setState({ kind: "idle" });
  };
  const run = async (ask: Ask) => {
    call.current?.abort();
    const own = new AbortController();
    call.current = own;
    const show = (next: ProposalState) => call.current === own && !own.signal.aborted && setState(next);
    show({ kind: "writing", text: "" });
    try {
      // What is changed is what the server has: every word is saved first.
      if (!(await store.flush())) throw new Error("Your words could not be saved yet. Try again in a moment.");
      const { draft, base } = store.getSnapshot();
      const part = draft.parts.findIndex((one) => one.key === key);
      const input = { renditionId: base.view.id, baseVersion: store.version, part, ...ask };
      for await (const event of await client.posts.proposeEdit.mutate(input, { signal: own.signal }))
        show(
          event.kind === "text" ? { kind: "writing", text: event.text } : { kind: "ready", proposal: event.proposal },
        );
    } catch (error) {
      const known = error instanceof TRPCClientError || error instanceof Error;
      show({ kind: "failed", message: known ? error.message : "That did not work. Your words are as they were." });
    }
  };
  return { state, run: (ask: Ask) => void run(ask), close };
}
