import { and, asc, desc, eq, gte, lt, ne, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { channels } from "@/db/schema/channels";
import { attempts, deliveries, deliveryParts, type Risk } from "@/db/schema/deliveries";
import { posts } from "@/db/schema/posts";
import { workspaces } from "@/db/schema/workspaces";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { after, before, type Page, pageOf } from "@/server/paging";
import { channelCondition, channelRisks } from "@/server/publishing/channel-risks";
import {
  type calendarInput,
  type DeliveryDetail,
  type DeliverySummary,
  type listDeliveriesInput,
  OPEN_STATES,
} from "@/server/publishing/input";

/** No month of a sane calendar holds more; what is cut off is said. */
const MOST_IN_CALENDAR = 2_000;
const LONGEST_CALENDAR_MS = 100 * 24 * 3_600_000;
/** Retries are bounded, so a delivery never has more attempts than this. */
const MOST_ATTEMPTS = 500;

const columns = {
  id: deliveries.id,
  postId: deliveries.postId,
  title: posts.title,
  channelId: deliveries.channelId,
  channelName: channels.name,
  network: deliveries.network,
  state: deliveries.state,
  dueAt: deliveries.dueAt,
  wallTime: deliveries.wallTime,
  timeZone: deliveries.timeZone,
  publishedAt: deliveries.publishedAt,
  url: deliveries.url,
  failure: deliveries.failure,
  /** What was found ahead, as long as it is about what would go out now. */
  found: sql<
    Risk[]
  >`case when (${deliveries.preflight} ->> 'revision')::integer = ${deliveries.revision} then ${deliveries.preflight} -> 'risks' else '[]' end`,
  channel: channelCondition,
  sendAt: deliveries.sendAt,
  revision: deliveries.revision,
};

type Row = Omit<DeliverySummary, "risks"> & {
  found: Risk[];
  channel: Parameters<typeof channelRisks>[0];
  sendAt: Date;
};

/** The channel is judged as it is now, at the instant at which the delivery is sent. */
function toSummary({ found, channel, sendAt, ...row }: Row): DeliverySummary {
  const open = OPEN_STATES.some((state) => state === row.state);
  return { ...row, risks: open ? [...channelRisks(channel, sendAt), ...found] : [] };
}

const withWorkspace = eq(workspaces.id, deliveries.workspaceId);
const withPost = and(eq(posts.workspaceId, deliveries.workspaceId), eq(posts.id, deliveries.postId));
const withChannel = and(eq(channels.workspaceId, deliveries.workspaceId), eq(channels.id, deliveries.channelId));

/** The error of every look-up by a delivery's id. */
export const deliveryNotFound = () => new AppError("NOT_FOUND", "There is no such delivery here.");

/** These deliveries as lists show them, by id. */
export async function readDeliveries(tx: Tx, workspaceId: string, ids: string[]): Promise<DeliverySummary[]> {
  const rows = await tx
    .select(columns)
    .from(deliveries)
    .innerJoin(workspaces, withWorkspace)
    .innerJoin(posts, withPost)
    .innerJoin(channels, withChannel)
    .where(and(eq(deliveries.workspaceId, workspaceId), sql`${deliveries.id} = any(${sql.param(ids)}::uuid[])`))
    .orderBy(asc(deliveries.id));
  return rows.map(toSummary);
}

/** One delivery with its parts and attempts. Throws NOT_FOUND. */
export async function getDelivery(ctx: Ctx, { deliveryId }: { deliveryId: string }): Promise<DeliveryDetail> {
  guard(ctx, "workspace.read");
  return ctx.tx(async (tx) => {
    const [found] = await tx
      .select({ ...columns, tries: deliveries.tries })
      .from(deliveries)
      .innerJoin(workspaces, withWorkspace)
      .innerJoin(posts, withPost)
      .innerJoin(channels, withChannel)
      .where(and(eq(deliveries.workspaceId, ctx.workspaceId), eq(deliveries.id, deliveryId)));
    if (!found) throw deliveryNotFound();
    const parts = await tx
      .select({
        part: deliveryParts.ordinal,
        state: deliveryParts.state,
        url: deliveryParts.url,
        publishedAt: deliveryParts.publishedAt,
        proof: deliveryParts.proof,
      })
      .from(deliveryParts)
      .where(and(eq(deliveryParts.workspaceId, ctx.workspaceId), eq(deliveryParts.deliveryId, deliveryId)))
      .orderBy(asc(deliveryParts.ordinal));
    const log = await tx
      .select({
        id: attempts.id,
        part: attempts.ordinal,
        kind: attempts.kind,
        startedAt: attempts.startedAt,
        finishedAt: attempts.finishedAt,
        outcome: attempts.outcome,
        message: attempts.message,
      })
      .from(attempts)
      .where(and(eq(attempts.workspaceId, ctx.workspaceId), eq(attempts.deliveryId, deliveryId)))
      .orderBy(asc(attempts.startedAt), asc(attempts.id))
      .limit(MOST_ATTEMPTS);
    const { tries, ...row } = found;
    return { ...toSummary(row), tries, sendAt: row.sendAt, parts, attempts: log };
  });
}

/** Everything not cancelled and due from `from` up to, not including, `to`: at most 100 days and 2,000 deliveries, in one query. */
export async function calendar(
  ctx: Ctx,
  { from, to, channelId }: z.output<typeof calendarInput>,
): Promise<{ items: DeliverySummary[]; truncated: boolean }> {
  guard(ctx, "workspace.read");
  if (to <= from || to.getTime() - from.getTime() > LONGEST_CALENDAR_MS)
    throw new AppError("BAD_REQUEST", "Ask for a span of up to 100 days.");
  const rows = await ctx.tx((tx) =>
    tx
      .select(columns)
      .from(deliveries)
      .innerJoin(workspaces, withWorkspace)
      .innerJoin(posts, withPost)
      .innerJoin(channels, withChannel)
      .where(
        and(
          eq(deliveries.workspaceId, ctx.workspaceId),
          gte(deliveries.dueAt, from),
          lt(deliveries.dueAt, to),
          channelId === undefined ? undefined : eq(deliveries.channelId, channelId),
          ne(deliveries.state, "cancelled"),
        ),
      )
      .orderBy(asc(deliveries.dueAt), asc(deliveries.id))
      .limit(MOST_IN_CALENDAR + 1),
  );
  return { items: rows.slice(0, MOST_IN_CALENDAR).map(toSummary), truncated: rows.length > MOST_IN_CALENDAR };
}

// A refusal that somebody planned anew is answered already.
const waits = sql`(${deliveries.state} in ('needs_attention', 'failed') and not exists (
  select 1 from deliveries newer where newer.workspace_id = ${deliveries.workspaceId}
    and newer.rendition_id = ${deliveries.renditionId} and newer.channel_id = ${deliveries.channelId}
    and newer.state <> 'cancelled' and newer.created_at > ${deliveries.createdAt}))`;

/** The workspace's deliveries, newest first; `state: "waiting"` is the list of what waits for a person, oldest first. */
export async function listDeliveries(
  ctx: Ctx,
  input: z.output<typeof listDeliveriesInput>,
): Promise<Page<DeliverySummary>> {
  guard(ctx, "workspace.read");
  const [order, beyond] = input.state === "waiting" ? [asc, after] : [desc, before];
  const inState =
    input.state === "waiting" ? waits : input.state === undefined ? undefined : eq(deliveries.state, input.state);
  const rows = await ctx.tx((tx) =>
    tx
      .select({ ...columns, createdAt: deliveries.createdAt })
      .from(deliveries)
      .innerJoin(workspaces, withWorkspace)
      .innerJoin(posts, withPost)
      .innerJoin(channels, withChannel)
      .where(
        and(
          eq(deliveries.workspaceId, ctx.workspaceId),
          inState,
          input.postId === undefined ? undefined : eq(deliveries.postId, input.postId),
          beyond(input.cursor, deliveries.createdAt, deliveries.id),
        ),
      )
      .orderBy(order(deliveries.createdAt), order(deliveries.id))
      .limit(input.limit + 1),
  );
  const page = pageOf(rows, input.limit);
  return { ...page, items: page.items.map(({ createdAt: _, ...row }) => toSummary(row)) };
}
