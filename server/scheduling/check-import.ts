import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { channels } from "@/db/schema/channels";
import { importRows, imports, slots } from "@/db/schema/scheduling";
import { actorUserId, type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { readBlackouts } from "@/server/publishing/refuse-blackout";
import { workspaceZone } from "@/server/publishing/schedule-post";
import { databaseNow } from "@/server/publishing/wake";
import { chooseTime } from "@/server/publishing/wall-time";
import { checkRow, type Known } from "@/server/scheduling/check-row";
import { readImport } from "@/server/scheduling/imports";
import type { checkImportInput, ImportView } from "@/server/scheduling/input";
import { readCsv } from "@/server/scheduling/read-csv";

/**
 * The dry run of an import: reads a CSV file, says what is wrong with each row, and keeps the rows for `commitImport`.
 * Nothing else is changed; what nobody commits within a day is forgotten. Throws what `readCsv` throws.
 */
export async function checkImport(ctx: Ctx, input: z.output<typeof checkImportInput>): Promise<ImportView> {
  guard(ctx, "posts.schedule");
  guard(ctx, "posts.write");
  const { workspaceId } = ctx;
  const rows = readCsv(input.csv);
  const known = await ctx.tx((tx) => readKnown(ctx, tx, input.timeZone));
  const checked = rows.map((row) => checkRow(row, known));
  return ctx.tx(async (tx) => {
    const stale = and(
      eq(imports.workspaceId, workspaceId),
      eq(imports.state, "checked"),
      sql`${imports.createdAt} < now() - interval '1 day'`,
    );
    await tx.delete(imports).where(stale);
    const [made] = await tx
      .insert(imports)
      .values({ workspaceId, fileName: input.fileName, createdBy: actorUserId(ctx) })
      .returning({ id: imports.id });
    if (!made) throw new Error("The import was not inserted.");
    await tx.insert(importRows).values(
      checked.map(({ row, content, problems }) => ({
        workspaceId,
        importId: made.id,
        row,
        content,
        problems,
        state: problems.length > 0 ? ("problem" as const) : ("waiting" as const),
      })),
    );
    return readImport(tx, workspaceId, made.id);
  });
}

async function readKnown(ctx: Ctx, tx: Tx, zone: string | undefined): Promise<Known> {
  const { workspaceId } = ctx;
  const timeZone = zone ?? (await workspaceZone(ctx, tx));
  if (zone !== undefined) refuseZone(zone);
  const rows = await tx
    .select({
      id: channels.id,
      name: channels.name,
      network: channels.network,
      remoteId: channels.remoteId,
      health: channels.health,
    })
    .from(channels)
    .where(and(eq(channels.workspaceId, workspaceId), isNull(channels.deletedAt)))
    .orderBy(asc(channels.createdAt), asc(channels.id))
    .limit(200);
  const queues = await tx.selectDistinct({ id: slots.channelId }).from(slots).where(eq(slots.workspaceId, workspaceId));
  const now = await databaseNow(tx);
  return {
    channels: rows.map(({ health, ...channel }) => ({ ...channel, lost: health !== "connected" })),
    queues: new Set(queues.map(({ id }) => id)),
    timeZone,
    now,
    blackouts: await readBlackouts(tx, workspaceId, { from: now, channelIds: rows.map(({ id }) => id) }),
  };
}

function refuseZone(zone: string): void {
  try {
    chooseTime("2026-01-01T00:00", zone);
  } catch (cause) {
    throw new AppError("BAD_REQUEST", `“${zone}” is not a time zone we know. Write it like Europe/Berlin.`, { cause });
  }
}
