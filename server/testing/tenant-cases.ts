import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { deliveries } from "@/db/schema/deliveries";
import { jobs } from "@/db/schema/jobs";
import { posts, renditions } from "@/db/schema/posts";
import { passages, sources, sourceVersions } from "@/db/schema/sources";
import { getCoverage } from "@/server/coverage/get-coverage";
import { trashPost } from "@/server/posts/trash-post";
import { publishNow } from "@/server/publishing/publish-now";
import { addSource } from "@/server/sources/add-source";
import { trashSource } from "@/server/sources/trash-source";
import type { Fixture } from "@/server/testing/tenant-fixture";
import { addSample } from "@/server/voices/add-sample";

type Input = Record<string, unknown>;
/** The whole input its owner would send, with every id field filled from the fixture. */
export type Case = (f: Fixture) => Input | Promise<Input>;

const withImage = (f: Fixture) => [{ text: "Words.", media: [{ assetId: f.assetId, alt: "A harbour" }] }];
/** What stands in the tenant's written post now, and a passage of its source. */
const writtenText = ({ ctx, writtenRenditionId, versionId }: Fixture) =>
  ctx.tx(async (tx) => {
    const [rendition] = await tx
      .select({ version: renditions.version })
      .from(renditions)
      .where(eq(renditions.id, writtenRenditionId));
    const [passage] = await tx
      .select({ id: passages.id })
      .from(passages)
      .where(eq(passages.versionId, versionId))
      .limit(1);
    return { version: rendition?.version, passageId: passage?.id };
  });
const source = ({ sourceId }: Fixture) => ({ sourceId });
const job = ({ jobId }: Fixture) => ({ jobId });
const post = ({ postId }: Fixture) => ({ postId });
const delivery = ({ deliveryId }: Fixture) => ({ deliveryId });
const channel = ({ channelId }: Fixture) => ({ channelId });
const recurrence = ({ recurrenceId }: Fixture) => ({ recurrenceId });
/** A turn of the fixture's recurrence. */
const TURN = "2031-02-02T09:00";
const at = "2031-06-01T09:00:00Z";

const newRecurrence = ({ newPostId, channelId }: Fixture) => ({
  title: "Fares",
  postIds: [newPostId],
  channelIds: [channelId],
  rule: "FREQ=DAILY;COUNT=3",
  startsAt: "2031-01-01T10:00",
});
const bulk = ({ newPostId, channelId }: Fixture) => ({
  postIds: [newPostId],
  channelIds: [channelId],
  plan: { kind: "at", times: [at] },
});

/** A source that was read twice, with a post written from the first reading. */
async function changedSource({ ctx }: Fixture): Promise<string> {
  const { workspaceId } = ctx;
  const { id: sourceId } = await addSource(ctx, { kind: "text", text: `Fares, ${randomUUID()}.` });
  await ctx.tx(async (tx) => {
    const readings = [1, 2].map((version) => ({ workspaceId, sourceId, version: version + 100 }));
    const [was, now] = await tx.insert(sourceVersions).values(readings).returning({ id: sourceVersions.id });
    if (!was || !now) throw new Error("the readings were not inserted");
    const one = and(eq(sources.workspaceId, workspaceId), eq(sources.id, sourceId));
    await tx.update(sources).set({ currentVersionId: now.id }).where(one);
    await tx.insert(posts).values({ workspaceId, title: "Fares", sourceId, sourceVersionId: was.id });
  });
  return sourceId;
}

/** A brand that the tenant's written post is for. */
async function writtenBrand({ ctx, brandId, writtenJobId }: Fixture): Promise<string> {
  const one = and(eq(jobs.workspaceId, ctx.workspaceId), eq(jobs.id, writtenJobId));
  await ctx.tx((tx) => tx.update(jobs).set({ brandId }).where(one));
  return brandId;
}

/** One case for each tRPC procedure whose input names a row. A new one without a case fails the suite. */
export const PROCEDURE_CASES: Record<string, Case> = {
  "account.revokeSession": ({ sessionId }) => ({ sessionId }),
  "blackouts.add": ({ channelId }) => ({ channelId, from: "2031-12-24", to: "2031-12-26", reason: "Holidays" }),
  "blackouts.planned": ({ channelId }) => ({ channelId, from: "2031-01-01", to: "2031-12-31" }),
  "blackouts.remove": ({ blackoutId }) => ({ blackoutId }),
  "brands.get": ({ brandId }) => ({ brandId }),
  "brands.trash": ({ brandId }) => ({ brandId }),
  "brands.update": ({ brandId }) => ({ brandId, name: "New" }),
  "bulk.preview": bulk,
  "bulk.schedule": bulk,
  "channels.disconnect": ({ blueskyId }) => ({ channelId: blueskyId }),
  "channels.setSpacing": ({ channelId }) => ({ channelId, spacingSeconds: 60 }),
  "coverage.follow": ({ writtenPostId, writtenRenditionId, versionId }) => ({
    postId: writtenPostId,
    versionId,
    renditions: [{ renditionId: writtenRenditionId, baseVersion: 1, accept: [] }],
  }),
  "coverage.get": source,
  "coverage.lineage": async (f) => ({ sourceId: await changedSource(f) }),
  "coverage.uses": async ({ ctx, readSourceId: sourceId }) => ({
    sourceId,
    passageId: (await getCoverage(ctx, { sourceId })).used[0]?.id,
  }),
  "deliveries.calendar": ({ channelId }) => ({ channelId, from: "2031-04-15", to: "2031-06-15" }),
  "deliveries.cancel": delivery,
  "deliveries.get": delivery,
  "deliveries.list": post,
  "deliveries.publishNow": ({ postId, channelId }) => ({ postId, channelIds: [channelId] }),
  "deliveries.reschedule": ({ deliveryId }) => ({ deliveryId, at }),
  "deliveries.resolve": ({ deliveryId }) => ({ deliveryId, answer: "it_is_live" }),
  "deliveries.schedule": ({ postId, channelId }) => ({ postId, at, channelIds: [channelId] }),
  "imports.commit": ({ importId }) => ({ importId }),
  "imports.get": ({ importId }) => ({ importId }),
  "imports.rows": ({ importId }) => ({ importId }),
  "jobs.cancel": job,
  "jobs.create": ({ sourceId, brandId }) => ({ sourceId, brandId, formats: ["hub"] }),
  "jobs.get": job,
  "jobs.list": source,
  "jobs.retryOutput": ({ jobId }) => ({ jobId, format: "hub" }),
  "models.order": ({ providerId }) => ({ providerIds: [providerId] }),
  "models.remove": ({ providerId }) => ({ providerId }),
  "models.test": ({ providerId }) => ({ providerId }),
  "models.update": ({ providerId }) => ({ providerId, small: "llama3.3" }),
  "notifications.markRead": ({ notificationId }) => ({ notificationId }),
  "pauses.overdue": async ({ ctx, newPostId, channelId }) => {
    // Nothing sends in the suite, so what is due now is overdue.
    await publishNow(ctx, { postId: newPostId, channelIds: [channelId] });
    return { channelId };
  },
  "pauses.pauseChannel": channel,
  "pauses.resumeChannel": ({ channelId }) => ({ channelId, overdue: "leave" }),
  "posts.addRendition": (f) => ({ postId: f.postId, network: "linkedin", parts: withImage(f) }),
  "posts.create": (f) => ({ renditions: [{ network: "hub", title: "New", parts: withImage(f) }] }),
  "posts.get": post,
  "posts.list": ({ writtenJobId, readSourceId }) => ({ jobId: writtenJobId, sourceId: readSourceId }),
  "posts.proposeEdit": ({ renditionId }) => ({ renditionId, baseVersion: 1, part: 0, ask: "shorter" }),
  "posts.rename": ({ postId }) => ({ postId, title: "New" }),
  "posts.restore": async (f) => {
    await trashPost(f.ctx, f);
    return post(f);
  },
  "posts.restoreVersion": ({ renditionId }) => ({ renditionId, version: 1, baseVersion: 1 }),
  "posts.saveRendition": async (f) => {
    const { version, passageId } = await writtenText(f);
    const text = `Words, ${randomUUID()}.`;
    const parts = [{ text, media: [{ assetId: f.assetId, alt: "A harbour" }] }];
    const cites = [{ text, passageIds: [passageId], kind: "claim" }];
    return { renditionId: f.writtenRenditionId, baseVersion: version, parts, cites };
  },
  "posts.signSentence": async (f) => {
    const { version } = await writtenText(f);
    return { renditionId: f.writtenRenditionId, baseVersion: version, sentence: 0 };
  },
  "posts.trash": post,
  "posts.versions": ({ renditionId }) => ({ renditionId }),
  "queue.add": ({ newPostId, channelId }) => ({ postId: newPostId, channelIds: [channelId] }),
  "queue.move": delivery,
  "queue.shuffle": channel,
  "recurrences.changeFollowing": ({ recurrenceId, newPostId, channelId }) => ({
    recurrenceId,
    occurrence: TURN,
    postIds: [newPostId],
    channelIds: [channelId],
  }),
  "recurrences.changeOne": ({ recurrenceId, newPostId }) => ({ recurrenceId, occurrence: TURN, postId: newPostId }),
  "recurrences.create": newRecurrence,
  "recurrences.end": recurrence,
  "recurrences.get": recurrence,
  "recurrences.pause": recurrence,
  "recurrences.preview": newRecurrence,
  "recurrences.resume": recurrence,
  "recurrences.skip": ({ recurrenceId }) => ({ recurrenceId, occurrence: TURN }),
  "slots.add": ({ channelId }) => ({ channelId, weekdays: [3], times: ["07:30"] }),
  "slots.copy": ({ channelId, blueskyId }) => ({ channelId, toChannelIds: [blueskyId] }),
  "slots.list": channel,
  "slots.move": ({ slotId }) => ({ slotId, weekday: 7, time: "23:45" }),
  "slots.nextFree": channel,
  "slots.remove": ({ slotId }) => ({ slotId }),
  "sources.get": source,
  "sources.passages": ({ readSourceId, versionId }) => ({ sourceId: readSourceId, versionId }),
  "sources.refetch": source,
  "sources.rename": ({ sourceId }) => ({ sourceId, title: "New" }),
  "sources.restore": async (f) => {
    await trashSource(f.ctx, f);
    return source(f);
  },
  "sources.trash": source,
  "usage.ofJob": job,
  "voices.addPost": async ({ ctx, brandId, postId }) => {
    await ctx.tx((tx) => tx.update(deliveries).set({ state: "published" }).where(eq(deliveries.postId, postId)));
    return { brandId, postId };
  },
  "voices.addSource": ({ brandId, readSourceId }) => ({ brandId, sourceId: readSourceId }),
  "voices.addText": ({ brandId }) => ({ brandId, text: "A text." }),
  "voices.drafts": async (f) => ({ brandId: await writtenBrand(f) }),
  "voices.get": ({ brandId }) => ({ brandId }),
  "voices.measure": ({ brandId }) => ({ brandId }),
  "voices.removeSample": async ({ ctx, brandId }) => {
    const { id: sampleId } = await addSample(ctx, { brandId, kind: "text", text: `A text, ${randomUUID()}.` });
    return { sampleId };
  },
  "voices.samples": async ({ ctx, brandId }) => {
    await addSample(ctx, { brandId, kind: "text", text: "A text." });
    return { brandId };
  },
};

/** The same for the REST API, by method and path. */
export const ROUTE_CASES: Record<string, Case> = {
  "GET /channels/{id}/free-slots": ({ channelId }) => ({ id: channelId }),
  "GET /channels/{id}/slots": ({ channelId }) => ({ id: channelId }),
  "GET /deliveries/{id}": ({ deliveryId }) => ({ id: deliveryId }),
  "GET /imports/{id}": ({ importId }) => ({ id: importId }),
  "GET /imports/{id}/rows": ({ importId }) => ({ id: importId }),
  "GET /jobs": source,
  "GET /jobs/{id}": ({ jobId }) => ({ id: jobId }),
  "GET /posts/{id}": ({ postId }) => ({ id: postId }),
  "GET /recurrences/{id}": ({ recurrenceId }) => ({ id: recurrenceId }),
  "GET /sources/{id}": ({ sourceId }) => ({ id: sourceId }),
  "GET /brands/{id}/voice": ({ brandId }) => ({ id: brandId }),
  "GET /sources/{id}/coverage": ({ sourceId }) => ({ id: sourceId }),
  "GET /sources/{id}/lineage": async (f) => ({ id: await changedSource(f) }),
  "PATCH /channels/{id}": ({ channelId }) => ({ id: channelId, spacingSeconds: 60 }),
  "PATCH /posts/{id}": (f) => ({ id: f.postId, parts: withImage(f) }),
  "POST /deliveries/{id}/cancel": ({ deliveryId }) => ({ id: deliveryId }),
  "POST /deliveries/{id}/reschedule": ({ deliveryId }) => ({ id: deliveryId, at }),
  "POST /deliveries/{id}/resolve": ({ deliveryId }) => ({ id: deliveryId, answer: "it_is_live" }),
  "POST /jobs": ({ sourceId, brandId }) => ({ sourceId, brandId, formats: ["hub"] }),
  "POST /jobs/{id}/cancel": ({ jobId }) => ({ id: jobId }),
  "POST /notifications/{id}/read": ({ notificationId }) => ({ id: notificationId }),
  "POST /brands/{id}/samples": ({ brandId }) => ({ id: brandId, text: "A text." }),
  "POST /posts/{id}/follow-source": ({ writtenPostId, writtenRenditionId, versionId }) => ({
    id: writtenPostId,
    versionId,
    renditions: [{ renditionId: writtenRenditionId, baseVersion: 1, accept: [] }],
  }),
  "POST /posts/{id}/publish": ({ postId, channelId }) => ({ id: postId, channelIds: [channelId] }),
  "POST /posts/{id}/schedule": ({ postId, channelId }) => ({ id: postId, at, channelIds: [channelId] }),
  "PATCH /slots/{id}": ({ slotId }) => ({ id: slotId, weekday: 7, time: "23:45" }),
  "POST /blackouts": ({ channelId }) => ({ channelId, from: "2031-12-24", to: "2031-12-26", reason: "Holidays" }),
  "POST /blackouts/{id}/remove": ({ blackoutId }) => ({ id: blackoutId }),
  "POST /bulk-schedule": bulk,
  "POST /channels/{id}/pause": ({ channelId }) => ({ id: channelId }),
  "POST /channels/{id}/resume": ({ channelId }) => ({ id: channelId, overdue: "leave" }),
  "POST /channels/{id}/slots": ({ channelId }) => ({ id: channelId, weekdays: [3], times: ["07:30"] }),
  "POST /deliveries/{id}/queue": ({ deliveryId }) => ({ id: deliveryId }),
  "POST /imports/{id}/commit": ({ importId }) => ({ id: importId }),
  "POST /posts/{id}/queue": ({ newPostId, channelId }) => ({ id: newPostId, channelIds: [channelId] }),
  "POST /recurrences": newRecurrence,
  "POST /recurrences/{id}/change-following": ({ recurrenceId, newPostId, channelId }) => ({
    id: recurrenceId,
    occurrence: TURN,
    postIds: [newPostId],
    channelIds: [channelId],
  }),
  "POST /recurrences/{id}/change-one": ({ recurrenceId, newPostId }) => ({
    id: recurrenceId,
    occurrence: TURN,
    postId: newPostId,
  }),
  "POST /recurrences/{id}/end": ({ recurrenceId }) => ({ id: recurrenceId }),
  "POST /recurrences/{id}/pause": ({ recurrenceId }) => ({ id: recurrenceId }),
  "POST /recurrences/{id}/resume": ({ recurrenceId }) => ({ id: recurrenceId }),
  "POST /recurrences/{id}/skip": ({ recurrenceId }) => ({ id: recurrenceId, occurrence: TURN }),
  "POST /slots/{id}/remove": ({ slotId }) => ({ id: slotId }),
};
