import { z } from "zod";
import { changePassword } from "@/server/auth/change-password";
import {
  accountView,
  changePasswordInput,
  revokeSessionInput,
  sessionView,
  updateProfileInput,
} from "@/server/auth/input";
import { getAccount } from "@/server/auth/queries";
import { listSessions, revokeSession } from "@/server/auth/revoke-session";
import { updateProfile } from "@/server/auth/update-profile";
import { router, userProcedure } from "@/server/trpc/trpc";

// What sets or clears the session cookie (sign-up, sign-in, sign-out, reset) is POST /api/auth/password/*: a streamed
// batch has sent its headers before its procedures run.
export const accountRouter = router({
  me: userProcedure
    .input(z.void())
    .output(accountView)
    .query(({ ctx }) => getAccount(ctx.user.id)),
  sessions: userProcedure
    .input(z.void())
    .output(z.array(sessionView))
    .query(({ ctx }) => listSessions(ctx.user)),
  revokeSession: userProcedure
    .input(revokeSessionInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeSession(ctx.user, input)),
  updateProfile: userProcedure
    .input(updateProfileInput)
    .output(z.void())
    .mutation(({ ctx, input }) => updateProfile(ctx.user, input)),
  changePassword: userProcedure
    .input(changePasswordInput)
    .output(z.void())
    .mutation(({ ctx, input }) => changePassword(ctx.user, input)),
});
