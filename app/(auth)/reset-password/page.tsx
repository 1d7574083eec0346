import type { Metadata } from "next";
import { AuthCard } from "@/app/(auth)/auth-card";
import { ResetForm } from "./reset-form";

export const metadata: Metadata = { title: "Set a new password", referrer: "no-referrer" };

export default async function ResetPasswordPage({ searchParams }: { searchParams: Promise<{ token?: string }> }) {
  const { token = "" } = await searchParams;
  return (
    <AuthCard title="Set a new password" help="Every browser that is signed in now will be signed out.">
      <ResetForm token={token} />
    </AuthCard>
  );
}
