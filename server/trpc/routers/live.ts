import { z } from "zod";
import { sessionUser } from "@/server/auth/session";
import { watchWorkspace } from "@/server/live/watch-workspace";
import { memberProcedure, router } from "@/server/trpc/trpc";

export const liveRouter = router({
  /** Everything that happens in the workspace; the first message is always `reset`. */
  events: memberProcedure("workspace.read")
    .input(z.void())
    .subscription(({ ctx, signal }) =>
      watchWorkspace(ctx, {
        signal: signal ?? new AbortController().signal,
        signedIn: async () => (await sessionUser(ctx.headers)) !== null,
      }),
    ),
});
