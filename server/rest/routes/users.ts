import { z } from "zod";
import { signUpInput } from "@/server/auth/input";
import { newcomer, prepareSignUp, type SignedUp, signUp } from "@/server/auth/sign-up";
import { publicRoute, type Route } from "@/server/rest/route";
import { newWorkspaceView } from "@/server/workspaces/input";

const view = ({ userId: id, email, name, workspace }: SignedUp) => ({ id, email, name, workspace });

export const userRoutes: Route[] = [
  publicRoute({
    method: "POST",
    path: "/users",
    summary: "Make an account and the workspace it owns",
    description: "An Idempotency-Key belongs to the email address it comes with.",
    limit: { action: "sign-up", account: (input) => input.email },
    input: signUpInput,
    output: z.object({ id: z.string(), email: z.string(), name: z.string(), workspace: newWorkspaceView }),
    status: 201,
    handler: async (input, { requestId }) => view(await signUp(input, requestId)),
    keyed: (input, idempotencyKey, { requestId }) => {
      const ctx = newcomer({ requestId, email: input.email, idempotencyKey });
      const prepare = async () => {
        const make = await prepareSignUp(ctx, input);
        return async () => view(await make());
      };
      return { ctx, prepare };
    },
  }),
];
