import { randomBytes, randomUUID } from "node:crypto";
import { and, eq, lt, sql } from "drizzle-orm";
import { type Tx, withoutTenant } from "@/db/client";
import { refreshTokens } from "@/db/schema/users";
import { ACCESS_TOKEN_SECONDS, type Bearer, signAccessToken } from "@/server/auth/access-token";
import type { IssueTokensInput } from "@/server/auth/input";
import { hashToken } from "@/server/auth/session";
import { checkPassword } from "@/server/auth/sign-in";
import { AppError } from "@/server/errors";
import { workspacesOf } from "@/server/workspaces/queries";

const REFRESH_MS = 7 * 24 * 3_600_000;

/** What the REST API is used with; `expiresIn` is the access token's life in seconds. */
export type Tokens = { accessToken: string; refreshToken: string; expiresIn: number };

/** Email and password for tokens of one workspace, the person's first unless named. Throws UNAUTHORIZED and NOT_FOUND. */
export async function issueTokens(input: IssueTokensInput): Promise<Tokens> {
  const { userId } = await checkPassword(input);
  const places = await workspacesOf(userId);
  const place = input.workspace ? places.find(({ slug }) => slug === input.workspace) : places[0];
  if (!place) throw new AppError("NOT_FOUND", "You are in no such workspace.");
  const bearer = { userId, workspaceId: place.workspaceId };
  return tokensOf(bearer, await withoutTenant((tx) => addRefreshToken(tx, bearer, randomUUID())));
}

/** The pair a client gets; the access token is signed outside any transaction. */
export const tokensOf = async (bearer: Bearer, refreshToken: string): Promise<Tokens> => ({
  accessToken: await signAccessToken(bearer),
  refreshToken,
  expiresIn: ACCESS_TOKEN_SECONDS,
});

/** Adds a refresh token to a family; only its hash is stored. */
export async function addRefreshToken(tx: Tx, bearer: Bearer, familyId: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + REFRESH_MS);
  const old = and(eq(refreshTokens.userId, bearer.userId), lt(refreshTokens.expiresAt, sql`now()`));
  await tx.delete(refreshTokens).where(old);
  await tx.insert(refreshTokens).values({ ...bearer, familyId, tokenHash: hashToken(token), expiresAt });
  return token;
}
