import { and, asc, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { jobs } from "@/db/schema/jobs";
import { passages, sources, sourceVersions } from "@/db/schema/sources";
import { brands } from "@/db/schema/workspaces";
import type { PassageText, Voice } from "@/server/ai/model";
import type { Controls } from "@/server/repurposing/input";
import { detectLanguage } from "@/server/sources/parse/detect-language";

/** What there is to write from: one reading of a source, in its own words. */
export type Material = {
  title: string;
  author: string | null;
  url: string | null;
  language: string;
  passages: PassageText[];
};

/** A reading of a source with all its passages in order; null when there is none of that id. */
export async function loadMaterial(tx: Tx, workspaceId: string, versionId: string): Promise<Material | null> {
  const [version] = await tx
    .select({
      title: sources.title,
      author: sourceVersions.byline,
      url: sources.url,
      language: sourceVersions.language,
      blocks: sourceVersions.blocks,
    })
    .from(sourceVersions)
    .innerJoin(
      sources,
      and(eq(sources.workspaceId, sourceVersions.workspaceId), eq(sources.id, sourceVersions.sourceId)),
    )
    .where(and(eq(sourceVersions.workspaceId, workspaceId), eq(sourceVersions.id, versionId)));
  if (!version) return null;
  const rows = await tx
    .select({ id: passages.id, text: passages.text, heading: passages.heading, anchor: passages.anchor })
    .from(passages)
    .where(and(eq(passages.workspaceId, workspaceId), eq(passages.versionId, versionId)))
    .orderBy(asc(passages.ordinal));
  const { blocks, ...about } = version;
  const texts = rows.map(({ anchor: { block, paragraph }, ...passage }) => {
    const kind = blocks?.[block]?.kind;
    return { ...passage, paragraph, ...(kind ? { kind } : {}) };
  });
  return { ...about, language: about.language ?? "und", passages: texts };
}

/** What there is when a person only says what to write about: no passages, so nothing can be cited. */
export const promptMaterial = (prompt: string, { language }: Controls): Material => ({
  title: prompt.split("\n")[0]?.slice(0, 120).toWellFormed() ?? "",
  author: null,
  url: null,
  language: language ?? detectLanguage([{ kind: "paragraph", text: prompt }], null),
  passages: [],
});

/** What a job was fine-tuned to; null when there is none of that id. */
export async function loadControls(tx: Tx, workspaceId: string, jobId: string): Promise<Controls | null> {
  const [job] = await tx
    .select({ controls: jobs.controls })
    .from(jobs)
    .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, jobId)));
  return job?.controls ?? null;
}

/** The voice a job writes in: its brand's, with the job's own tone and readers over it; null when it has neither. */
export async function loadVoice(tx: Tx, workspaceId: string, jobId: string): Promise<Voice | null> {
  const [found] = await tx
    .select({
      jobTone: jobs.tone,
      controls: jobs.controls,
      name: brands.name,
      audience: brands.audience,
      tone: brands.tone,
      dos: brands.dos,
      donts: brands.donts,
      bannedPhrases: brands.bannedPhrases,
      hashtags: brands.hashtags,
    })
    .from(jobs)
    .leftJoin(brands, and(eq(brands.workspaceId, jobs.workspaceId), eq(brands.id, jobs.brandId)))
    .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, jobId)));
  const audience = found?.controls.audience ?? found?.audience ?? null;
  if (!found || (found.name === null && found.jobTone === null && audience === null)) return null;
  return {
    name: found.name ?? "",
    audience,
    tone: found.jobTone ?? found.tone,
    dos: found.dos ?? [],
    donts: found.donts ?? [],
    bannedPhrases: found.bannedPhrases ?? [],
    hashtags: found.hashtags ?? [],
  };
}
