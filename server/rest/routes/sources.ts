import { z } from "zod";
import { memberRoute, type Route } from "@/server/rest/route";
import { instantView } from "@/server/rest/times";
import { addSource } from "@/server/sources/add-source";
import { addedSource, passage, sourceSummary } from "@/server/sources/input";
import { getPassages, getSource } from "@/server/sources/queries";

const accepted = addedSource.pick({ id: true, state: true });

/** More passages than a 25 MB source has; the API gives them whole. */
const ALL_PASSAGES = 100_000;

export const sourceRoutes: Route[] = [
  memberRoute({
    method: "POST",
    path: "/sources",
    summary: "Bring a text, an address or (as multipart field `file`) a document in; it is read in the background",
    permission: "sources.write",
    // One object and not a union, so that it can be documented as fields; which go together is checked below.
    input: z
      .object({
        kind: z.enum(["text", "url"]),
        title: z.string().trim().min(1).max(300).optional(),
        text: z.string().min(1).optional(),
        url: z
          .url({ protocol: /^https?$/, error: "must begin with http:// or https://" })
          .max(2000)
          .optional(),
      })
      .refine((given) => (given.kind === "text" ? given.text : given.url) !== undefined, {
        error: "A text source needs `text`, an address source `url`.",
      }),
    output: accepted,
    status: 202,
    repeatable: true,
    handler: (ctx, { kind, title, text = "", url = "" }) =>
      addSource(ctx, kind === "text" ? { kind, title, text } : { kind, title, url }),
    upload: (ctx, { bytes, name, type }, { title }) => {
      const given = typeof title === "string" && title.trim() ? title.trim().slice(0, 300) : undefined;
      return addSource(ctx, { kind: "file", title: given, fileName: name, bytes, declaredType: type });
    },
  }),
  memberRoute({
    method: "GET",
    path: "/sources/{id}",
    summary: "A source and its passages",
    permission: "workspace.read",
    input: z.object({ id: z.uuid() }),
    output: sourceSummary.extend({ createdAt: instantView, passages: z.array(passage) }),
    status: 200,
    handler: async (ctx, { id }) => {
      const source = await getSource(ctx, { sourceId: id });
      const { items } = await getPassages(ctx, { sourceId: id, from: 0, limit: ALL_PASSAGES });
      return { ...source, passages: items };
    },
  }),
];
