import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthCard } from "@/app/(auth)/auth-card";
import { currentUser } from "@/app/access";
import { TextLink } from "@/components/ui/links";
import { SignUpForm } from "./sign-up-form";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage() {
  if (await currentUser()) redirect("/");
  return (
    <AuthCard
      title="Create your account"
      help="One long piece becomes a week of posts, each sentence traceable to its source."
      footer={
        <>
          Have an account?{" "}
          <TextLink href="/sign-in" inherit>
            Sign in
          </TextLink>
        </>
      }
    >
      <SignUpForm />
    </AuthCard>
  );
}
