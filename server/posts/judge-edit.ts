import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type Check, type Citation, posts, type RenditionPart } from "@/db/schema/posts";
import type { NetworkId } from "@/server/networks/rules";
import { RULES } from "@/server/networks/rules";
import { carrySentences } from "@/server/posts/carry-sentences";
import { judge } from "@/server/repurposing/judge";
import { loadMaterial, loadVoice } from "@/server/repurposing/load-material";

type Judged = {
  workspaceId: string;
  postId: string;
  network: NetworkId;
  citations: readonly Citation[];
  language: string | null;
};

/** Where each sentence of an edited text comes from, and what the gates say of it; a post without a source traces nothing. */
export async function judgeEdit(
  tx: Tx,
  was: Judged,
  edited: { title: string | null; parts: readonly RenditionPart[] },
): Promise<{ citations: Citation[]; checks: Check[] }> {
  const { workspaceId } = was;
  const [post] = await tx
    .select({ versionId: posts.sourceVersionId, jobId: posts.jobId })
    .from(posts)
    .where(and(eq(posts.workspaceId, workspaceId), eq(posts.id, was.postId)));
  const material = post?.versionId ? await loadMaterial(tx, workspaceId, post.versionId) : null;
  const voice = post?.jobId ? await loadVoice(tx, workspaceId, post.jobId) : null;
  const language = was.language ?? material?.language ?? "und";
  const { citations, checks } = judge({
    language,
    rules: RULES[was.network],
    title: edited.title,
    parts: carrySentences({ before: was.citations, texts: edited.parts.map(({ text }) => text), language }),
    passages: new Map(material?.passages.map(({ id, text }) => [id, text])),
    voice,
    ...(material && { source: { title: material.title, author: material.author, url: material.url } }),
    passed: "edited",
  });
  return { citations, checks };
}
