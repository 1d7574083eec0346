import { sql } from "drizzle-orm";
import { type Tx, withoutTenant } from "@/db/client";
import { endingCause } from "@/server/channels/lose-channel";
import { type Ctx, systemCtx } from "@/server/context";
import { log } from "@/server/log";
import { type Notice, raiseNotification, resolveNotifications } from "@/server/notifications/raise-notification";
import { findRisks, type Looked, mediaOfWaiting } from "@/server/publishing/find-risks";
import { storage } from "@/server/storage/storage";

const PAGE = 500;

/** Where a look at everything due goes on: after this instant (as Postgres writes it) and id. */
export type PreflightPlace = { sendAt: string; id: string };
export const PREFLIGHT_START: PreflightPlace = { sendAt: "-infinity", id: "00000000-0000-0000-0000-000000000000" };

/**
 * Looks at one page of what goes out within a day, across workspaces; gives the place of the next page, null after the
 * last. A workspace that cannot be looked at does not keep the others from it.
 */
export async function preflightPage(place: PreflightPlace): Promise<PreflightPlace | null> {
  const rows = await withoutTenant((tx) =>
    tx.execute<{ workspace_id: string; id: string; send_at: string }>(
      sql`select workspace_id, id, send_at::text from sweep.preflight_page(${place.sendAt}::timestamptz, ${place.id}::uuid, ${PAGE})`,
    ),
  );
  for (const [workspaceId, found] of Map.groupBy(rows, (row) => row.workspace_id)) {
    const ids = found.map(({ id }) => id);
    try {
      await preflightWorkspace(systemCtx(workspaceId, "preflight-queue"), ids);
    } catch (err) {
      log().error({ err, workspaceId, deliveries: ids.length }, "a look ahead failed");
    }
  }
  const last = rows.at(-1);
  return rows.length < PAGE || !last ? null : { sendAt: last.send_at, id: last.id };
}

async function preflightWorkspace(ctx: Ctx, ids: string[]): Promise<void> {
  const { workspaceId } = ctx;
  const hashes = await ctx.tx((tx) => mediaOfWaiting(tx, workspaceId, ids));
  const lost = new Set<string>();
  for (const hash of hashes) if (!(await storage().has(workspaceId, hash))) lost.add(hash);
  await ctx.tx((tx) => preflightDeliveries(tx, workspaceId, { ids, lost }));
}

type Wanted = {
  ids: string[];
  /** SHA-256 of media that storage was asked for and does not have. */
  lost?: ReadonlySet<string>;
  /** What the network itself said about one of them. */
  refused?: { id: string; message: string };
};

/** Looks ahead for these deliveries, keeps what was found with them and tells people what only they can mend, once. */
export async function preflightDeliveries(tx: Tx, workspaceId: string, { ids, lost, refused }: Wanted): Promise<void> {
  const looked = await findRisks(tx, workspaceId, { ids, ...(lost && { lost }) });
  for (const one of looked)
    if (one.id === refused?.id) {
      const kept = one.risks.filter(({ code }) => code !== "refused");
      one.risks = [{ code: "refused", severity: "error", message: refused.message }, ...kept];
    }
  const checkedAt = new Date().toISOString();
  const items = looked.map(({ id, revision, risks }) => ({ id, preflight: { checkedAt, revision, risks } }));
  await tx.execute(sql`select sweep.record_preflight(${JSON.stringify(items)}::text::jsonb)`);
  await tell(tx, workspaceId, looked);
}

async function tell(tx: Tx, workspaceId: string, looked: Looked[]): Promise<void> {
  const notices = new Map<string, Notice>();
  const over: string[] = [];
  for (const { id, title, channelId, channelName, ending, risks } of looked) {
    const cause = `preflight:${id}`;
    const problems = risks.filter(({ severity }) => severity === "error").map(({ message }) => message);
    if (problems.length === 0) over.push(cause);
    else {
      const text = `“${title}” cannot go out to ${channelName} as it is. ${problems.join(" ")}`;
      notices.set(cause, { kind: "preflight", cause, text, channelId, deliveryId: id });
    }
    if (!ending) continue;
    const text = `The sign-in of ${channelName} ends before scheduled posts go out and cannot be renewed by itself. Connect it again.`;
    notices.set(endingCause(channelId), { kind: "preflight", cause: endingCause(channelId), text, channelId });
  }
  await resolveNotifications(tx, workspaceId, over);
  // Always in the same order: two who look at once must not wait for each other.
  for (const [, notice] of [...notices].sort(([a], [b]) => (a < b ? -1 : 1)))
    await raiseNotification(tx, workspaceId, notice);
}
