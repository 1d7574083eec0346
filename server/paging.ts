import { type AnyColumn, type SQL, sql } from "drizzle-orm";
import { AppError } from "@/server/errors";

/** One page of a list; `nextCursor` is null on the last page. */
export type Page<T> = { items: T[]; nextCursor: string | null };

type Place = { createdAt: Date; id: string };

/** Rows older than the cursor's, for lists ordered by creation and id, both descending. Throws BAD_REQUEST on a foreign cursor. */
export const before = (cursor: string | undefined, createdAt: AnyColumn, id: AnyColumn): SQL | undefined =>
  beyond(cursor, sql`(${createdAt}, ${id}) <`);

/** Rows newer than the cursor's, for lists ordered by creation and id, both ascending. Throws BAD_REQUEST on a foreign cursor. */
export const after = (cursor: string | undefined, createdAt: AnyColumn, id: AnyColumn): SQL | undefined =>
  beyond(cursor, sql`(${createdAt}, ${id}) >`);

function beyond(cursor: string | undefined, compared: SQL): SQL | undefined {
  if (cursor === undefined) return undefined;
  const match = /^([0-9a-z]{1,11})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    Buffer.from(cursor, "base64url").toString("latin1"),
  );
  const at = new Date(Number.parseInt(match?.[1] ?? "", 36));
  if (!match || Number.isNaN(at.getTime())) throw new AppError("BAD_REQUEST", "That page does not exist; start again.");
  return sql`${compared} (${at.toISOString()}::timestamptz, ${match[2]}::uuid)`;
}

/** Makes a page of what was read with a limit of one more than asked for. */
export function pageOf<T extends Place>(rows: T[], limit: number): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last;
  return { items, nextCursor: more ? cursorOf(last) : null };
}

/** The cursor that goes on behind a row. */
export const cursorOf = ({ createdAt, id }: Place): string =>
  Buffer.from(`${createdAt.getTime().toString(36)}.${id}`, "latin1").toString("base64url");
