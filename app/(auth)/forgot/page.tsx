import type { Metadata } from "next";
import { AuthCard } from "@/app/(auth)/auth-card";
import { TextLink } from "@/components/ui/links";
import { ForgotForm } from "./forgot-form";

export const metadata: Metadata = { title: "Reset your password" };

export default function ForgotPage() {
  return (
    <AuthCard
      title="Reset your password"
      help="We send a link that works once, for an hour."
      footer={
        <TextLink href="/sign-in" inherit>
          Back to sign in
        </TextLink>
      }
    >
      <ForgotForm />
    </AuthCard>
  );
}
