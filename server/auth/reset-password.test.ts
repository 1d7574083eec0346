import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { withoutTenant } from "@/db/client";
import { passwordResets, users } from "@/db/schema/users";
import { requestPasswordReset, resetPassword } from "@/server/auth/reset-password";
import { env } from "@/server/env";
import { testDatabase } from "@/server/testing/database";

testDatabase();

const mails: string[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData(stream, _session, done) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      mails.push(Buffer.concat(chunks).toString());
      done();
    });
  },
});
beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  process.env["SMTP_URL"] = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  await withoutTenant((tx) => tx.insert(users).values({ email: "ada@example.com" }));
});
afterAll(() => new Promise<void>((closed) => server.close(() => closed())));

test("the link comes by mail and is not told to whoever asked", async () => {
  expect(await requestPasswordReset({ email: "ada@example.com" })).toEqual({ link: null });
  expect(await requestPasswordReset({ email: "nobody@example.com" })).toEqual({ link: null });
  await vi.waitFor(() => expect(mails).toHaveLength(1), 10_000);
  // Quoted-printable breaks the long line.
  const mail = mails[0]?.replace(/=\r\n/g, "").replaceAll("=3D", "=") ?? "";
  expect(mail).toContain("To: ada@example.com");
  const token = /reset-password\?token=([\w-]{43})/.exec(mail)?.[1] ?? "";
  expect(mail).toContain(`${env().appUrl}/reset-password?token=`);
  await resetPassword({ token, password: "a new password" });
  await expect(resetPassword({ token, password: "a new password" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("a link older than an hour is worth nothing", async () => {
  await requestPasswordReset({ email: "ada@example.com" });
  await vi.waitFor(() => expect(mails).toHaveLength(2), 10_000);
  await withoutTenant((tx) => tx.update(passwordResets).set({ expiresAt: new Date(Date.now() - 1) }));
  const mail = mails[1]?.replace(/=\r\n/g, "").replaceAll("=3D", "=") ?? "";
  const token = /token=([\w-]{43})/.exec(mail)?.[1] ?? "";
  await expect(resetPassword({ token, password: "a new password" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
});
