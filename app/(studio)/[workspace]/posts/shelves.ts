import type { PostState } from "@/server/posts/input";

/** The ways the list can be narrowed: a state, everything, or what was thrown away. */
export type Shelf = "all" | PostState | "trash";
export const SHELVES: readonly { value: Shelf; label: string }[] = [
  { value: "all", label: "All" },
  { value: "draft", label: "Drafts" },
  { value: "scheduled", label: "Scheduled" },
  { value: "published", label: "Published" },
  { value: "attention", label: "Needs you" },
  { value: "trash", label: "Trash" },
];

export const isShelf = (value: unknown): value is Shelf => SHELVES.some((shelf) => shelf.value === value);

/** What the API is asked for a shelf; server and browser ask alike, so that the first page is there at once. */
export const listInput = (shelf: Shelf, search: string) => ({
  limit: 30,
  trashed: shelf === "trash",
  ...(shelf === "all" || shelf === "trash" ? {} : { state: shelf }),
  ...(search ? { search } : {}),
});

/** How a list goes on. */
export const byCursor = { getNextPageParam: ({ nextCursor }: { nextCursor: string | null }) => nextCursor };
