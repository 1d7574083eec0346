import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { jobOutputs, type jobs } from "@/db/schema/jobs";
import { type Check, posts, renditions } from "@/db/schema/posts";
import type { Ctx } from "@/server/context";
import { announce } from "@/server/live/announce";
import type { NetworkId } from "@/server/networks/rules";
import { insertVersion } from "@/server/renditions/insert-version";
import { announceOutput } from "@/server/repurposing/announce-output";
import { gateRedundancy } from "@/server/repurposing/gates/redundancy";
import type { Material } from "@/server/repurposing/load-material";
import { lockJob } from "@/server/repurposing/lock-job";
import type { WrittenDraft } from "@/server/repurposing/write-draft";
import { writtenSiblings } from "@/server/repurposing/written-siblings";
import { recordCalls } from "@/server/usage/record-calls";

type Written = {
  outputId: string;
  round: number;
  draft: WrittenDraft;
  network: NetworkId;
  /** What the source is called and the language it is in. */
  material: Pick<Material, "title" | "language">;
  toLong: (names: readonly string[]) => string[];
  ledger: Parameters<typeof recordCalls>[1];
};

/** Makes the post of a written format, whole or not at all: not when the job was cancelled, not a second time. */
export function saveOutput(ctx: Ctx, written: Written): Promise<void> {
  const { workspaceId } = ctx;
  const { text } = written.draft;
  return ctx.tx(async (tx) => {
    await recordCalls(tx, written.ledger);
    // The job's lock first, as in cancelling: whoever comes second sees what the first has done.
    const job = await lockJob(tx, workspaceId, written.ledger.jobId ?? "");
    const one = and(eq(jobOutputs.workspaceId, workspaceId), eq(jobOutputs.id, written.outputId));
    const [output] = await tx.select().from(jobOutputs).where(one).for("update");
    const stillWanted = job.status === "running" && output?.status === "running" && output.round === written.round;
    if (!stillWanted) return;
    // The job's lock makes posts come one after the other here: of two alike, the later one is told.
    const siblings = await writtenSiblings(tx, output);
    const postId = await insertPost(tx, { job, written, siblings });
    const final = [text.title, ...text.parts.map((part) => part.text)].filter(Boolean).join("\n\n");
    const [done] = await tx
      .update(jobOutputs)
      .set({
        status: "completed",
        text: final,
        // What was streamed may differ from what stands in the end, so screens read it anew.
        seq: sql`${jobOutputs.seq} + 2`,
        model: written.draft.model,
        postId,
        failure: null,
        finishedAt: sql`now()`,
      })
      .where(one)
      .returning();
    if (done) await announceOutput(tx, done);
    await announce(tx, workspaceId, { kind: "post", id: postId });
    await announce(tx, workspaceId, { kind: "job", id: job.id, status: job.status });
  });
}

type Job = typeof jobs.$inferSelect;

/** The draft's checks with its redundancy as it is now: others may have been written since its own gates ran. */
function regatedAgainst(siblings: Inserted["siblings"], { draft, material: { language } }: Written): Check[] {
  const { parts } = draft.text;
  const { checks } = draft.judgement;
  const found = gateRedundancy({ parts, siblings, language });
  if (found.length === 0) return checks;
  const now = found.map(({ state, part, sentence, message }) => ({
    gate: "redundancy",
    hard: false,
    state,
    part,
    sentence,
    message,
  }));
  return [...checks.filter(({ gate }) => gate !== "redundancy"), ...now];
}

type Inserted = { job: Job; written: Written; siblings: { name: string; text: string }[] };

async function insertPost(tx: Tx, { job, written, siblings }: Inserted): Promise<string> {
  const { workspaceId, createdBy, sourceId, versionId } = job;
  const { draft, material } = written;
  const { text, judgement } = draft;
  const title = text.title ?? job.outline?.ideas[0]?.title ?? material.title;
  const [post] = await tx
    .insert(posts)
    .values({ workspaceId, title, sourceId, sourceVersionId: versionId, jobId: job.id, createdBy })
    .returning({ id: posts.id });
  if (!post) throw new Error("The post was not inserted.");
  const [rendition] = await tx
    .insert(renditions)
    .values({ workspaceId, postId: post.id, network: written.network })
    .returning({ id: renditions.id });
  if (!rendition) throw new Error("The rendition was not inserted.");
  await insertVersion(tx, {
    workspaceId,
    renditionId: rendition.id,
    version: 1,
    title: text.title,
    parts: text.parts.flatMap((part) => (part.role === undefined ? [{ text: part.text, media: [] }] : [])),
    slides: text.parts.flatMap(({ role, text: words }) => (role === undefined ? [] : [{ role, text: words }])),
    citations: judgement.citations.map((citation) => ({
      ...citation,
      passageIds: written.toLong(citation.passageIds),
    })),
    checks: regatedAgainst(siblings, written),
    language: material.language,
    origin: "job",
    createdBy,
  });
  return post.id;
}
