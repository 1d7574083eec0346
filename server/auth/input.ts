import { z } from "zod";
import { timeZoneSchema } from "@/server/workspaces/input";

/** An email address, lower-cased: the same person however they type it. */
const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email("Enter an email address like name@example.com."))
  .pipe(z.string().max(254));

/** A password a person chooses; the upper bound keeps hashing cheap. */
const newPasswordSchema = z.string().min(10, "Use at least 10 characters.").max(200, "Use at most 200 characters.");

const nameSchema = z.string().trim().min(1, "Tell us a name.").max(80, "Use at most 80 characters.");

/** A person's first step: an account and the workspace it owns. */
export const signUpInput = z.object({
  email: emailSchema,
  password: newPasswordSchema,
  name: nameSchema,
  workspace: z.string().trim().min(1, "Name your workspace.").max(60, "Use at most 60 characters."),
  /** The browser's zone, which becomes the workspace's; UTC when absent. */
  timeZone: timeZoneSchema.optional(),
});
export type SignUpInput = z.infer<typeof signUpInput>;

/** Email and password as typed; nothing is said about the password's shape. */
export const signInInput = z.object({
  email: emailSchema,
  password: z.string().min(1, "Enter your password.").max(200),
});
export type SignInInput = z.infer<typeof signInInput>;

/** Asks for a reset link. */
export const requestResetInput = z.object({ email: emailSchema });
export type RequestResetInput = z.infer<typeof requestResetInput>;

/** A reset link's token and the new password. */
export const resetPasswordInput = z.object({ token: z.string().min(20).max(100), password: newPasswordSchema });
export type ResetPasswordInput = z.infer<typeof resetPasswordInput>;

/** What a person may change about themselves. */
export const updateProfileInput = z.object({ name: nameSchema });
export type UpdateProfileInput = z.infer<typeof updateProfileInput>;

/** The old password proves that it is them. */
export const changePasswordInput = z.object({ current: z.string().max(200), password: newPasswordSchema });
export type ChangePasswordInput = z.infer<typeof changePasswordInput>;

/** One session of the list. */
export const revokeSessionInput = z.object({ sessionId: z.uuid() });
export type RevokeSessionInput = z.infer<typeof revokeSessionInput>;

/** A workspace as the chooser shows it. */
const workspaceChoice = z.object({ slug: z.string(), name: z.string(), role: z.string() });

/** Who is signed in, and where they may go. */
export const accountView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  hasPassword: z.boolean(),
  workspaces: z.array(workspaceChoice),
});

/** A browser that is signed in; `current` is the one asking. */
export const sessionView = z.object({
  id: z.string(),
  userAgent: z.string().nullable(),
  address: z.string().nullable(),
  createdAt: z.date(),
  lastSeenAt: z.date(),
  current: z.boolean(),
});

/** Tokens for the REST API; `workspace` is a slug, the first of the person's when absent. */
export const issueTokensInput = signInInput.extend({ workspace: z.string().max(60).optional() });
export type IssueTokensInput = z.infer<typeof issueTokensInput>;

/** A refresh token, good once. */
export const rotateRefreshTokenInput = z.object({ refreshToken: z.string().min(20).max(200) });
export type RotateRefreshTokenInput = z.infer<typeof rotateRefreshTokenInput>;
