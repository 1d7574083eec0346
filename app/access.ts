import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { type SessionUser, sessionUser } from "@/server/auth/session";
import { type Membership, membershipBySlug } from "@/server/workspaces/queries";

/** The signed-in person of this request, looked up once. */
export const currentUser = cache(async (): Promise<SessionUser | null> => sessionUser(new Headers(await headers())));

/** The person and their membership; sends strangers to sign-in and members of other workspaces to "not found". */
export async function requireMember(slug: string): Promise<{ user: SessionUser; membership: Membership }> {
  const user = await currentUser();
  if (!user) redirect(`/sign-in?next=${encodeURIComponent(`/${slug}`)}`);
  const membership = await membershipOf(user.id, slug);
  if (!membership) notFound();
  return { user, membership };
}

const membershipOf = cache(membershipBySlug);
