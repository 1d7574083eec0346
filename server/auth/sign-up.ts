import { createHmac, randomUUID } from "node:crypto";
import { users } from "@/db/schema/users";
import type { SignUpInput } from "@/server/auth/input";
import { keyFor } from "@/server/auth/keys";
import { hashPassword } from "@/server/auth/password";
import { type Ctx, createCtx } from "@/server/context";
import { AppError } from "@/server/errors";
import { type NewWorkspace, openWorkspace } from "@/server/workspaces/create-workspace";

/** The new person and the workspace they own. */
export type SignedUp = { userId: string; email: string; name: string; workspace: NewWorkspace };

type Newcomer = Ctx & { userId: string };
type Named = { requestId: string; email?: string; idempotencyKey?: string };

/**
 * Somebody who is about to own their first workspace. Under an Idempotency-Key its ids follow from address and key: the same
 * request finds the workspace it made before, with the answer kept in it, and nobody else's.
 */
export function newcomer({ requestId, email, idempotencyKey }: Named): Newcomer {
  const idOf = (what: string) =>
    idempotencyKey === undefined ? randomUUID() : derivedId(JSON.stringify([what, email, idempotencyKey]));
  const [userId, workspaceId] = [idOf("user"), idOf("workspace")];
  const actor = { kind: "user", userId, role: "owner" } as const;
  return { ...createCtx({ workspaceId, actor, action: "account.signUp", requestId }), userId };
}

/** An id that only we can work out, as a UUID of version 8. */
function derivedId(name: string): string {
  const bytes = createHmac("sha256", keyFor("sign-up ids")).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * Hashes the password, which takes its time, and gives the rest: that makes the account and its workspace, with membership
 * and Hub channel, in one transaction. It throws CONFLICT for a taken email, after equally long.
 */
export async function prepareSignUp(ctx: Newcomer, input: SignUpInput): Promise<() => Promise<SignedUp>> {
  const passwordHash = await hashPassword(input.password);
  const { workspaceId, userId } = ctx;
  const { email, name, timeZone } = input;
  return () =>
    ctx.tx(async (tx) => {
      const [created] = await tx
        .insert(users)
        .values({ id: userId, email, name, passwordHash })
        .onConflictDoNothing()
        .returning({ id: users.id });
      if (!created)
        throw new AppError(
          "CONFLICT",
          "That email cannot be used for a new account. If it is yours, sign in or reset the password.",
        );
      const workspace = await openWorkspace(tx, { id: workspaceId, name: input.workspace, timeZone, userId });
      return { userId, email, name, workspace };
    });
}

/** Makes an account and its first workspace. Throws CONFLICT for a taken email. */
export async function signUp(input: SignUpInput, requestId: string = randomUUID()): Promise<SignedUp> {
  const make = await prepareSignUp(newcomer({ requestId }), input);
  return make();
}
