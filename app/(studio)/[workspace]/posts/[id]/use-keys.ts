"use client";
import { useHotkeys } from "@mantine/hooks";
import type { RenditionDraft } from "./draft/rendition-draft";

/** Keys that work all over the editor; fields have undo and redo of their own that do the same. */
export function useKeys(store: RenditionDraft, onSchedule: () => void): void {
  useHotkeys([
    ["mod+Z", store.undo],
    ["mod+shift+Z", store.redo],
    ["mod+Y", store.redo],
  ]);
  useHotkeys(
    [
      ["mod+Enter", onSchedule],
      ["mod+S", () => void store.flush()],
    ],
    [],
  );
}
