import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { channels } from "@/db/schema/channels";
import { workspaces } from "@/db/schema/workspaces";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { announce } from "@/server/live/announce";
import { wakeDispatchers } from "@/server/publishing/wake";

/**
 * Stops a channel: what is not going out when this commits waits until it is resumed (a trigger on `paused_at` takes turns
 * with the senders). Throws NOT_FOUND.
 */
export async function pauseChannel(ctx: Ctx, { channelId }: { channelId: string }): Promise<void> {
  guard(ctx, "posts.schedule");
  return ctx.tx((tx) => setChannel(tx, ctx.workspaceId, { channelId, paused: true }));
}

/** Stops every channel of the workspace. */
export async function pauseWorkspace(ctx: Ctx): Promise<void> {
  guard(ctx, "workspace.manage");
  return ctx.tx((tx) => setWorkspace(tx, ctx.workspaceId, true));
}

/** Lets a channel go on; dispatchers look at it at once. Throws NOT_FOUND. */
export async function resumeChannel(ctx: Ctx, { channelId }: { channelId: string }): Promise<void> {
  guard(ctx, "posts.schedule");
  return ctx.tx(async (tx) => {
    await setChannel(tx, ctx.workspaceId, { channelId, paused: false });
    await wakeDispatchers(tx, new Date());
  });
}

/** Lets the workspace go on; channels that were paused by themselves stay so. */
export async function resumeWorkspace(ctx: Ctx): Promise<void> {
  guard(ctx, "workspace.manage");
  return ctx.tx(async (tx) => {
    await setWorkspace(tx, ctx.workspaceId, false);
    await wakeDispatchers(tx, new Date());
  });
}

type Pauses = { workspacePausedAt: Date | null; items: { channelId: string; pausedAt: Date }[]; nextCursor: null };

/** What is paused: the workspace, and channels of it (at most 200 are given, as in every list of channels). */
export async function readPauses(ctx: Ctx): Promise<Pauses> {
  guard(ctx, "workspace.read");
  return ctx.tx(async (tx) => {
    const [workspace] = await tx
      .select({ pausedAt: workspaces.pausedAt })
      .from(workspaces)
      .where(eq(workspaces.id, ctx.workspaceId));
    const rows = await tx
      .select({ channelId: channels.id, pausedAt: channels.pausedAt })
      .from(channels)
      .where(and(eq(channels.workspaceId, ctx.workspaceId), isNull(channels.deletedAt), isNotNull(channels.pausedAt)))
      .limit(200);
    const items = rows.flatMap(({ channelId, pausedAt }) => (pausedAt ? [{ channelId, pausedAt }] : []));
    return { workspacePausedAt: workspace?.pausedAt ?? null, items, nextCursor: null };
  });
}

async function setChannel(
  tx: Tx,
  workspaceId: string,
  { channelId, paused }: { channelId: string; paused: boolean },
): Promise<void> {
  const [row] = await tx
    .update(channels)
    .set({ pausedAt: paused ? sql`coalesce(${channels.pausedAt}, now())` : null })
    .where(and(eq(channels.workspaceId, workspaceId), eq(channels.id, channelId), isNull(channels.deletedAt)))
    .returning({ id: channels.id });
  if (!row) throw new AppError("NOT_FOUND", "There is no such channel here.");
  await announce(tx, workspaceId, { kind: "channel", id: channelId });
}

async function setWorkspace(tx: Tx, workspaceId: string, paused: boolean): Promise<void> {
  await tx
    .update(workspaces)
    .set({ pausedAt: paused ? sql`coalesce(${workspaces.pausedAt}, now())` : null })
    .where(eq(workspaces.id, workspaceId));
}
