import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthCard } from "@/app/(auth)/auth-card";
import { safeNext } from "@/app/(auth)/safe-next";
import { currentUser } from "@/app/access";
import { TextLink } from "@/components/ui/links";
import { env } from "@/server/env";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ next?: string; done?: string }> };

export default async function SignInPage({ searchParams }: Props) {
  const { next, done } = await searchParams;
  const target = safeNext(next);
  if (await currentUser()) redirect(target);
  return (
    <AuthCard
      title="Welcome back"
      footer={
        <>
          New here?{" "}
          <TextLink href="/sign-up" inherit>
            Create an account
          </TextLink>
        </>
      }
    >
      <SignInForm
        target={target}
        demo={env().DEMO}
        google={Boolean(env().GOOGLE_CLIENT_ID && env().GOOGLE_CLIENT_SECRET)}
        passwordWasSet={done === "reset"}
      />
    </AuthCard>
  );
}
