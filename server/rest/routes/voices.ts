import { z } from "zod";
import { memberRoute, type Route } from "@/server/rest/route";
import { instantView } from "@/server/rest/times";
import { addSample } from "@/server/voices/add-sample";
import { addedSample, addTextInput, voiceView } from "@/server/voices/input";
import { getVoice } from "@/server/voices/queries";

const voice = voiceView.extend({
  languages: z.array(voiceView.shape.languages.element.extend({ measuredAt: instantView })),
});

export const voiceRoutes: Route[] = [
  memberRoute({
    method: "GET",
    path: "/brands/{id}/voice",
    summary: "How a brand's author writes, as measured, and how well that tells them from others",
    permission: "workspace.read",
    input: z.object({ id: z.uuid() }),
    output: voice,
    status: 200,
    handler: (ctx, { id }) => getVoice(ctx, { brandId: id }),
  }),
  memberRoute({
    method: "POST",
    path: "/brands/{id}/samples",
    summary: "Add a text of a brand's author; the voice is measured anew in the background",
    permission: "brands.write",
    input: addTextInput.omit({ brandId: true }).extend({ id: z.uuid() }),
    output: addedSample,
    status: 201,
    handler: (ctx, { id, ...text }) => addSample(ctx, { kind: "text", brandId: id, ...text }),
  }),
];
