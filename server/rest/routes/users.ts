import { z } from "zod";
import { signUpInput } from "@/server/auth/input";
import { signUp } from "@/server/auth/sign-up";
import { publicRoute, type Route } from "@/server/rest/route";
import { newWorkspaceView } from "@/server/workspaces/input";

export const userRoutes: Route[] = [
  publicRoute({
    method: "POST",
    path: "/users",
    summary: "Make an account and the workspace it owns",
    limit: { action: "sign-up", account: (input) => input.email },
    input: signUpInput,
    output: z.object({ id: z.string(), email: z.string(), name: z.string(), workspace: newWorkspaceView }),
    status: 201,
    handler: async (input, { requestId }) => {
      const { userId, email, workspace } = await signUp(input, requestId);
      return { id: userId, email, name: input.name, workspace };
    },
  }),
];
