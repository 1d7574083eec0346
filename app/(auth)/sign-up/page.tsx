import { Anchor } from "@mantine/core";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthCard } from "@/app/(auth)/auth-card";
import { currentUser } from "@/app/access";
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
          <Anchor component={Link} href="/sign-in" inherit>
            Sign in
          </Anchor>
        </>
      }
    >
      <SignUpForm />
    </AuthCard>
  );
}
