import { z } from "zod";
import { pauseChannel, pauseWorkspace, readPauses } from "@/server/publishing/pause";
import {
  channelIdInput,
  overdueInput,
  overdueList,
  pausesOutput,
  resumeChannelInput,
  resumedOutput,
  resumeWorkspaceInput,
} from "@/server/scheduling/input";
import { listOverdue, resumeChannelWith, resumeWorkspaceWith } from "@/server/scheduling/resume";
import { memberProcedure, router } from "@/server/trpc/trpc";

const change = memberProcedure("posts.schedule");
const manage = memberProcedure("workspace.manage");
const read = memberProcedure("workspace.read");

/** Channels and the workspace, stopped and going on. */
export const pausesRouter = router({
  current: read
    .input(z.void())
    .output(pausesOutput)
    .query(({ ctx }) => readPauses(ctx)),
  overdue: read
    .input(overdueInput)
    .output(overdueList)
    .query(({ ctx, input }) => listOverdue(ctx, input)),
  pauseChannel: change
    .input(channelIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => pauseChannel(ctx, input)),
  resumeChannel: change
    .input(resumeChannelInput)
    .output(resumedOutput)
    .mutation(({ ctx, input }) => resumeChannelWith(ctx, input)),
  pauseWorkspace: manage
    .input(z.void())
    .output(z.void())
    .mutation(({ ctx }) => pauseWorkspace(ctx)),
  resumeWorkspace: manage
    .input(resumeWorkspaceInput)
    .output(resumedOutput)
    .mutation(({ ctx, input }) => resumeWorkspaceWith(ctx, input)),
});
