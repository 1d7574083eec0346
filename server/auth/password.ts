import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { AppError } from "@/server/errors";

// OWASP's scrypt setting of 2026: 128 MiB and some tenths of a second for each guess.
const COST = { logN: 17, r: 8, p: 1 };
const MOST_AT_ONCE = 2;
const MOST_WAITING = 40;

const shared = globalThis as typeof globalThis & { repriseHashing?: { running: number; waiting: (() => void)[] } };
shared.repriseHashing ??= { running: 0, waiting: [] };
const turns = shared.repriseHashing;

/** What a password is checked against when there is none, so that an unknown email takes as long as a known one. */
export const NO_PASSWORD = `scrypt$17$8$1$${"A".repeat(22)}$${"A".repeat(43)}`;

/** A memory-hard hash with its own parameters: `scrypt$log2(N)$r$p$salt$hash`. Throws SERVICE_UNAVAILABLE under a flood. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return ["scrypt", COST.logN, COST.r, COST.p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/** Does the password match? `stale` asks for a new hash because today's parameters are stronger. */
export async function verifyPassword(password: string, stored: string): Promise<{ ok: boolean; stale: boolean }> {
  const [scheme, logN, r, p, salt, hash] = stored.split("$");
  if (scheme !== "scrypt" || !salt || !hash) return { ok: false, stale: false };
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  const wanted = Buffer.from(hash, "base64url");
  const given = await derive(password, Buffer.from(salt, "base64url"), cost);
  const stale = cost.logN < COST.logN || cost.r < COST.r || cost.p < COST.p;
  return { ok: wanted.length === given.length && timingSafeEqual(wanted, given), stale };
}

/** Waits for one of the few places: each run holds 128 MiB. */
async function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  if (turns.waiting.length >= MOST_WAITING)
    throw new AppError("SERVICE_UNAVAILABLE", "Many people are signing in right now. Please try again in a moment.", {
      retryAfterMs: 5_000,
    });
  if (turns.running >= MOST_AT_ONCE) await new Promise<void>((resolve) => turns.waiting.push(resolve));
  else turns.running++;
  try {
    const N = 2 ** cost.logN;
    const options = { N, r: cost.r, p: cost.p, maxmem: 129 * N * cost.r + 1024 * cost.r * cost.p };
    return await new Promise<Buffer>((resolve, reject) =>
      scrypt(password.normalize("NFKC"), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key))),
    );
  } finally {
    // The place goes to the next in line without being freed in between.
    const next = turns.waiting.shift();
    if (next) next();
    else turns.running--;
  }
}
