import { SESSION_COOKIES } from "@/server/auth/session";
import type { StartedSession } from "@/server/auth/start-session";
import { env } from "@/server/env";

const [SECURE, PLAIN] = SESSION_COOKIES;

/** The cookie's name and whether it is bound to https, by the address the app is served at. */
export function cookieSettings(): { name: string; secure: boolean } {
  const secure = env().appUrl.startsWith("https:");
  return { name: secure ? SECURE : PLAIN, secure };
}

/** The Set-Cookie value of a new session. */
export const sessionCookie = ({ token, expires }: StartedSession): string => attributes(token, expires);

/** The Set-Cookie value that forgets the session. */
export const endedCookie = (): string => attributes("", new Date(0));

function attributes(value: string, expires: Date): string {
  const { name, secure } = cookieSettings();
  const parts = [`${name}=${value}`, "Path=/", `Expires=${expires.toUTCString()}`, "HttpOnly", "SameSite=Lax"];
  return [...parts, ...(secure ? ["Secure"] : [])].join("; ");
}
