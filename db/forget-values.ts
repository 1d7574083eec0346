import { DrizzleQueryError } from "drizzle-orm";

/**
 * Takes what was to be written out of a failed statement's error and throws it on. Drizzle puts the values into message and
 * stack (0.45), Postgres the row into `detail`: people's texts, addresses and sealed tokens, which errors would carry into
 * logs and to the executor. The statement, the code and the names of table and constraint stay.
 */
export function forgetValues(error: unknown): never {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof DrizzleQueryError) {
      const frames = at.stack?.match(/^ {4}at .*$/gm) ?? [];
      at.message = "A statement failed.";
      at.params = [];
      at.stack = [`Error: ${at.message}`, ...frames].join("\n");
    }
    if ("detail" in at) Reflect.deleteProperty(at, "detail");
  }
  throw error;
}
