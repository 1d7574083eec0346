import { createHash } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { posts, renditionVersions } from "@/db/schema/posts";
import { sources, sourceVersions } from "@/db/schema/sources";
import { voiceSamples } from "@/db/schema/voices";
import { wordsOf } from "@/server/ai/text/words";
import { actorUserId, type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { addEvent } from "@/server/outbox/add-event";
import { postNotFound } from "@/server/posts/lock-post";
import { sourceNotFound } from "@/server/sources/lock-source";
import { detectLanguage } from "@/server/sources/parse/detect-language";
import { type AddSampleInput, MAX_SAMPLE } from "@/server/voices/input";
import { lockBrand } from "@/server/voices/lock-brand";

/** Each is measured whole; more say nothing new. */
const MOST_SAMPLES = 200;

/**
 * Adds a text of a brand's author and asks for the voice to be measured anew; the same words again add nothing. Throws
 * NOT_FOUND, PRECONDITION_FAILED for a source without words or a post that was not published.
 */
export async function addSample(ctx: Ctx, input: AddSampleInput): Promise<{ id: string; duplicate: boolean }> {
  guard(ctx, "brands.write");
  const { workspaceId } = ctx;
  const { brandId, kind } = input;
  return ctx.tx(async (tx) => {
    await lockBrand(tx, workspaceId, brandId);
    const { title, text } = await wordsFor(tx, workspaceId, input);
    const language = detectLanguage([{ kind: "paragraph", text }], null);
    const sha256 = createHash("sha256").update(text).digest("hex");
    const ofBrand = and(eq(voiceSamples.workspaceId, workspaceId), eq(voiceSamples.brandId, brandId));
    const [known] = await tx
      .select({ id: voiceSamples.id })
      .from(voiceSamples)
      .where(and(ofBrand, eq(voiceSamples.sha256, sha256)));
    if (known) return { ...known, duplicate: true };
    if ((await tx.$count(voiceSamples, ofBrand)) >= MOST_SAMPLES)
      throw new AppError("PRECONDITION_FAILED", `A voice has at most ${MOST_SAMPLES} texts. Remove some first.`);
    const wordCount = wordsOf(text, language).length;
    const createdBy = actorUserId(ctx);
    const [added] = await tx
      .insert(voiceSamples)
      .values({ workspaceId, brandId, kind, title, text, sha256, language, wordCount, createdBy })
      .returning({ id: voiceSamples.id });
    if (!added) throw new Error("The sample was not inserted.");
    await addEvent(tx, "voices/voice.changed", { workspaceId, brandId });
    return { ...added, duplicate: false };
  });
}

async function wordsFor(tx: Tx, workspaceId: string, input: AddSampleInput): Promise<{ title: string; text: string }> {
  if (input.kind === "text") return { title: input.title ?? firstWords(input.text), text: input.text };
  return input.kind === "source"
    ? ofSource(tx, workspaceId, input.sourceId)
    : ofPublished(tx, workspaceId, input.postId);
}

const firstWords = (text: string): string => text.replace(/\s+/gu, " ").slice(0, 80).toWellFormed().trim();

async function ofSource(tx: Tx, workspaceId: string, sourceId: string) {
  const [found] = await tx
    .select({ title: sources.title, blocks: sourceVersions.blocks })
    .from(sources)
    .leftJoin(
      sourceVersions,
      and(eq(sourceVersions.workspaceId, sources.workspaceId), eq(sourceVersions.id, sources.currentVersionId)),
    )
    .where(and(eq(sources.workspaceId, workspaceId), eq(sources.id, sourceId), isNull(sources.deletedAt)));
  if (!found) throw sourceNotFound();
  // Quotations are somebody else's words.
  const own = (found.blocks ?? []).filter(({ kind }) => kind === "paragraph" || kind === "list_item");
  const text = own
    .map((block) => block.text)
    .join("\n")
    .slice(0, MAX_SAMPLE)
    .toWellFormed();
  if (text === "") throw new AppError("PRECONDITION_FAILED", "This source has no running text, or was not read yet.");
  return { title: found.title, text };
}

async function ofPublished(tx: Tx, workspaceId: string, postId: string) {
  const [post] = await tx
    .select({ title: posts.title })
    .from(posts)
    .where(and(eq(posts.workspaceId, workspaceId), eq(posts.id, postId), isNull(posts.deletedAt)));
  if (!post) throw postNotFound();
  const [sent] = await tx
    .select({ parts: renditionVersions.parts })
    .from(deliveries)
    .innerJoin(
      renditionVersions,
      and(eq(renditionVersions.workspaceId, deliveries.workspaceId), eq(renditionVersions.id, deliveries.versionId)),
    )
    .where(
      and(eq(deliveries.workspaceId, workspaceId), eq(deliveries.postId, postId), eq(deliveries.state, "published")),
    )
    .orderBy(sql`${deliveries.publishedAt} desc`)
    .limit(1);
  if (!sent)
    throw new AppError("PRECONDITION_FAILED", "Only a post that was published is sure to be the author's own.");
  return { title: post.title, text: sent.parts.map(({ text }) => text).join("\n\n") };
}
