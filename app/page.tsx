import { redirect } from "next/navigation";
import { currentUser } from "@/app/access";
import { workspacesOf } from "@/server/workspaces/queries";

/** Straight to work: the person's first workspace, or the way to one. */
export default async function StartPage() {
  const user = await currentUser();
  if (!user) redirect("/sign-in");
  const [first] = await workspacesOf(user.id);
  redirect(first ? `/${first.slug}` : "/new");
}
