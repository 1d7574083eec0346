import { followSource } from "@/server/coverage/follow-source";
import { getCoverage } from "@/server/coverage/get-coverage";
import { getLineage } from "@/server/coverage/get-lineage";
import {
  coverageInput,
  coverageView,
  followedSource,
  followSourceInput,
  lineageInput,
  lineageView,
  listUsesInput,
  useList,
} from "@/server/coverage/input";
import { listUses } from "@/server/coverage/list-uses";
import { memberProcedure, router } from "@/server/trpc/trpc";

export const coverageRouter = router({
  get: memberProcedure("workspace.read")
    .input(coverageInput)
    .output(coverageView)
    .query(({ ctx, input }) => getCoverage(ctx, input)),
  uses: memberProcedure("workspace.read")
    .input(listUsesInput)
    .output(useList)
    .query(({ ctx, input }) => listUses(ctx, input)),
  lineage: memberProcedure("workspace.read")
    .input(lineageInput)
    .output(lineageView)
    .query(({ ctx, input }) => getLineage(ctx, input)),
  follow: memberProcedure("posts.write")
    .input(followSourceInput)
    .output(followedSource)
    .mutation(({ ctx, input }) => followSource(ctx, input)),
});
