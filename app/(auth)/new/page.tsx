import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthCard } from "@/app/(auth)/auth-card";
import { currentUser } from "@/app/access";
import { ApiProvider } from "@/components/trpc";
import { NewWorkspaceForm } from "./new-workspace-form";

export const metadata: Metadata = { title: "New workspace" };

export default async function NewWorkspacePage() {
  if (!(await currentUser())) redirect("/sign-in?next=/new");
  return (
    <ApiProvider workspace="-">
      <AuthCard
        title="Name your workspace"
        help="Sources, posts and channels of one brand or team, kept apart from all others."
      >
        <NewWorkspaceForm />
      </AuthCard>
    </ApiProvider>
  );
}
