import { z } from "zod";
import { issueTokensInput, rotateRefreshTokenInput } from "@/server/auth/input";
import { issueTokens } from "@/server/auth/issue-tokens";
import { rotateRefreshToken } from "@/server/auth/rotate-refresh-token";
import { publicRoute, type Route } from "@/server/rest/route";

const tokensView = z.object({
  accessToken: z.string().meta({ description: "Send it as Authorization: Bearer …; good for `expiresIn` seconds." }),
  refreshToken: z.string().meta({ description: "Good once, for 7 days. Using one twice ends all that came of it." }),
  expiresIn: z.number().meta({ description: "Seconds.", example: 900 }),
});

/** Clients that put a key on every POST get in all the same. */
const NO_KEY = "An Idempotency-Key is ignored: a kept answer would hold tokens.";

export const authRoutes: Route[] = [
  publicRoute({
    method: "POST",
    path: "/auth/token",
    summary: "Sign in for tokens of one workspace",
    description: `${NO_KEY} When an answer is lost, sign in again: that harms nothing.`,
    limit: { action: "password", account: (input) => input.email },
    input: issueTokensInput,
    output: tokensView,
    status: 200,
    handler: (input) => issueTokens(input),
  }),
  publicRoute({
    method: "POST",
    path: "/auth/refresh",
    summary: "Change a refresh token for a new pair",
    description: `${NO_KEY} When an answer is lost, do not send the token again, which ends all that came of it: sign in anew.`,
    limit: { action: "refresh", account: (input) => input.refreshToken },
    input: rotateRefreshTokenInput,
    output: tokensView,
    status: 200,
    handler: (input) => rotateRefreshToken(input),
  }),
];
