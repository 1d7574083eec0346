import { and, asc, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { type ImportRow, importRows, imports } from "@/db/schema/scheduling";
import { addAsset } from "@/server/assets/add-asset";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { RULES } from "@/server/networks/rules";
import { addEvent } from "@/server/outbox/add-event";
import { createPost } from "@/server/posts/create-post";
import { schedulePost } from "@/server/publishing/schedule-post";
import { partsFor, titleFrom } from "@/server/scheduling/check-row";
import { readImport } from "@/server/scheduling/imports";
import type { commitImportInput, ImportView } from "@/server/scheduling/input";
import { addToQueue } from "@/server/scheduling/queue";
import { fetchPage } from "@/server/sources/fetch-page";

/**
 * Lets a checked import become posts; a durable function goes through its rows. A second click, or a second person, gets
 * the import as it stands. Throws NOT_FOUND, UNPROCESSABLE_CONTENT while rows have problems that were not left out.
 */
export async function commitImport(ctx: Ctx, input: z.output<typeof commitImportInput>): Promise<ImportView> {
  guard(ctx, "posts.schedule");
  guard(ctx, "posts.write");
  const { workspaceId } = ctx;
  const { importId } = input;
  return ctx.tx(async (tx) => {
    const one = and(eq(imports.workspaceId, workspaceId), eq(imports.id, importId));
    await tx.select({ id: imports.id }).from(imports).where(one).for("update");
    const found = await readImport(tx, workspaceId, importId);
    if (found.state !== "checked") return found;
    if (found.problems === found.rows) throw new AppError("UNPROCESSABLE_CONTENT", "Every row has a problem.");
    if (found.problems > 0 && !input.leaveOutProblems)
      throw new AppError(
        "UNPROCESSABLE_CONTENT",
        `${found.problems} of ${found.rows} rows have problems. Mend the file and upload it again, or leave them out.`,
      );
    await tx.update(imports).set({ state: "running" }).where(one);
    await addEvent(tx, "scheduling/import.committed", { workspaceId, importId });
    return { ...found, state: "running" };
  });
}

/** So many rows in one durable step. */
const MOST_ROWS = 25;

/**
 * Makes posts of the next rows, each with its deliveries in a transaction of its own: after dying in the middle the next
 * run goes on, and no row is imported twice. A row that cannot be imported any more says why and holds no other up.
 */
export async function importRowsOf(ctx: Ctx, { importId }: { importId: string }): Promise<{ more: boolean }> {
  guard(ctx, "posts.schedule");
  guard(ctx, "posts.write");
  const { workspaceId } = ctx;
  const rows = await ctx.tx(async (tx) => {
    if ((await readImport(tx, workspaceId, importId)).state !== "running") return [];
    return tx
      .select({ row: importRows.row, content: importRows.content })
      .from(importRows)
      .where(waiting(workspaceId, importId))
      .orderBy(asc(importRows.row))
      .limit(MOST_ROWS);
  });
  for (const { row, content } of rows) {
    const which = { workspaceId, importId, row };
    try {
      const assetId = content.mediaUrl === null ? null : await fetchImage(ctx, content.mediaUrl);
      await importRow(ctx, which, { content, assetId });
    } catch (error) {
      // What a person can mend is told to them; anything else is ours, and the run is tried again.
      if (!(error instanceof AppError)) throw error;
      await ctx.tx((tx) => mark(tx, which, { state: "problem", problems: [error.message] }));
    }
  }
  if (rows.length === MOST_ROWS) return { more: true };
  await ctx.tx((tx) =>
    tx
      .update(imports)
      .set({ state: "completed" })
      .where(and(eq(imports.workspaceId, workspaceId), eq(imports.id, importId), eq(imports.state, "running"))),
  );
  return { more: false };
}

type Which = { workspaceId: string; importId: string; row: number };

function importRow(
  ctx: Ctx,
  which: Which,
  { content, assetId }: { content: ImportRow; assetId: string | null },
): Promise<void> {
  return ctx.tx(async (tx) => {
    const [mine] = await tx
      .select({ row: importRows.row })
      .from(importRows)
      .where(and(waiting(which.workspaceId, which.importId), eq(importRows.row, which.row)))
      .for("update");
    if (!mine) return;
    const { id: postId } = await createPost(ctx, postOf(content, assetId));
    const channelIds = content.channels.map(({ id }) => id);
    if (content.at === null) await addToQueue(ctx, { postId, channelIds });
    else await schedulePost(ctx, { postId, channelIds, at: content.at, timeZone: content.timeZone });
    await mark(tx, which, { state: "done", postId });
  });
}

function postOf({ title, parts, channels, mediaAlt }: ImportRow, assetId: string | null) {
  const media = assetId === null ? [] : [{ assetId, alt: mediaAlt }];
  return {
    title: title ?? titleFrom(parts),
    renditions: [...new Set(channels.map(({ network }) => network))].map((network) => ({
      network,
      title: RULES[network].hasTitle ? (title ?? titleFrom(parts)) : null,
      parts: partsFor(network, parts).map((text, i) => ({ text, media: i === 0 ? media : [] })),
    })),
  };
}

async function fetchImage(ctx: Ctx, url: string): Promise<string> {
  const { bytes } = await fetchPage(url).catch((cause: unknown) => {
    if (!(cause instanceof AppError)) throw cause;
    const reason = String(cause.details["reason"] ?? "unreachable").replaceAll("_", " ");
    const message = `The image could not be fetched (${reason}). Open its address yourself, or add the image by hand.`;
    throw new AppError("UNPROCESSABLE_CONTENT", message, { cause });
  });
  const { id } = await addAsset(ctx, { bytes, fileName: new URL(url).pathname.split("/").at(-1) || null });
  return id;
}

const waiting = (workspaceId: string, importId: string) =>
  and(eq(importRows.workspaceId, workspaceId), eq(importRows.importId, importId), eq(importRows.state, "waiting"));

async function mark(
  tx: Tx,
  { workspaceId, importId, row }: Which,
  set: { state: "done"; postId: string } | { state: "problem"; problems: string[] },
): Promise<void> {
  await tx
    .update(importRows)
    .set(set)
    .where(and(waiting(workspaceId, importId), eq(importRows.row, row)));
}
