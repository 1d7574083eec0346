import { sessionCookieSettings } from "@/server/auth/session";
import type { StartedSession } from "@/server/auth/start-session";

/** The Set-Cookie value of a new session. */
export const sessionCookie = ({ token, expires }: StartedSession): string => attributes(token, expires);

/** The Set-Cookie value that forgets the session. */
export const endedCookie = (): string => attributes("", new Date(0));

function attributes(value: string, expires: Date): string {
  const { name, secure } = sessionCookieSettings();
  const parts = [`${name}=${value}`, "Path=/", `Expires=${expires.toUTCString()}`, "HttpOnly", "SameSite=Lax"];
  return [...parts, ...(secure ? ["Secure"] : [])].join("; ");
}
