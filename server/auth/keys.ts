import { hkdfSync } from "node:crypto";
import { env } from "@/server/env";

/** A 256-bit key for one purpose, from AUTH_SECRET: what one purpose signs, no other accepts. */
export const keyFor = (purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", env().AUTH_SECRET, "reprise", purpose, 32));
