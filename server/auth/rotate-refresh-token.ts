import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { refreshTokens } from "@/db/schema/users";
import type { RotateRefreshTokenInput } from "@/server/auth/input";
import { addRefreshToken, type Tokens, tokensOf } from "@/server/auth/issue-tokens";
import { hashToken } from "@/server/auth/session";
import { AppError } from "@/server/errors";
import { log } from "@/server/log";

/**
 * A refresh token for a new pair, once. Of two callers at the same moment one wins; the other has used it a second time,
 * and that ends the whole family, the winner's new token too: one of the two is a thief. Throws UNAUTHORIZED.
 */
export async function rotateRefreshToken({ refreshToken }: RotateRefreshTokenInput): Promise<Tokens> {
  const tokenHash = hashToken(refreshToken);
  const rotated = await withoutTenant(async (tx) => {
    const [used] = await tx
      .update(refreshTokens)
      .set({ usedAt: sql`now()` })
      .where(
        and(
          eq(refreshTokens.tokenHash, tokenHash),
          isNull(refreshTokens.usedAt),
          eq(refreshTokens.revoked, false),
          gt(refreshTokens.expiresAt, sql`now()`),
        ),
      )
      .returning();
    if (used) {
      const { userId, workspaceId, familyId } = used;
      return { bearer: { userId, workspaceId }, next: await addRefreshToken(tx, { userId, workspaceId }, familyId) };
    }
    const [known] = await tx.select().from(refreshTokens).where(eq(refreshTokens.tokenHash, tokenHash));
    if (known?.usedAt && !known.revoked) {
      await tx.update(refreshTokens).set({ revoked: true }).where(eq(refreshTokens.familyId, known.familyId));
      log().warn({ userId: known.userId }, "a refresh token was used twice: its family is revoked");
    }
    return null;
  });
  if (!rotated) throw new AppError("UNAUTHORIZED", "The refresh token is not valid any more. Sign in again.");
  return tokensOf(rotated.bearer, rotated.next);
}
