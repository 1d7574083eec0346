import { createHash } from "node:crypto";
import ipaddr from "ipaddr.js";
import { RateLimiterDrizzle, RateLimiterRes } from "rate-limiter-flexible";
import { over, pool } from "@/db/client";
import { rateLimits } from "@/db/schema/users";
import { env } from "@/server/env";
import { AppError } from "@/server/errors";

/** What is counted together: a password tried in the browser and one tried through the REST API are one thing. */
export type LimitedAction = "password" | "sign-up" | "reset" | "refresh";

/** How much is left of a limit; `resetSeconds` is from now. */
export type Allowance = { limit: number; remaining: number; resetSeconds: number };

const MINUTE = 60;
/**
 * One account from one address gets AUTH_LIMIT_PER_MINUTE. An office behind one address gets ten times that, and one
 * account from anywhere four times: guesses spread over accounts or addresses run dry too.
 */
const WIDTHS = { pair: 1, account: 4, address: 10 } as const;
type Scope = keyof typeof WIDTHS;

type Limiters = { client: unknown; byScope: Record<Scope, RateLimiterDrizzle> };
const shared = globalThis as typeof globalThis & { repriseLimiters?: Limiters };

function limiters(): Limiters["byScope"] {
  const client = pool();
  if (shared.repriseLimiters?.client !== client) {
    const make = (scope: Scope) => {
      const points = env().AUTH_LIMIT_PER_MINUTE * WIDTHS[scope];
      // A key over its limit is refused from memory: a flood costs no queries.
      const storeClient = over(client);
      const options = { storeClient, schema: rateLimits, points, duration: MINUTE, keyPrefix: scope };
      return new RateLimiterDrizzle({ ...options, inMemoryBlockOnConsumed: points + 1 });
    };
    shared.repriseLimiters = {
      client,
      byScope: { pair: make("pair"), account: make("account"), address: make("address") },
    };
  }
  return shared.repriseLimiters.byScope;
}

type Attempt = { action: LimitedAction; account: string; address: string };

/** Counts an attempt, whether or not it will succeed. Throws TOO_MANY_REQUESTS with when to come back. */
export async function limitAttempts({ action, account, address }: Attempt): Promise<Allowance> {
  const by = limiters();
  // Accounts are counted by hash: the table of counters is no list of addresses.
  const who = createHash("sha256").update(account).digest("base64url");
  const where = placeOf(address);
  const allowance = await take(by.pair, `${action}:${who}:${where}`);
  await take(by.account, `${action}:${who}`);
  await take(by.address, `${action}:${where}`);
  return allowance;
}

/** One household or server: an IPv4 address, or the /64 of IPv6 within which anybody has addresses without end. */
function placeOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${parsed.toNormalizedString().split(":").slice(0, 4).join(":")}::/64`;
}

async function take(limiter: RateLimiterDrizzle, key: string): Promise<Allowance> {
  try {
    const left = await limiter.consume(key);
    const resetSeconds = Math.ceil(left.msBeforeNext / 1000);
    return { limit: limiter.points, remaining: left.remainingPoints, resetSeconds };
  } catch (reason) {
    if (!(reason instanceof RateLimiterRes)) throw reason;
    const seconds = Math.max(1, Math.ceil(reason.msBeforeNext / 1000));
    throw new AppError("TOO_MANY_REQUESTS", `Too many tries. Please wait ${seconds} seconds and try again.`, {
      retryAfterMs: seconds * 1000,
      details: { limit: limiter.points, remaining: 0, resetSeconds: seconds },
    });
  }
}
