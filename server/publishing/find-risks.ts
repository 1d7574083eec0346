import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { channels } from "@/db/schema/channels";
import { deliveries, type Risk } from "@/db/schema/deliveries";
import { posts, renditionVersions } from "@/db/schema/posts";
import { workspaces } from "@/db/schema/workspaces";
import { channelCondition, endsBefore } from "@/server/publishing/channel-risks";
import { findCrowded } from "@/server/publishing/find-crowded";
import { problemsOf, readMediaRows } from "@/server/publishing/version-problems";

/** What was found out about one delivery itself; its channel is looked at when it is shown, as it is by then. */
export type Looked = {
  id: string;
  revision: number;
  title: string;
  channelId: string;
  channelName: string;
  /** Its channel's sign-in ends before it goes out. */
  ending: boolean;
  risks: Risk[];
};

/** SHA-256 of media whose bytes are gone from storage, where that was looked for. */
type LostMedia = ReadonlySet<string>;

/**
 * What may keep these waiting deliveries from going out as wished: the text, the media, the gates, the network's quota.
 * Asks the database alone, in a handful of queries however many they are.
 */
export async function findRisks(
  tx: Tx,
  workspaceId: string,
  { ids, lost = new Set() }: { ids: string[]; lost?: LostMedia },
): Promise<Looked[]> {
  const rows = await readWaiting(tx, workspaceId, ids);
  const media = await readMediaRows(tx, workspaceId, rows);
  const kept = new Map([...media].filter(([, { sha256 }]) => !lost.has(sha256)));
  const crowded = await findCrowded(tx, workspaceId, rows);
  return rows.map((row) => {
    const { id, revision, postTitle, channelId, channel, sendAt } = row;
    const risks: Risk[] = [
      ...problemsOf(row, kept).map((problem) => ({ ...problem, severity: "error" as const })),
      ...(crowded.get(id) ?? []),
      ...refusedBefore(row),
    ];
    const ending = endsBefore(channel, sendAt);
    return { id, revision, title: postTitle, channelId, channelName: channel.name, ending, risks };
  });
}

/** The hashes of the media that waiting deliveries show, to be looked for in storage. */
export async function mediaOfWaiting(tx: Tx, workspaceId: string, ids: string[]): Promise<string[]> {
  const media = await readMediaRows(tx, workspaceId, await readWaiting(tx, workspaceId, ids));
  return [...new Set([...media.values()].map(({ sha256 }) => sha256))];
}

const readWaiting = (tx: Tx, workspaceId: string, ids: string[]) =>
  tx
    .select({
      id: deliveries.id,
      revision: deliveries.revision,
      preflight: deliveries.preflight,
      sendAt: deliveries.sendAt,
      network: deliveries.network,
      postTitle: posts.title,
      channelId: channels.id,
      channel: channelCondition,
      title: renditionVersions.title,
      parts: renditionVersions.parts,
      checks: renditionVersions.checks,
    })
    .from(deliveries)
    .innerJoin(workspaces, eq(workspaces.id, deliveries.workspaceId))
    .innerJoin(posts, and(eq(posts.workspaceId, deliveries.workspaceId), eq(posts.id, deliveries.postId)))
    .innerJoin(channels, and(eq(channels.workspaceId, deliveries.workspaceId), eq(channels.id, deliveries.channelId)))
    .innerJoin(
      renditionVersions,
      and(eq(renditionVersions.workspaceId, deliveries.workspaceId), eq(renditionVersions.id, deliveries.versionId)),
    )
    .where(
      and(
        eq(deliveries.workspaceId, workspaceId),
        sql`${deliveries.id} = any(${sql.param(ids)}::uuid[])`,
        sql`${deliveries.state} in ('scheduled', 'preparing', 'ready')`,
      ),
    );

type Waiting = Awaited<ReturnType<typeof readWaiting>>[number];

/** What the network said when it was prepared, as long as nothing was changed about it. */
const refusedBefore = ({ preflight, revision }: Waiting): Risk[] =>
  preflight?.revision === revision ? preflight.risks.filter(({ code }) => code === "refused") : [];
