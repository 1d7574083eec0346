import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { channels, hubPosts } from "@/db/schema/channels";
import { systemCtx } from "@/server/context";
import { NetworkError } from "@/server/errors";
import { toNetworkError } from "@/server/hub/database-failure";
import { distinctSlug, pagePath, slugOf, titleFrom } from "@/server/hub/slug";
import { isLate } from "@/server/networks/http";
import { type HubPage, type HubPageKey, type HubWriter, tooLate } from "@/server/networks/hub";

type Page = Parameters<HubWriter["put"]>[0];
type Waiting = { page: Page; done: (page: HubPage) => void; failed: (error: unknown) => void };

const MOST_AT_ONCE = 200;
/** Pages on their way, per workspace: those that come while a write runs go together in the next one. */
const waiting = new Map<string, Waiting[]>();

/** The Hub's write capability: pages of one workspace that are due together go in one transaction. */
export const hubWriter: HubWriter = { put, find, remove };

const ctxOf = (workspaceId: string) => systemCtx(workspaceId, "dispatcher");

function put(page: Page): Promise<HubPage> {
  return new Promise((done, failed) => {
    const queue = waiting.get(page.workspaceId);
    if (queue) return void queue.push({ page, done, failed });
    waiting.set(page.workspaceId, [{ page, done, failed }]);
    setImmediate(() => void drain(page.workspaceId));
  });
}

async function drain(workspaceId: string): Promise<void> {
  for (;;) {
    const batch = waiting.get(workspaceId)?.splice(0, MOST_AT_ONCE) ?? [];
    if (batch.length === 0) return void waiting.delete(workspaceId);
    await write(workspaceId, batch);
  }
}

async function write(workspaceId: string, batch: Waiting[]): Promise<void> {
  try {
    const timely = new Set<Waiting>();
    const pages = await ctxOf(workspaceId).tx(async (tx) => {
      // Here, because waiting for a connection takes time as well; and once more before it becomes visible.
      for (const one of batch) if (!isLate(one.page.signal)) timely.add(one);
      const stored = await insert(tx, workspaceId, [...timely]);
      if ([...timely].some(({ page }) => isLate(page.signal))) throw tooLate();
      return stored;
    });
    for (const one of batch) {
      const { page, done, failed } = one;
      if (!timely.has(one)) {
        failed(tooLate());
        continue;
      }
      const stored = pages.get(page.ownKey);
      if (stored) done(stored);
      else failed(new NetworkError("rejected", "This Hub no longer exists."));
    }
  } catch (cause) {
    const error = toNetworkError(cause);
    // One page that cannot be stored must not take its neighbours down; what was rolled back may be written again.
    if (batch.length > 1 && error.kind !== "unknown_outcome") {
      for (const one of batch) await write(workspaceId, [one]);
    } else for (const { failed } of batch) failed(error);
  }
}

async function insert(tx: Tx, workspaceId: string, batch: Waiting[]): Promise<Map<string, HubPage>> {
  const rows = batch.map(({ page }) => {
    const title = page.title?.trim() || titleFrom(page.text);
    const media = page.media.map(({ assetId, alt }) => ({ assetId, alt }));
    return { ...keyOf(page), delivery_id: page.deliveryId, title, text: page.text, media, slug: slugOf(title) };
  });
  const stored = await insertRows(tx, workspaceId, rows);
  const left = rows.filter((row) => !stored.has(row.own_key));
  if (left.length === 0) return stored;
  // Either the page is there already, or its address is taken by another one.
  const distinct = left.map((row) => ({ ...row, slug: distinctSlug(row.slug, row.own_key) }));
  for (const [key, page] of await insertRows(tx, workspaceId, distinct)) stored.set(key, page);
  for (const row of left) {
    if (stored.has(row.own_key)) continue;
    const page = await select(tx, { workspaceId, channelId: row.channel_id, ownKey: row.own_key });
    if (page) stored.set(row.own_key, page);
  }
  return stored;
}

const keyOf = (page: Page) => ({ channel_id: page.channelId, own_key: page.ownKey });

async function insertRows(tx: Tx, workspaceId: string, rows: unknown[]): Promise<Map<string, HubPage>> {
  const inserted = await tx.execute<{ own_key: string; id: string; slug: string; text: string; n: number; at: string }>(
    sql`with put as (
      insert into hub_posts (workspace_id, channel_id, delivery_id, own_key, slug, title, text, media)
      select ${workspaceId}::uuid, c.id, p.delivery_id, p.own_key, p.slug, p.title, p.text, p.media
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as p(channel_id uuid, delivery_id uuid, own_key text, slug text, title text, text text, media jsonb)
      join channels c on c.workspace_id = ${workspaceId}::uuid and c.id = p.channel_id and c.network = 'hub'
      on conflict do nothing
      returning channel_id, own_key, id, slug, text, jsonb_array_length(media) as n
    ) select put.own_key, put.id, put.slug, put.text, put.n, c.remote_id as at
      from put join channels c on c.workspace_id = ${workspaceId}::uuid and c.id = put.channel_id`,
  );
  return new Map(
    inserted.map(({ own_key, at, n, ...row }) => [own_key, toPage({ ...row, handle: at, mediaCount: n })]),
  );
}

const toPage = ({ handle, ...page }: Omit<HubPage, "url"> & { handle: string }): HubPage => ({
  ...page,
  url: pagePath(handle, page.slug),
});

async function select(tx: Tx, { workspaceId, channelId, ownKey }: HubPageKey): Promise<HubPage | null> {
  const [row] = await tx
    .select({
      id: hubPosts.id,
      slug: hubPosts.slug,
      text: hubPosts.text,
      mediaCount: sql<number>`jsonb_array_length(${hubPosts.media})`,
      handle: channels.remoteId,
    })
    .from(hubPosts)
    .innerJoin(channels, and(eq(channels.workspaceId, hubPosts.workspaceId), eq(channels.id, hubPosts.channelId)))
    .where(pageIs({ workspaceId, channelId, ownKey }));
  return row ? toPage(row) : null;
}

const pageIs = ({ workspaceId, channelId, ownKey }: HubPageKey) =>
  and(eq(hubPosts.workspaceId, workspaceId), eq(hubPosts.channelId, channelId), eq(hubPosts.ownKey, ownKey));

function find(key: HubPageKey): Promise<HubPage | null> {
  return ctxOf(key.workspaceId).tx((tx) => select(tx, key));
}

async function remove(key: HubPageKey): Promise<void> {
  await ctxOf(key.workspaceId).tx(async (tx) => {
    await tx
      .update(hubPosts)
      .set({ removedAt: sql`now()` })
      .where(and(pageIs(key), isNull(hubPosts.removedAt)));
  });
}
