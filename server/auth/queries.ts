import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { withoutTenant } from "@/db/client";
import { users } from "@/db/schema/users";
import type { accountView } from "@/server/auth/input";
import { AppError } from "@/server/errors";
import { workspacesOf } from "@/server/workspaces/queries";

/** Who a person is and where they may go. Throws UNAUTHORIZED when the account is gone. */
export async function getAccount(userId: string): Promise<z.infer<typeof accountView>> {
  const [user] = await withoutTenant((tx) => tx.select().from(users).where(eq(users.id, userId)));
  if (!user) throw new AppError("UNAUTHORIZED", "Please sign in.");
  const places = await workspacesOf(userId);
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    hasPassword: user.passwordHash !== null,
    workspaces: places.map(({ slug, name, role }) => ({ slug, name, role })),
  };
}

/** Names and addresses of people, by id. The caller has checked that they share a workspace with whoever asks. */
export async function peopleByIds(ids: string[]): Promise<Map<string, { name: string | null; email: string }>> {
  if (ids.length === 0) return new Map();
  const found = await withoutTenant((tx) =>
    tx
      .select({ id: users.id, name: users.name, email: users.email })
      .from(users)
      .where(sql`${users.id} = any(${sql.param(ids)}::uuid[])`),
  );
  return new Map(found.map(({ id, name, email }) => [id, { name, email }]));
}
