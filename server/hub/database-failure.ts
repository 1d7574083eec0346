import { NetworkError } from "@/server/errors";

/** Failures of postgres.js and of our pool that happen before anything could be sent. */
const NOT_REACHED = new Set(["ECONNREFUSED", "ENOTFOUND", "CONNECT_TIMEOUT", "SERVICE_UNAVAILABLE"]);

/**
 * What a failed Hub write came to: an error that Postgres itself reported has been rolled back, so it is `unavailable`
 * (`rejected` when the data is at fault); a connection lost in the middle may have committed, so it is `unknown_outcome`.
 */
export function toNetworkError(error: unknown): NetworkError {
  if (error instanceof NetworkError) return error;
  const code = codeOf(error);
  if (/^(22|23)/.test(code)) return new NetworkError("rejected", "The Hub cannot store this text.", { cause: error });
  const reported = /^[0-9A-Z]{5}$/.test(code) && !/^(08|57)/.test(code);
  if (reported || NOT_REACHED.has(code))
    return new NetworkError("unavailable", "The Hub's database is not ready.", { cause: error });
  return new NetworkError("unknown_outcome", "The Hub's database did not answer.", { cause: error });
}

/** Drizzle wraps the driver's error; the code is on the innermost that has one. */
function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if ("code" in at && typeof at.code === "string") return at.code;
  return "";
}
