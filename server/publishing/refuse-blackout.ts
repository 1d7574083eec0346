import { and, eq, gte, isNull, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { blackouts } from "@/db/schema/scheduling";
import { workspaces } from "@/db/schema/workspaces";
import { AppError } from "@/server/errors";
import { wallDate } from "@/server/publishing/wall-time";

type Blackout = Pick<typeof blackouts.$inferSelect, "id" | "channelId" | "startsOn" | "endsOn" | "reason">;
/** A workspace's zone and the blackouts that are not over; days are read in that zone. */
export type Blackouts = { timeZone: string; items: Blackout[] };

/**
 * Who plans holds the blackouts `shared`, who adds one holds them `alone`, both until commit: nothing is planned into a
 * blackout that was added meanwhile. It is the first lock of every transaction that takes it.
 */
export async function holdBlackouts(tx: Tx, workspaceId: string, how: "shared" | "alone"): Promise<void> {
  const lock = sql.raw(how === "alone" ? "pg_advisory_xact_lock" : "pg_advisory_xact_lock_shared");
  await tx.execute(sql`select ${lock}(hashtextextended(${`blackouts ${workspaceId}`}, 0))`);
}

/** The blackouts that end on `from` or later, of these channels and of all. */
export async function readBlackouts(
  tx: Tx,
  workspaceId: string,
  { from, channelIds }: { from: Date; channelIds: string[] },
): Promise<Blackouts> {
  const rows = await tx
    .select({
      timeZone: workspaces.timeZone,
      id: blackouts.id,
      channelId: blackouts.channelId,
      startsOn: blackouts.startsOn,
      endsOn: blackouts.endsOn,
      reason: blackouts.reason,
    })
    .from(workspaces)
    .leftJoin(
      blackouts,
      and(
        eq(blackouts.workspaceId, workspaces.id),
        // A day early: in every zone it is at most a day from the UTC one.
        gte(blackouts.endsOn, new Date(from.getTime() - 86_400_000).toISOString().slice(0, 10)),
        or(isNull(blackouts.channelId), sql`${blackouts.channelId} = any(${sql.param(channelIds)}::uuid[])`),
      ),
    )
    .where(eq(workspaces.id, workspaceId));
  const items = rows.flatMap(({ id, channelId, startsOn, endsOn, reason }): Blackout[] =>
    id && startsOn && endsOn && reason !== null ? [{ id, channelId, startsOn, endsOn, reason }] : [],
  );
  return { timeZone: rows[0]?.timeZone ?? "UTC", items };
}

/** The blackout that an instant falls into on a channel, or null. */
export function blackoutAt({ timeZone, items }: Blackouts, channelId: string, dueAt: Date): Blackout | null {
  if (items.length === 0) return null;
  const day = wallDate(dueAt, timeZone);
  const hit = (one: Blackout) => one.startsOn <= day && day <= one.endsOn;
  return items.find((one) => (one.channelId === null || one.channelId === channelId) && hit(one)) ?? null;
}

/** Says what a blackout means for whoever plans into it. */
export const blackoutMessage = ({ startsOn, endsOn, reason }: Blackout): string =>
  `Nothing goes out ${startsOn === endsOn ? `on ${startsOn}` : `from ${startsOn} to ${endsOn}`}: ${reason}.`.replace(
    /([.!?])\.$/,
    "$1",
  );

/** Throws UNPROCESSABLE_CONTENT, with the blackout in its details, when an instant falls into one on any of the channels. */
export async function refuseBlackout(
  tx: Tx,
  workspaceId: string,
  { dueAt, channelIds }: { dueAt: Date; channelIds: string[] },
): Promise<void> {
  await holdBlackouts(tx, workspaceId, "shared");
  const known = await readBlackouts(tx, workspaceId, { from: dueAt, channelIds });
  for (const channelId of channelIds) {
    const hit = blackoutAt(known, channelId, dueAt);
    if (!hit) continue;
    const { id, reason, startsOn: from, endsOn: to } = hit;
    throw new AppError("UNPROCESSABLE_CONTENT", `${blackoutMessage(hit)} Choose another day, or say that it may.`, {
      details: { blackout: { id, reason, from, to } },
    });
  }
}
