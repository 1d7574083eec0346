import { eq } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { users } from "@/db/schema/users";
import type { UpdateProfileInput } from "@/server/auth/input";
import type { SessionUser } from "@/server/auth/session";

/** Changes the person's own name. */
export async function updateProfile(user: SessionUser, { name }: UpdateProfileInput): Promise<void> {
  await withoutTenant((tx) => tx.update(users).set({ name }).where(eq(users.id, user.id)));
}
