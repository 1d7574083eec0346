import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { jobs } from "@/db/schema/jobs";
import { posts, renditions, renditionVersions } from "@/db/schema/posts";
import { voiceProfiles, voiceSamples } from "@/db/schema/voices";
import { baseLanguage } from "@/server/ai/text/base-language";
import { getBrand } from "@/server/brands/queries";
import { type Ctx, guard } from "@/server/context";
import { before, pageOf } from "@/server/paging";
import type { listSamplesInput, SampleList, VoiceDrafts, VoiceView } from "@/server/voices/input";
import type { Measured } from "@/server/voices/measure-brand";
import { FEWEST_PIECES } from "@/server/voices/measure-brand";
import { distanceTo, ENOUGH_WORDS, PROFILE_VERSION } from "@/server/voices/measure-voice";
import { describeVoice, remarksOn } from "@/server/voices/plain-words";
import { readStyle } from "@/server/voices/read-style";
import { REFERENCES } from "@/server/voices/references";

const RECENT_DRAFTS = 10;

/** The texts of a brand's author, newest first. Throws NOT_FOUND. */
export async function listSamples(ctx: Ctx, input: z.output<typeof listSamplesInput>): Promise<SampleList> {
  guard(ctx, "workspace.read");
  const { brandId, cursor, limit } = input;
  await getBrand(ctx, { brandId });
  const { id, kind, title, language, wordCount, createdAt } = voiceSamples;
  const rows = await ctx.tx((tx) =>
    tx
      .select({
        id,
        kind,
        title,
        excerpt: sql<string>`left(${voiceSamples.text}, 200)`,
        language,
        wordCount,
        createdAt,
      })
      .from(voiceSamples)
      .where(
        and(
          eq(voiceSamples.workspaceId, ctx.workspaceId),
          eq(voiceSamples.brandId, brandId),
          before(cursor, createdAt, id),
        ),
      )
      .orderBy(desc(createdAt), desc(id))
      .limit(limit + 1),
  );
  return pageOf(rows, limit);
}

/** What is measured of a brand; what an older version of Reprise measured counts as not measured. */
async function readMeasured(tx: Tx, workspaceId: string, brandId: string) {
  const rows = await tx
    .select()
    .from(voiceProfiles)
    .where(and(eq(voiceProfiles.workspaceId, workspaceId), eq(voiceProfiles.brandId, brandId)))
    .orderBy(asc(voiceProfiles.language));
  return rows
    .map(({ language, measuredAt, profile }) => ({ language, measuredAt, ...(profile as Measured) }))
    .filter(({ profile }) => profile.version === PROFILE_VERSION);
}

/** A brand's measured voice in plain words, and what is still missing. Throws NOT_FOUND. */
export async function getVoice(ctx: Ctx, { brandId }: { brandId: string }): Promise<VoiceView> {
  const { learnsFromEdits } = await getBrand(ctx, { brandId });
  return ctx.tx(async (tx) => {
    const measured = await readMeasured(tx, ctx.workspaceId, brandId);
    const given = await tx
      .selectDistinct({ language: voiceSamples.language })
      .from(voiceSamples)
      .where(and(eq(voiceSamples.workspaceId, ctx.workspaceId), eq(voiceSamples.brandId, brandId)));
    return {
      enoughWords: ENOUGH_WORDS,
      learnsFromEdits,
      languages: measured.map(({ language, measuredAt, profile, heldOut, editedWords }) => {
        const { samples: pieces, words } = profile;
        return { language, pieces, words, editedWords, lines: describeVoice(profile), heldOut, measuredAt };
      }),
      missing: given
        .filter(({ language }) => !measured.some((one) => one.language === language))
        .map(({ language }) => ({ language, reason: reasonFor(language) })),
    };
  });
}

const reasonFor = (language: string): string =>
  REFERENCES[language]
    ? `A voice needs at least ${FEWEST_PIECES} texts of ${ENOUGH_WORDS} words or more, or one long one.`
    : `In this language a voice is told from those of other brands: add at least ${FEWEST_PIECES} texts here, and some to another brand.`;

/** How near the latest drafts written for a brand come to its voice. Throws NOT_FOUND. */
export async function listVoiceDrafts(ctx: Ctx, { brandId }: { brandId: string }): Promise<VoiceDrafts> {
  await getBrand(ctx, { brandId });
  const { workspaceId } = ctx;
  const { measured, drafts } = await ctx.tx(async (tx) => ({
    measured: await readMeasured(tx, workspaceId, brandId),
    drafts: await tx
      .select({
        postId: posts.id,
        title: posts.title,
        network: renditions.network,
        parts: renditionVersions.parts,
        language: renditionVersions.language,
        createdAt: posts.createdAt,
      })
      .from(posts)
      .innerJoin(jobs, and(eq(jobs.workspaceId, posts.workspaceId), eq(jobs.id, posts.jobId)))
      .innerJoin(renditions, and(eq(renditions.workspaceId, posts.workspaceId), eq(renditions.postId, posts.id)))
      .innerJoin(
        renditionVersions,
        and(
          eq(renditionVersions.workspaceId, renditions.workspaceId),
          eq(renditionVersions.renditionId, renditions.id),
          eq(renditionVersions.version, renditions.version),
        ),
      )
      .where(and(eq(posts.workspaceId, workspaceId), eq(jobs.brandId, brandId), isNull(posts.deletedAt)))
      .orderBy(desc(posts.createdAt), desc(renditions.id))
      .limit(RECENT_DRAFTS),
  }));
  const items = drafts.map(({ parts, language, ...draft }) => {
    const code = baseLanguage(language ?? "und");
    const style = readStyle(parts.map(({ text }) => text).join("\n\n"), code);
    const found = measured.find((one) => one.language === code);
    if (!found || style.words < ENOUGH_WORDS)
      return { ...draft, words: style.words, distance: null, parts: null, remarks: [] };
    const { total, parts: each } = distanceTo(style, found.profile);
    return { ...draft, words: style.words, distance: total, parts: each, remarks: remarksOn(style, found.profile) };
  });
  return { items };
}

/** How the author a job writes for writes, as rules for a model: figures and small words alone; none when not measured. */
export async function measuredRules(
  tx: Tx,
  { workspaceId, jobId, language }: { workspaceId: string; jobId: string; language: string },
): Promise<string[]> {
  const [job] = await tx
    .select({ brandId: jobs.brandId })
    .from(jobs)
    .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, jobId)));
  if (!job?.brandId) return [];
  const measured = await readMeasured(tx, workspaceId, job.brandId);
  const found = measured.find((one) => one.language === baseLanguage(language));
  return found ? describeVoice(found.profile) : [];
}
