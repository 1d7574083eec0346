import { z } from "zod";
import { connectChannel } from "@/server/channels/connect-channel";
import { channelIdInput, channelOutput, connectChannelInput, setSpacingInput } from "@/server/channels/input";
import { listChannels } from "@/server/channels/queries";
import { setSpacing } from "@/server/channels/set-spacing";
import { disconnectChannel } from "@/server/publishing/disconnect-channel";
import { memberProcedure, router } from "@/server/trpc/trpc";

export const channelsRouter = router({
  list: memberProcedure("workspace.read")
    .input(z.void())
    .output(z.array(channelOutput))
    .query(({ ctx }) => listChannels(ctx)),
  connect: memberProcedure("channels.manage")
    .input(connectChannelInput)
    .output(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => connectChannel(ctx, input)),
  disconnect: memberProcedure("channels.manage")
    .input(channelIdInput)
    .output(z.object({ cancelled: z.number() }))
    .mutation(({ ctx, input }) => disconnectChannel(ctx, input)),
  setSpacing: memberProcedure("channels.manage")
    .input(setSpacingInput)
    .output(z.void())
    .mutation(({ ctx, input }) => setSpacing(ctx, input)),
});
