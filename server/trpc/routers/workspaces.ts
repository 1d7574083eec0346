import { z } from "zod";
import { memberProcedure, router, userProcedure } from "@/server/trpc/trpc";
import { createWorkspace } from "@/server/workspaces/create-workspace";
import {
  createWorkspaceInput,
  listMembersInput,
  memberList,
  newWorkspaceView,
  updateWorkspaceInput,
  workspaceView,
} from "@/server/workspaces/input";
import { listMembers } from "@/server/workspaces/list-members";
import { getWorkspace } from "@/server/workspaces/queries";
import { updateWorkspace } from "@/server/workspaces/update-workspace";

export const workspacesRouter = router({
  current: memberProcedure("workspace.read")
    .input(z.void())
    .output(workspaceView)
    .query(({ ctx }) => getWorkspace(ctx)),
  members: memberProcedure("workspace.read")
    .input(listMembersInput)
    .output(memberList)
    .query(({ ctx, input }) => listMembers(ctx, input)),
  create: userProcedure
    .input(createWorkspaceInput)
    .output(newWorkspaceView)
    .mutation(({ ctx, input }) => createWorkspace({ userId: ctx.user.id, requestId: ctx.requestId }, input)),
  update: memberProcedure("workspace.manage")
    .input(updateWorkspaceInput)
    .output(z.void())
    .mutation(({ ctx, input }) => updateWorkspace(ctx, input)),
});
