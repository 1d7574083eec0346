import { Anchor } from "@mantine/core";
import type { Metadata } from "next";
import Link from "next/link";
import { AuthCard } from "@/app/(auth)/auth-card";
import { ForgotForm } from "./forgot-form";

export const metadata: Metadata = { title: "Reset your password" };

export default function ForgotPage() {
  return (
    <AuthCard
      title="Reset your password"
      help="We send a link that works once, for an hour."
      footer={
        <Anchor component={Link} href="/sign-in" inherit>
          Back to sign in
        </Anchor>
      }
    >
      <ForgotForm />
    </AuthCard>
  );
}
