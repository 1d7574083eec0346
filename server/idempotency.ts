import { and, eq, lt, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { idempotencyKeys } from "@/db/schema/workspaces";
import { actorUserId, type Ctx } from "@/server/context";
import { AppError } from "@/server/errors";

/** A request that must have its effect once: the caller's own key on one route, with a hash of what was asked. */
export type Once = { route: string; key: string; bodyHash: string };
/** What was answered, and is answered again to the same request. */
export type Answer = { status: number; body: unknown };

/** How long a key is remembered. */
const FORGOTTEN = sql`now() - interval '24 hours'`;

/** The answer already given to this very request. Throws UNPROCESSABLE_CONTENT when its key came with something else. */
export const givenAnswer = (ctx: Ctx, once: Once): Promise<Answer | null> => ctx.tx((tx) => find(tx, ctx, once));

/**
 * Runs `effect` and records its answer in one transaction: both are there, or neither. `effect` must do no more than its
 * own transactions, which join this one. Throws CONFLICT while the same request is still running elsewhere.
 */
export function answerOnce(
  ctx: Ctx,
  once: Once,
  effect: () => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  return ctx.tx(async (tx) => {
    const name = `idempotency ${JSON.stringify([ctx.workspaceId, actorOf(ctx), once.route, once.key])}`;
    const [lock] = await tx.execute<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as mine`,
    );
    if (!lock?.mine)
      throw new AppError("CONFLICT", "The first request with this Idempotency-Key is still running.", {
        retryAfterMs: 1_000,
      });
    const given = await find(tx, ctx, once);
    if (given) return { ...given, replayed: true };
    const response = await effect();
    const { workspaceId } = ctx;
    await tx
      .delete(idempotencyKeys)
      .where(and(eq(idempotencyKeys.workspaceId, workspaceId), lt(idempotencyKeys.createdAt, FORGOTTEN)));
    await tx.insert(idempotencyKeys).values({ ...once, workspaceId, actor: actorOf(ctx), response });
    return { ...response, replayed: false };
  });
}

const actorOf = (ctx: Ctx): string => actorUserId(ctx) ?? "system";

async function find(tx: Tx, ctx: Ctx, { route, key, bodyHash }: Once): Promise<Answer | null> {
  const [known] = await tx
    .select({ bodyHash: idempotencyKeys.bodyHash, response: idempotencyKeys.response })
    .from(idempotencyKeys)
    .where(
      and(
        eq(idempotencyKeys.workspaceId, ctx.workspaceId),
        eq(idempotencyKeys.actor, actorOf(ctx)),
        eq(idempotencyKeys.route, route),
        eq(idempotencyKeys.key, key),
      ),
    );
  if (!known) return null;
  if (known.bodyHash !== bodyHash)
    throw new AppError("UNPROCESSABLE_CONTENT", "This Idempotency-Key was used with a different request.");
  return known.response;
}
