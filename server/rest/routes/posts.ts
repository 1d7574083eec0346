import { z } from "zod";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { getPost } from "@/server/posts/get-post";
import { networkId, type PostDetail, postDelivery, postDetail, renditionView } from "@/server/posts/input";
import { renamePost } from "@/server/posts/rename-post";
import { saveRendition } from "@/server/posts/save-rendition";
import { publishNowInput, schedulePostInput } from "@/server/publishing/input";
import { publishNow } from "@/server/publishing/publish-now";
import { schedulePost } from "@/server/publishing/schedule-post";
import { memberRoute, type Route } from "@/server/rest/route";
import { deliveryView } from "@/server/rest/routes/deliveries";
import { instantView } from "@/server/rest/times";

const rendition = renditionView.omit({ rules: true }).extend({ savedAt: instantView });
const postView = postDetail.extend({
  /** The first rendition's, which is the only one of a post that a job wrote. */
  format: networkId.nullable(),
  ...rendition.pick({ parts: true, citations: true, checks: true }).shape,
  renditions: z.array(rendition),
  deliveries: z.array(postDelivery.extend({ dueAt: instantView, publishedAt: instantView.nullable() })),
  createdAt: instantView,
  updatedAt: instantView,
});

const editedPart = z.union([
  z.string().max(100_000),
  z.object({
    text: z.string().max(100_000),
    media: z.array(z.object({ assetId: z.uuid(), alt: z.string() })).optional(),
  }),
]);

const editInput = z.object({
  id: z.uuid(),
  title: z.string().trim().min(1).max(300).optional(),
  parts: z
    .array(editedPart)
    .min(1)
    .max(50)
    .optional()
    .meta({ description: "Texts, or objects with `text` and `media`; media left out stay as they are." }),
  network: networkId.optional().meta({ description: "Which rendition `parts` is for, if the post has several." }),
  baseVersion: z
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: "The version this edit was made on; 409 when it is not current any more." }),
});

const deliveries = z.object({ deliveries: z.array(deliveryView), shifted: z.string().nullable() });

export const postRoutes: Route[] = [
  memberRoute({
    method: "GET",
    path: "/posts/{id}",
    summary: "A post: its texts, where each sentence came from, and where it goes",
    permission: "workspace.read",
    input: z.object({ id: z.uuid() }),
    output: postView,
    status: 200,
    handler: async (ctx, { id }) => shown(await getPost(ctx, { postId: id })),
  }),
  memberRoute({
    method: "PATCH",
    path: "/posts/{id}",
    summary: "Edit a post; every edit is a new version",
    permission: "posts.write",
    input: editInput,
    output: postView,
    status: 200,
    handler: (ctx, input) => ctx.tx(() => editPost(ctx, input)),
  }),
  memberRoute({
    method: "POST",
    path: "/posts/{id}/schedule",
    summary: "Send a post to channels at a time: an instant, or a wall time in `timezone`",
    permission: "posts.schedule",
    input: schedulePostInput.omit({ postId: true, timeZone: true }).extend({
      id: z.uuid(),
      timezone: schedulePostInput.shape.timeZone.meta({ description: "IANA zone; the workspace's when absent." }),
    }),
    output: deliveries,
    status: 201,
    handler: (ctx, { id, timezone, ...input }) => schedulePost(ctx, { postId: id, timeZone: timezone, ...input }),
  }),
  memberRoute({
    method: "POST",
    path: "/posts/{id}/publish",
    summary: "Send a post to channels now",
    permission: "posts.schedule",
    input: publishNowInput.omit({ postId: true }).extend({ id: z.uuid() }),
    output: deliveries,
    status: 201,
    handler: (ctx, { id, ...input }) => publishNow(ctx, { postId: id, ...input }),
  }),
];

function shown(post: PostDetail) {
  const [first] = post.renditions;
  const { network: format = null, parts = [], citations = [], checks = [] } = first ?? {};
  return { ...post, format, parts, citations, checks };
}

async function editPost(ctx: Ctx, { id, title, parts, network, baseVersion }: z.output<typeof editInput>) {
  guard(ctx, "posts.write");
  const post = await getPost(ctx, { postId: id });
  const edited = post.renditions.find((one) => network === undefined || one.network === network);
  if (!edited) throw new AppError("NOT_FOUND", "This post has no text for that network.");
  if (title !== undefined) await renamePost(ctx, { postId: id, title });
  // A headline is part of what is published where the network has one.
  const headline = edited.rules.hasTitle ? title : undefined;
  if (parts !== undefined || headline !== undefined)
    await saveRendition(ctx, {
      renditionId: edited.id,
      baseVersion: baseVersion ?? edited.version,
      title: headline,
      parts: merged(edited.parts, parts ?? edited.parts),
    });
  return shown(await getPost(ctx, { postId: id }));
}

type Media = { assetId: string; alt: string }[];

/** The new texts with the media that were there, where none are named. */
function merged(was: { media: Media }[], parts: z.output<typeof editedPart>[]) {
  return parts.map((part, i) => {
    const { text, media } = typeof part === "string" ? { text: part, media: undefined } : part;
    return { text, media: (media ?? was[i]?.media ?? []).map(({ assetId, alt }) => ({ assetId, alt })) };
  });
}
