/**
 * Where a sign-in leads: a path of this app, else the start. Read as a browser reads it, which drops tabs and line breaks
 * and takes a backslash for a slash, so that no link sends people elsewhere.
 */
export function safeNext(next: unknown): string {
  const here = "http://app.invalid";
  if (typeof next !== "string" || !next.startsWith("/") || !URL.canParse(next, here)) return "/";
  const { origin, pathname, search, hash } = new URL(next, here);
  // A path such as /.//elsewhere resolves to //elsewhere, which the next reader takes for a host.
  return origin === here && !pathname.startsWith("//") ? `${pathname}${search}${hash}` : "/";
}
