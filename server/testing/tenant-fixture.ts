import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { withoutTenant } from "@/db/client";
import { channels } from "@/db/schema/channels";
import { modelProviders } from "@/db/schema/models";
import { notifications } from "@/db/schema/notifications";
import { recurrenceDeliveries } from "@/db/schema/scheduling";
import { users } from "@/db/schema/users";
import { builtInModel } from "@/server/ai/built-in/built-in";
import { addAsset } from "@/server/assets/add-asset";
import { signAccessToken } from "@/server/auth/access-token";
import { sessionUser } from "@/server/auth/session";
import { startSession } from "@/server/auth/start-session";
import { createBrand } from "@/server/brands/create-brand";
import { listChannels } from "@/server/channels/queries";
import { type Ctx, createCtx, systemCtx } from "@/server/context";
import { addProvider } from "@/server/models/add-provider";
import { createPost } from "@/server/posts/create-post";
import { getPost } from "@/server/posts/get-post";
import { schedulePost } from "@/server/publishing/schedule-post";
import { createJob } from "@/server/repurposing/create-job";
import { outlineSource } from "@/server/repurposing/outline-source";
import { getJob } from "@/server/repurposing/queries";
import { startJob } from "@/server/repurposing/start-job";
import { writeOutput } from "@/server/repurposing/write-output";
import { addBlackout } from "@/server/scheduling/blackouts";
import { checkImport } from "@/server/scheduling/check-import";
import { createRecurrence } from "@/server/scheduling/create-recurrence";
import { addSlots } from "@/server/scheduling/slots";
import { addSource } from "@/server/sources/add-source";
import { getSource } from "@/server/sources/queries";
import { ARTICLE, readTestSource } from "@/server/testing/content";
import { createWorkspace } from "@/server/workspaces/create-workspace";

/** What is dear to make and is made once for a tenant: a person, a workspace, a read source and a written post. */
export type Tenant = {
  ctx: Ctx;
  userId: string;
  slug: string;
  token: string;
  channelId: string;
  assetId: string;
  readSourceId: string;
  versionId: string;
  writtenRenditionId: string;
  writtenJobId: string;
  writtenPostId: string;
};

/** A tenant and fresh rows of each kind, so that a case may change or trash them. */
export type Fixture = Tenant & {
  sourceId: string;
  jobId: string;
  brandId: string;
  postId: string;
  renditionId: string;
  deliveryId: string;
  sessionId: string;
  blueskyId: string;
  /** A post that is planned nowhere. */
  newPostId: string;
  slotId: string;
  blackoutId: string;
  /** Its turns are every day of February 2031; that of the 2nd is planned. */
  recurrenceId: string;
  importId: string;
  notificationId: string;
  /** Its address is one the guard refuses. */
  providerId: string;
};

/** Makes a tenant through domain functions. */
export async function makeTenant(): Promise<Tenant> {
  const userId = randomUUID();
  await withoutTenant((tx) => tx.insert(users).values({ id: userId, email: `${userId}@example.org`, name: "Ada" }));
  const { id: workspaceId, slug } = await createWorkspace({ userId, requestId: "fixture" }, { name: "Harbour" });
  const ctx = createCtx({ workspaceId, actor: { kind: "user", userId, role: "owner" }, action: "fixture" });
  const [hub] = await listChannels(ctx);
  if (hub) await addSlots(ctx, { channelId: hub.id, weekdays: [1, 2, 3, 4, 5, 6, 7], times: ["09:00", "15:00"] });
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#369" } })
    .png()
    .toBuffer();
  const asset = await addAsset(ctx, { bytes, fileName: "harbour.png" });
  const readSourceId = await readTestSource(ctx, { kind: "text", text: ARTICLE });
  const { versionId } = await getSource(ctx, { sourceId: readSourceId });
  const written = await writePost(ctx, readSourceId);
  if (!hub || !versionId) throw new Error("the tenant has no Hub or its source was not read");
  const token = await signAccessToken({ userId, workspaceId });
  const ids = { channelId: hub.id, assetId: asset.id, readSourceId, versionId, ...written };
  return { ctx, userId, slug, token, ...ids };
}

/** A post with citations, written by `built-in` as the durable functions do. */
async function writePost(ctx: Ctx, sourceId: string) {
  const { id: jobId } = await createJob(ctx, { sourceId, formats: ["hub"] });
  const system = systemCtx(ctx.workspaceId, "fixture");
  const outputs = await startJob(system, { jobId });
  await outlineSource(system, { jobId }, builtInModel());
  for (const output of outputs) await writeOutput(system, output, builtInModel());
  const [written] = (await getJob(ctx, { jobId })).outputs;
  if (!written?.renditionId || !written.postId)
    throw new Error(`nothing was written: ${JSON.stringify(written?.failure)}`);
  return { writtenJobId: jobId, writtenRenditionId: written.renditionId, writtenPostId: written.postId };
}

/** Fresh rows in a tenant. */
export async function freshRows(tenant: Tenant): Promise<Fixture> {
  const { ctx } = tenant;
  const source = await addSource(ctx, { kind: "text", text: `A note, ${randomUUID()}.` });
  const job = await createJob(ctx, { sourceId: source.id, formats: ["hub"] });
  const brand = await createBrand(ctx, { name: "Plain" });
  const parts = [{ text: "The ferry leaves at nine.", media: [] }];
  const post = await createPost(ctx, { renditions: [{ network: "hub", title: "Ferries", parts }] });
  const scheduled = await schedulePost(ctx, {
    postId: post.id,
    at: "2031-05-01T09:00:00Z",
    channelIds: [tenant.channelId],
  });
  const [rendition] = (await getPost(ctx, { postId: post.id })).renditions;
  const [delivery] = scheduled.deliveries;
  const { id: newPostId } = await createPost(ctx, { renditions: [{ network: "hub", title: "Trams", parts }] });
  const { token } = await startSession(tenant.userId, { requestId: "fixture", userAgent: null, address: "192.0.2.1" });
  const session = await sessionUser(new Headers({ cookie: `next-auth.session-token.3000=${token}` }));
  // Connecting asks the network; the row alone is enough to be told apart.
  const account = { network: "bluesky", remoteId: `did:plc:${randomUUID()}`, name: "Ferry" } as const;
  const [bluesky] = await ctx.tx((tx) =>
    tx
      .insert(channels)
      .values({ workspaceId: ctx.workspaceId, ...account })
      .returning({ id: channels.id }),
  );
  const [notification] = await ctx.tx((tx) =>
    tx
      .insert(notifications)
      .values({ workspaceId: ctx.workspaceId, kind: "delivery", cause: randomUUID(), text: "Did not go out." })
      .returning({ id: notifications.id }),
  );
  const csv = "text,channels,date,time\nThe trams run late.,Hub,2031-03-01,09:00\n";
  const { id: importId } = await checkImport(ctx, { fileName: "trams.csv", csv });
  if (!bluesky || !rendition || !delivery || !session || !notification) throw new Error("the fixture is incomplete");
  return {
    ...tenant,
    sourceId: source.id,
    jobId: job.id,
    brandId: brand.id,
    postId: post.id,
    renditionId: rendition.id,
    deliveryId: delivery.id,
    sessionId: session.sessionId,
    blueskyId: bluesky.id,
    newPostId,
    ...(await freshPlanning(ctx, bluesky.id)),
    importId,
    recurrenceId: await freshRecurrence(ctx, {
      postId: newPostId,
      channelId: tenant.channelId,
      deliveryId: delivery.id,
    }),
    notificationId: notification.id,
    providerId: await freshProvider(ctx),
  };
}

/** There is room for few providers in a workspace, so the one of the case before makes way. */
async function freshProvider(ctx: Ctx): Promise<string> {
  await ctx.tx((tx) => tx.delete(modelProviders).where(eq(modelProviders.workspaceId, ctx.workspaceId)));
  return (await addProvider(ctx, { vendor: "ollama", small: "llama3.2", large: "llama3.3" })).id;
}

/** A slot of a channel that has none, and a blackout far from what the cases plan. */
async function freshPlanning(ctx: Ctx, channelId: string) {
  const { items } = await addSlots(ctx, { channelId, weekdays: [1], times: ["08:00"] });
  const days = { from: "2033-08-01", to: "2033-08-14", channelId: null };
  const { blackout } = await addBlackout(ctx, { ...days, reason: "Summer", planned: "stays" });
  return { slotId: items[0]?.id ?? "", blackoutId: blackout.id };
}

/** A recurrence of which one turn is planned: planning itself looks 30 days ahead only. */
async function freshRecurrence(ctx: Ctx, of: { postId: string; channelId: string; deliveryId: string }) {
  const { postId, channelId, deliveryId } = of;
  const { id: recurrenceId } = await createRecurrence(ctx, {
    title: "Fares",
    postIds: [postId],
    channelIds: [channelId],
    rule: "FREQ=DAILY;COUNT=28",
    startsAt: "2031-02-01T09:00",
  });
  const turn = { recurrenceId, occurrence: "2031-02-02T09:00:00", channelId, deliveryId };
  await ctx.tx((tx) => tx.insert(recurrenceDeliveries).values({ workspaceId: ctx.workspaceId, ...turn }));
  return recurrenceId;
}
