"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTRPC, useTRPCClient } from "@/components/trpc";
import type { RenditionView } from "@/server/posts/input";
import { localCopy } from "./draft/local-copy";
import { type DraftSnapshot, RenditionDraft } from "./draft/rendition-draft";
import { saveRendition } from "./save-rendition";

/** The drafts of a post's renditions; each goes on saving while another is on screen. */
export type Drafts = { of: (view: RenditionView) => RenditionDraft };

/** Keeps one draft per rendition, brings back unsaved words, hears what the server says, saves when the page is left. */
export function useDrafts(postId: string, views: readonly RenditionView[]): Drafts {
  const api = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [drafts] = useState(() => new Map<string, RenditionDraft>());
  const [shelf] = useState<Drafts>(() => ({
    of: (view) => {
      const known = drafts.get(view.id);
      if (known) return known;
      const made = new RenditionDraft({
        view,
        local: localCopy(view.id, () => window.localStorage),
        save: async (draft, baseVersion) => {
          const outcome = await saveRendition(client, { renditionId: view.id, draft, baseVersion });
          if (outcome.kind === "saved") void queryClient.invalidateQueries(api.posts.get.queryFilter({ postId }));
          return outcome;
        },
      });
      drafts.set(view.id, made);
      return made;
    },
  }));

  useEffect(() => {
    for (const view of views) {
      const isNew = !drafts.has(view.id);
      const draft = shelf.of(view);
      if (isNew) draft.recover();
      draft.receive(view);
    }
  }, [views, drafts, shelf]);

  useEffect(() => {
    for (const draft of drafts.values()) draft.recover();
    const retry = () => {
      for (const draft of drafts.values()) draft.retry();
    };
    const flush = () => {
      for (const draft of drafts.values()) void draft.flush();
    };
    window.addEventListener("online", retry);
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("online", retry);
      window.removeEventListener("pagehide", flush);
      flush();
    };
  }, [drafts]);
  return shelf;
}

/** What a draft is now, on screen with every change. */
export function useDraft(draft: RenditionDraft): DraftSnapshot {
  return useSyncExternalStore(draft.subscribe, draft.getSnapshot, draft.getFirstSnapshot);
}
