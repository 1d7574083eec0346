import { appendFileSync, writeFileSync } from "node:fs";

/**
 * What the runner knows by itself, one JSON line each: which posts there are, and what it asked of the API and was
 * answered. `status` is null when no answer came. Times are this machine's, in milliseconds since 1970.
 */
export type Entry =
  | { op: "post"; post: number; postId: string; kind: string; parts: number; group: string }
  | ({ op: "schedule"; post: number; delivery: string | null; dueAt: number } & Asked)
  | ({ op: "cancel"; post: number; delivery: string } & Asked)
  | ({ op: "edit"; post: number; edit: number; pinned: boolean | null } & Asked)
  | ({ op: "move"; post: number; delivery: string; dueAt: number } & Asked)
  | { op: "restored"; takenAt: number; at: number };

type Asked = { askedAt: number; answeredAt: number | null; status: number | null };

export type Journal = { file: string; write: (entries: Entry[]) => void };

export function openJournal(file: string): Journal {
  writeFileSync(file, "");
  return {
    file,
    write: (entries) => appendFileSync(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join("")),
  };
}
