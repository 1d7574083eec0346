import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { channels } from "@/db/schema/channels";
import { type Check, type RenditionPart, renditions, renditionVersions } from "@/db/schema/posts";
import { AppError } from "@/server/errors";
import { RULES } from "@/server/networks/rules";
import { problemsOf, readMediaRows } from "@/server/publishing/version-problems";

type Channel = Pick<typeof channels.$inferSelect, "id" | "network" | "name" | "health">;
type Version = {
  renditionId: string;
  versionId: string;
  network: Channel["network"];
  channelId: string | null;
  title: string | null;
  parts: RenditionPart[];
  checks: Check[];
};

/** What goes to one channel: its own rendition, else its network's, in the current version. */
export type ForChannel = { channel: Channel; version: Version };

/**
 * Picks what each channel gets and refuses what may not go out. Throws NOT_FOUND for a channel that is not here,
 * PRECONDITION_FAILED for one that must be reconnected, UNPROCESSABLE_CONTENT with every problem in `details.problems`.
 */
export async function findVersions(
  tx: Tx,
  workspaceId: string,
  { postId, channelIds }: { postId: string; channelIds: string[] },
): Promise<ForChannel[]> {
  const found = await readChannels(tx, workspaceId, [...new Set(channelIds)]);
  const versions = await readVersions(tx, workspaceId, postId);
  const media = await readMediaRows(tx, workspaceId, versions);
  const problems: { channelId: string; network: string; message: string }[] = [];
  const chosen = found.flatMap((channel): ForChannel[] => {
    const version =
      versions.find(({ channelId }) => channelId === channel.id) ??
      versions.find(({ network, channelId }) => network === channel.network && channelId === null);
    const messages = version
      ? problemsOf(version, media).map(({ message }) => message)
      : [`This post has no version for ${RULES[channel.network].name} yet. Write one first.`];
    problems.push(...messages.map((message) => ({ channelId: channel.id, network: channel.network, message })));
    return version ? [{ channel, version }] : [];
  });
  const [first] = problems;
  if (first) {
    const others = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
    throw new AppError("UNPROCESSABLE_CONTENT", `${first.message}${others}`, { details: { problems } });
  }
  return chosen;
}

async function readChannels(tx: Tx, workspaceId: string, ids: string[]): Promise<Channel[]> {
  const rows = await tx
    .select({ id: channels.id, network: channels.network, name: channels.name, health: channels.health })
    .from(channels)
    .where(
      and(
        eq(channels.workspaceId, workspaceId),
        isNull(channels.deletedAt),
        sql`${channels.id} = any(${sql.param(ids)}::uuid[])`,
      ),
    );
  const found = ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
  if (found.length < ids.length) throw new AppError("NOT_FOUND", "There is no such channel here.");
  const lost = found.find(({ health }) => health !== "connected");
  if (lost) throw new AppError("PRECONDITION_FAILED", `${lost.name} has to be connected again before it can be used.`);
  return found;
}

function readVersions(tx: Tx, workspaceId: string, postId: string): Promise<Version[]> {
  return tx
    .select({
      renditionId: renditions.id,
      versionId: renditionVersions.id,
      network: renditions.network,
      channelId: renditions.channelId,
      title: renditionVersions.title,
      parts: renditionVersions.parts,
      checks: renditionVersions.checks,
    })
    .from(renditions)
    .innerJoin(
      renditionVersions,
      and(
        eq(renditionVersions.workspaceId, renditions.workspaceId),
        eq(renditionVersions.renditionId, renditions.id),
        eq(renditionVersions.version, renditions.version),
      ),
    )
    .where(and(eq(renditions.workspaceId, workspaceId), eq(renditions.postId, postId)));
}
