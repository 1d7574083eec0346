import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const prefix = /^signkey-\w+-/;
const maxAgeSeconds = 300; // as the SDK, 4.24.0

/** The `x-inngest-signature` of a body; a JSON body is signed in its canonical (JCS) form. */
export function sign(signingKey: string, body: string, at = Math.round(Date.now() / 1000)): string {
  return `t=${at}&s=${digest(signingKey, body, String(at))}`;
}

/** Whether the signature fits the body and is at most five minutes old. */
export function verify(signingKey: string, body: string, signature: string | undefined): boolean {
  const fields = new URLSearchParams(signature ?? "");
  const at = fields.get("t") ?? "";
  if (!(Math.abs(Date.now() / 1000 - Number(at)) <= maxAgeSeconds)) return false;
  return sameText(fields.get("s") ?? "", digest(signingKey, body, at));
}

/** The bearer token the SDK derives from its signing key for API calls. */
export function bearerOf(signingKey: string): string {
  const secret = signingKey.replace(prefix, "");
  const hash = createHash("sha256").update(secret, "hex").digest("hex");
  return `Bearer ${prefix.exec(signingKey)?.[0] ?? ""}${hash}`;
}

/** Compares two secrets in constant time. */
export function sameText(left: string, right: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(left), hash(right));
}

function digest(signingKey: string, body: string, at: string): string {
  return createHmac("sha256", signingKey.replace(prefix, "")).update(body).update(at).digest("hex");
}
