import type { Draft } from "./draft";

/** Unsaved words and the version they were written on. */
export type KeptDraft = { value: Draft; baseVersion: number };
/** Where unsaved words outlive the page. */
export type LocalCopy = { write: (copy: KeptDraft) => void; clear: () => void; take: () => KeptDraft | null };

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/**
 * Keeps a rendition's unsaved words in the browser. Each page writes under a name of its own, so two tabs do not overwrite
 * each other; a page that starts takes over the newest copy that was left. A full or forbidden store is no error.
 */
export function localCopy(renditionId: string, store: () => Store): LocalCopy {
  const prefix = `reprise-draft:${renditionId}:`;
  const own = `${prefix}${Math.random().toString(36).slice(2)}`;
  return {
    write: (copy) => quietly(() => store().setItem(own, JSON.stringify({ ...copy, at: Date.now() }))),
    clear: () => quietly(() => store().removeItem(own)),
    take: () => {
      const newest = quietly(() => newestOf(store(), prefix, own));
      if (!newest) return null;
      quietly(() => store().removeItem(newest.name));
      return newest.copy;
    },
  };
}

function newestOf(store: Store, prefix: string, own: string): { name: string; copy: KeptDraft } | null {
  let newest: { name: string; at: number; copy: KeptDraft } | null = null;
  for (let index = 0; index < store.length; index++) {
    const name = store.key(index);
    if (!name?.startsWith(prefix) || name === own) continue;
    const { at, ...copy } = JSON.parse(store.getItem(name) ?? "null") as KeptDraft & { at: number };
    if (Array.isArray(copy.value?.parts) && at > (newest?.at ?? 0)) newest = { name, at, copy };
  }
  return newest;
}

function quietly<R>(work: () => R): R | null {
  try {
    return work();
  } catch {
    return null;
  }
}
