import { env } from "@/server/env";
import { AppError } from "@/server/errors";

/**
 * Refuses a change that a page of another site makes with this browser's cookie. Browsers say where a POST comes from;
 * a caller that says nothing is no browser and holds no cookie it was not given. Throws FORBIDDEN.
 */
export function assertSameOrigin(headers: Headers): void {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  const hosts = [new URL(env().appUrl).host, headers.get("host")];
  if (env().TRUST_PROXY) hosts.push(headers.get("x-forwarded-host"));
  // An opaque origin ("null") has no host and is nobody's.
  const ours = origin === null || (URL.canParse(origin) && hosts.includes(new URL(origin).host));
  if (ours && (site === null || site === "same-origin" || site === "none")) return;
  throw new AppError("FORBIDDEN", "This request came from another site.");
}
