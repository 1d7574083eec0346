import { z } from "zod";
import { followSource } from "@/server/coverage/follow-source";
import { getCoverage } from "@/server/coverage/get-coverage";
import { getLineage } from "@/server/coverage/get-lineage";
import { coverageView, followedSource, followSourceInput, lineageInput, lineageView } from "@/server/coverage/input";
import { memberRoute, type Route } from "@/server/rest/route";
import { instantView } from "@/server/rest/times";

const nullable = instantView.nullable();
const coverage = coverageView.extend({
  used: z.array(coverageView.shape.used.element.extend({ firstUsedAt: instantView, firstPublishedAt: nullable })),
});
const lineage = lineageView.extend({
  items: z.array(lineageView.shape.items.element.extend({ nextDueAt: nullable, createdAt: instantView })),
});

export const coverageRoutes: Route[] = [
  memberRoute({
    method: "GET",
    path: "/sources/{id}/coverage",
    summary: "Which passages and ideas of a source posts stand on",
    permission: "workspace.read",
    input: z.object({ id: z.uuid() }),
    output: coverage,
    status: 200,
    handler: (ctx, { id }) => getCoverage(ctx, { sourceId: id }),
  }),
  memberRoute({
    method: "GET",
    path: "/sources/{id}/lineage",
    summary: "Posts written from an earlier reading of a source, with what changed under them",
    permission: "workspace.read",
    input: z.object({
      id: z.uuid(),
      cursor: lineageInput.shape.cursor,
      limit: z.coerce.number().int().min(1).max(50).default(20),
    }),
    output: lineage,
    status: 200,
    handler: (ctx, { id, ...page }) => getLineage(ctx, { sourceId: id, ...page }),
  }),
  memberRoute({
    method: "POST",
    path: "/posts/{id}/follow-source",
    summary: "Bring a post to its source's newest reading, with the proposals you accept",
    permission: "posts.write",
    input: followSourceInput.omit({ postId: true }).extend({ id: z.uuid() }),
    output: followedSource,
    status: 200,
    handler: (ctx, { id, ...input }) => followSource(ctx, { postId: id, ...input }),
  }),
];
