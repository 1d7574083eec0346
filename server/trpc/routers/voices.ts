import { z } from "zod";
import { memberProcedure, router } from "@/server/trpc/trpc";
import { addSample } from "@/server/voices/add-sample";
import {
  addedSample,
  addPostTextInput,
  addSourceTextInput,
  addTextInput,
  brandVoiceInput,
  listSamplesInput,
  sampleIdInput,
  sampleList,
  voiceDrafts,
  voiceView,
} from "@/server/voices/input";
import { measureBrand } from "@/server/voices/measure-brand";
import { getVoice, listSamples, listVoiceDrafts } from "@/server/voices/queries";
import { removeSample } from "@/server/voices/remove-sample";

export const voicesRouter = router({
  get: memberProcedure("workspace.read")
    .input(brandVoiceInput)
    .output(voiceView)
    .query(({ ctx, input }) => getVoice(ctx, input)),
  samples: memberProcedure("workspace.read")
    .input(listSamplesInput)
    .output(sampleList)
    .query(({ ctx, input }) => listSamples(ctx, input)),
  drafts: memberProcedure("workspace.read")
    .input(brandVoiceInput)
    .output(voiceDrafts)
    .query(({ ctx, input }) => listVoiceDrafts(ctx, input)),
  addText: memberProcedure("brands.write")
    .input(addTextInput)
    .output(addedSample)
    .mutation(({ ctx, input }) => addSample(ctx, { kind: "text", ...input })),
  addSource: memberProcedure("brands.write")
    .input(addSourceTextInput)
    .output(addedSample)
    .mutation(({ ctx, input }) => addSample(ctx, { kind: "source", ...input })),
  addPost: memberProcedure("brands.write")
    .input(addPostTextInput)
    .output(addedSample)
    .mutation(({ ctx, input }) => addSample(ctx, { kind: "post", ...input })),
  removeSample: memberProcedure("brands.write")
    .input(sampleIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeSample(ctx, input)),
  measure: memberProcedure("brands.write")
    .input(brandVoiceInput)
    .output(z.void())
    .mutation(({ ctx, input }) => measureBrand(ctx, input)),
});
