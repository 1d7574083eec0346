import { and, desc, eq, isNull, max } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { sources, sourceVersions } from "@/db/schema/sources";
import type { Ctx } from "@/server/context";
import { announce } from "@/server/live/announce";
import { addEvent } from "@/server/outbox/add-event";

type Known = { id: string; kind: "text" | "url" | "file" };

/**
 * Asks for a source to be read (again): an address gets a new version to be fetched into, anything else the version whose
 * bytes are already here. Part of a larger change, so it takes the transaction.
 */
export async function requestReading(ctx: Ctx, tx: Tx, source: Known): Promise<{ id: string; state: "reading" }> {
  const { workspaceId } = ctx;
  const ofSource = and(eq(sourceVersions.workspaceId, workspaceId), eq(sourceVersions.sourceId, source.id));
  const versionId = source.kind === "url" ? await newVersion() : await unreadVersion();
  await tx
    .update(sources)
    .set({ state: "reading", failure: null })
    .where(and(eq(sources.workspaceId, workspaceId), eq(sources.id, source.id)));
  await addEvent(tx, "sources/source.added", { workspaceId, sourceId: source.id, versionId });
  await announce(tx, workspaceId, { kind: "source", id: source.id, state: "reading" });
  return { id: source.id, state: "reading" };

  async function newVersion(): Promise<string> {
    // A version that was never read holds nothing; the reading it belonged to finds it gone and stops.
    await tx.delete(sourceVersions).where(and(ofSource, isNull(sourceVersions.blocks)));
    const [latest] = await tx
      .select({ version: max(sourceVersions.version) })
      .from(sourceVersions)
      .where(ofSource);
    const [made] = await tx
      .insert(sourceVersions)
      .values({ workspaceId, sourceId: source.id, version: (latest?.version ?? 0) + 1 })
      .returning({ id: sourceVersions.id });
    if (!made) throw new Error("The new version was not inserted.");
    return made.id;
  }

  async function unreadVersion(): Promise<string> {
    const [found] = await tx
      .select({ id: sourceVersions.id })
      .from(sourceVersions)
      .where(ofSource)
      .orderBy(desc(sourceVersions.version))
      .limit(1);
    if (!found) throw new Error("A source without a version.");
    return found.id;
  }
}
