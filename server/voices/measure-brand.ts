import { and, desc, eq, ne, notInArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { jobs } from "@/db/schema/jobs";
import { posts, renditions, renditionVersions } from "@/db/schema/posts";
import { voiceProfiles, voiceSamples } from "@/db/schema/voices";
import { brands } from "@/db/schema/workspaces";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { checkVoice, type HeldOut } from "@/server/voices/check-voice";
import { ENOUGH_WORDS, measureVoice, type Profile, type Sample } from "@/server/voices/measure-voice";
import { piecesOf } from "@/server/voices/pieces";
import { readStyle, type Style } from "@/server/voices/read-style";
import { REFERENCES } from "@/server/voices/references";

/** Fewer pieces cannot be held out against each other. */
export const FEWEST_PIECES = 3;
/** Beyond these nothing is learned that the first ones do not say. */
const MOST_PIECES = 40;
const MOST_OTHERS = 8;
/** Sentences a person rewrote stand in a frame that a model wrote: they count half. */
const EDIT_WEIGHT = 0.5;

/** What is kept of a brand in one language. */
export type Measured = { profile: Profile; heldOut: HeldOut | null; editedWords: number };

type Texts = {
  own: { language: string; text: string }[];
  edited: { language: string; text: string }[];
  others: string[][];
};

/** Measures a brand's voice in every language it has enough texts in, and keeps that. The same texts give the same. */
export async function measureBrand(ctx: Ctx, { brandId }: { brandId: string }): Promise<void> {
  guard(ctx, "brands.write");
  const { workspaceId } = ctx;
  const texts = await ctx.tx(async (tx) => {
    const one = and(eq(brands.workspaceId, workspaceId), eq(brands.id, brandId));
    const [brand] = await tx.select({ learns: brands.learnsFromEdits }).from(brands).where(one);
    if (!brand) throw new AppError("NOT_FOUND", "There is no such brand in this workspace.");
    const own = await samplesOf(tx, and(eq(voiceSamples.workspaceId, workspaceId), eq(voiceSamples.brandId, brandId)));
    const others = await samplesOf(
      tx,
      and(eq(voiceSamples.workspaceId, workspaceId), ne(voiceSamples.brandId, brandId)),
    );
    const edited = brand.learns ? await editsOf(tx, workspaceId, brandId) : [];
    return { own, edited, others };
  });
  const languages = [...new Set(texts.own.map(({ language }) => language))];
  const measured = languages.flatMap((language) => {
    const of = <T extends { language: string }>(list: T[]) => list.filter((text) => text.language === language);
    const others = [...Map.groupBy(of(texts.others), (text) => text.brandId).values()].slice(0, MOST_OTHERS);
    const found = measureTexts(
      { own: of(texts.own), edited: of(texts.edited), others: others.map((list) => list.map(({ text }) => text)) },
      language,
    );
    return found ? [{ workspaceId, brandId, language, profile: found }] : [];
  });
  await ctx.tx(async (tx) => {
    const ofBrand = and(eq(voiceProfiles.workspaceId, workspaceId), eq(voiceProfiles.brandId, brandId));
    const kept = measured.map(({ language }) => language);
    await tx
      .delete(voiceProfiles)
      .where(and(ofBrand, kept.length > 0 ? notInArray(voiceProfiles.language, kept) : undefined));
    for (const row of measured)
      await tx
        .insert(voiceProfiles)
        .values(row)
        .onConflictDoUpdate({
          target: [voiceProfiles.workspaceId, voiceProfiles.brandId, voiceProfiles.language],
          set: { profile: row.profile, measuredAt: sql`now()` },
        });
  });
}

/** Null where the author's texts are too few, or there is nobody to compare with. */
function measureTexts({ own, edited, others }: Texts, language: string): Measured | null {
  const styles = (texts: readonly string[]): Style[] =>
    texts
      .flatMap((text) => piecesOf(text, language))
      .map((piece) => readStyle(piece, language))
      .filter(({ words }) => words >= ENOUGH_WORDS)
      .slice(0, MOST_PIECES);
  const mine = styles(own.map(({ text }) => text));
  const theirs = [...(REFERENCES[language] ?? []), ...others].map(styles).filter((list) => list.length > 0);
  if (mine.length < FEWEST_PIECES || theirs.length === 0) return null;
  const learned = styles([edited.map(({ text }) => text).join("\n")]);
  const samples: Sample[] = [
    ...mine.map((style) => ({ style, weight: 1 })),
    ...learned.map((style) => ({ style, weight: EDIT_WEIGHT })),
  ];
  return {
    profile: measureVoice(samples, theirs, language),
    heldOut: theirs.length < 2 ? null : checkVoice(samples, theirs, { language }),
    editedWords: learned.reduce((sum, { words }) => sum + words, 0),
  };
}

const samplesOf = (tx: Tx, which: ReturnType<typeof and>) =>
  tx
    .select({ brandId: voiceSamples.brandId, language: voiceSamples.language, text: voiceSamples.text })
    .from(voiceSamples)
    .where(which)
    .orderBy(desc(voiceSamples.createdAt), desc(voiceSamples.id))
    .limit(200);

/** Sentences of the brand's posts that people rewrote and then scheduled or published, newest first. */
async function editsOf(tx: Tx, workspaceId: string, brandId: string): Promise<{ language: string; text: string }[]> {
  const rows = await tx
    .select({ language: renditionVersions.language, citations: renditionVersions.citations })
    .from(renditionVersions)
    .innerJoin(
      renditions,
      and(eq(renditions.workspaceId, renditionVersions.workspaceId), eq(renditions.id, renditionVersions.renditionId)),
    )
    .innerJoin(posts, and(eq(posts.workspaceId, renditions.workspaceId), eq(posts.id, renditions.postId)))
    .innerJoin(jobs, and(eq(jobs.workspaceId, posts.workspaceId), eq(jobs.id, posts.jobId)))
    .where(
      and(
        eq(renditionVersions.workspaceId, workspaceId),
        eq(jobs.brandId, brandId),
        eq(renditionVersions.origin, "edit"),
        sql`${posts.deletedAt} is null and ${renditionVersions.createdBy} is not null`,
        sql`exists (select 1 from ${deliveries} d where d.workspace_id = ${renditionVersions.workspaceId}
          and d.version_id = ${renditionVersions.id} and d.state <> 'cancelled')`,
      ),
    )
    .orderBy(desc(renditionVersions.createdAt))
    .limit(100);
  const seen = new Set<string>();
  return rows.flatMap(({ language, citations }) =>
    citations
      .filter(({ state, kind, text }) => state === "edited" && kind !== "quote" && !seen.has(text) && seen.add(text))
      .map(({ text }) => ({ language: language ?? "und", text })),
  );
}

/** The same for a job's brand, if it has one: what was edited since is known before the next drafts are written. */
export async function measureForJob(ctx: Ctx, { jobId }: { jobId: string }): Promise<void> {
  const [job] = await ctx.tx((tx) =>
    tx
      .select({ brandId: jobs.brandId })
      .from(jobs)
      .where(and(eq(jobs.workspaceId, ctx.workspaceId), eq(jobs.id, jobId))),
  );
  if (job?.brandId) await measureBrand(ctx, { brandId: job.brandId });
}
