import { z } from "zod";
import { addSource } from "@/server/sources/add-source";
import {
  addedSource,
  addSourceInput,
  listPassagesInput,
  listSourcesInput,
  passageList,
  renameSourceInput,
  sourceDetail,
  sourceId,
  sourceList,
} from "@/server/sources/input";
import { getPassages, getSource, listSources } from "@/server/sources/queries";
import { refetchSource } from "@/server/sources/refetch-source";
import { renameSource } from "@/server/sources/rename-source";
import { restoreSource, trashSource } from "@/server/sources/trash-source";
import { memberProcedure, router } from "@/server/trpc/trpc";

export const sourcesRouter = router({
  list: memberProcedure("workspace.read")
    .input(listSourcesInput)
    .output(sourceList)
    .query(({ ctx, input }) => listSources(ctx, input)),
  get: memberProcedure("workspace.read")
    .input(sourceId)
    .output(sourceDetail)
    .query(({ ctx, input }) => getSource(ctx, input)),
  passages: memberProcedure("workspace.read")
    .input(listPassagesInput)
    .output(passageList)
    .query(({ ctx, input }) => getPassages(ctx, input)),
  add: memberProcedure("sources.write")
    .input(addSourceInput)
    .output(addedSource)
    .mutation(({ ctx, input }) => addSource(ctx, input)),
  refetch: memberProcedure("sources.write")
    .input(sourceId)
    .output(addedSource)
    .mutation(({ ctx, input }) => refetchSource(ctx, input)),
  rename: memberProcedure("sources.write")
    .input(renameSourceInput)
    .output(z.void())
    .mutation(({ ctx, input }) => renameSource(ctx, input)),
  trash: memberProcedure("sources.write")
    .input(sourceId)
    .output(z.void())
    .mutation(({ ctx, input }) => trashSource(ctx, input)),
  restore: memberProcedure("sources.write")
    .input(sourceId)
    .output(z.void())
    .mutation(({ ctx, input }) => restoreSource(ctx, input)),
});
