import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type Check, type Citation, posts } from "@/db/schema/posts";
import type { NetworkId } from "@/server/networks/rules";
import { RULES } from "@/server/networks/rules";
import { carrySentences } from "@/server/posts/carry-sentences";
import { loadEvidence } from "@/server/posts/load-evidence";
import type { RenditionContent } from "@/server/renditions/insert-version";
import { judge } from "@/server/repurposing/judge";
import { loadControls, loadVoice } from "@/server/repurposing/load-material";
import { editedWishes, isTranslated } from "@/server/repurposing/wishes";

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
  edited: Pick<RenditionContent, "title" | "parts" | "slides">,
): Promise<{ citations: Citation[]; checks: Check[] }> {
  const { workspaceId } = was;
  const [post] = await tx
    .select({ versionId: posts.sourceVersionId, jobId: posts.jobId })
    .from(posts)
    .where(and(eq(posts.workspaceId, workspaceId), eq(posts.id, was.postId)));
  const cited = was.citations.flatMap(({ passageIds }) => passageIds);
  const evidence = post?.versionId ? await loadEvidence(tx, { workspaceId, versionId: post.versionId }, cited) : null;
  const voice = post?.jobId ? await loadVoice(tx, workspaceId, post.jobId) : null;
  const asked = post?.jobId ? await loadControls(tx, workspaceId, post.jobId) : null;
  const language = was.language ?? evidence?.language ?? "und";
  const texts = [...edited.parts, ...edited.slides].map(({ text }) => text);
  const parts = carrySentences({ before: was.citations, texts, language }).map((part, at) => {
    const role = edited.slides[at - edited.parts.length]?.role;
    return role === undefined ? part : { ...part, role };
  });
  const { citations, checks } = judge({
    language,
    rules: RULES[was.network],
    title: edited.title,
    parts,
    passages: evidence?.passages ?? new Map(),
    voice,
    ...(evidence && { source: evidence }),
    passed: "edited",
    ...(asked && { wishes: editedWishes(asked) }),
    translated: evidence !== null && isTranslated(evidence.language, was.language ?? undefined),
    sourceless: post?.jobId != null && evidence === null,
  });
  return { citations, checks };
}
