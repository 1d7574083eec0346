import { z } from "zod";
import { connectChannel } from "@/server/channels/connect-channel";
import { channelOutput, channelStatusView, connectBlueskyInput, setSpacingInput } from "@/server/channels/input";
import { listChannels } from "@/server/channels/queries";
import { setSpacing } from "@/server/channels/set-spacing";
import { memberRoute, type Route } from "@/server/rest/route";
import { instantView } from "@/server/rest/times";

const view = channelOutput.extend({
  createdAt: instantView,
  status: channelStatusView.extend({ until: instantView.nullable() }),
});

export const channelRoutes: Route[] = [
  memberRoute({
    method: "GET",
    path: "/channels",
    summary: "Connected channels; the workspace's own Hub is one",
    permission: "workspace.read",
    input: z.object({}),
    output: z.object({
      items: z.array(view),
      nextCursor: z.string().nullable(),
    }),
    status: 200,
    handler: async (ctx) => ({ items: await listChannels(ctx), nextCursor: null }),
  }),
  memberRoute({
    method: "POST",
    path: "/channels",
    summary: "Connect a Bluesky account by handle and app password",
    permission: "channels.manage",
    input: connectBlueskyInput,
    output: z.object({ id: z.string() }),
    status: 201,
    repeatable: true,
    handler: (ctx, input) => connectChannel(ctx, input),
  }),
  memberRoute({
    method: "PATCH",
    path: "/channels/{id}",
    summary: "How far apart a channel's posts go out at least, in seconds; null leaves it to the network",
    permission: "channels.manage",
    input: setSpacingInput.omit({ channelId: true }).extend({ id: z.uuid() }),
    output: z.object({ id: z.string(), spacingSeconds: z.number().nullable() }),
    status: 200,
    handler: async (ctx, { id, spacingSeconds }) => {
      await setSpacing(ctx, { channelId: id, spacingSeconds });
      return { id, spacingSeconds };
    },
  }),
];
