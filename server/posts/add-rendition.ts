import { and, asc, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { posts, type RenditionPart, renditions } from "@/db/schema/posts";
import { checkImages } from "@/server/assets/queries";
import { actorUserId, type Ctx, guard } from "@/server/context";
import { announce } from "@/server/live/announce";
import { measureText, type NetworkId, RULES } from "@/server/networks/rules";
import type { AddRenditionInput, SavedRendition } from "@/server/posts/input";
import { insertRendition } from "@/server/posts/insert-rendition";
import { judgeEdit } from "@/server/posts/judge-edit";
import { lockPost } from "@/server/posts/lock-post";
import { type CurrentRendition, readVersion } from "@/server/posts/lock-rendition";
import { splitText } from "@/server/posts/split-text";

/**
 * Gives a post a text for one more network, by default the words of its first one, in the parts that network takes.
 * Throws CONFLICT when it has a text for that network.
 */
export async function addRendition(ctx: Ctx, input: AddRenditionInput): Promise<SavedRendition> {
  guard(ctx, "posts.write");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const post = await lockPost(tx, workspaceId, input.postId);
    const first = await firstText(tx, workspaceId, post.id);
    const title = RULES[input.network].hasTitle ? (input.title ?? first?.title ?? post.title) || null : null;
    const parts = input.parts ?? asPartsFor(input.network, first ?? EMPTY);
    await checkImages(tx, workspaceId, parts);
    const language = first?.language ?? null;
    const from = { workspaceId, postId: post.id, network: input.network, citations: first?.citations ?? [], language };
    const judged = await judgeEdit(tx, from, { title, parts, slides: [] });
    const made = await insertRendition(tx, {
      workspaceId,
      postId: post.id,
      network: input.network,
      content: { title, parts, slides: [], ...judged, language },
      createdBy: actorUserId(ctx),
    });
    await tx
      .update(posts)
      .set({ updatedAt: sql`now()` })
      .where(and(eq(posts.workspaceId, workspaceId), eq(posts.id, post.id)));
    await announce(tx, workspaceId, { kind: "post", id: post.id });
    return { renditionId: made.id, version: 1, versionId: made.versionId };
  });
}

const EMPTY = { parts: [{ text: "", media: [] }], language: null };

type Text = Pick<CurrentRendition, "title" | "parts" | "citations" | "language">;

async function firstText(tx: Tx, workspaceId: string, postId: string): Promise<Text | null> {
  const [first] = await tx
    .select({ renditionId: renditions.id, version: renditions.version })
    .from(renditions)
    .where(and(eq(renditions.workspaceId, workspaceId), eq(renditions.postId, postId)))
    .orderBy(asc(renditions.createdAt), asc(renditions.id))
    .limit(1);
  return first ? readVersion(tx, { workspaceId, ...first }) : null;
}

/** The same words in the parts this network takes: one where there are no threads, short ones where there are. */
function asPartsFor(network: NetworkId, { parts, language }: Pick<Text, "parts" | "language">): RenditionPart[] {
  const rules = RULES[network];
  const fits = parts.every(({ text }) => measureText(text, rules) <= rules.text.limit);
  if (fits && parts.length <= rules.maxParts) return parts;
  const whole = parts.map(({ text }) => text).join("\n\n");
  const media = parts.flatMap((part) => part.media);
  const texts = rules.maxParts === 1 ? [whole] : splitText(whole, rules, language ?? "und");
  return texts.map((text, index) => ({ text, media: index === 0 ? media : [] }));
}
