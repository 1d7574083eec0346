import { createTransport } from "nodemailer";
import { env } from "@/server/env";

/** Sends one plain-text mail. Throws when the server refuses; call it only when SMTP_URL is set. */
export async function sendMail(mail: { to: string; subject: string; text: string }): Promise<void> {
  const transport = createTransport({ url: env().SMTP_URL, connectionTimeout: 10_000, socketTimeout: 20_000 });
  try {
    await transport.sendMail({ from: env().MAIL_FROM, ...mail });
  } finally {
    transport.close();
  }
}
