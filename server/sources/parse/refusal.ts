import type { RefusalReason } from "./document.ts";

/** Thrown inside the child process: this document will not be read, and `message` says what to do instead. */
export class Refusal extends Error {
  readonly reason: RefusalReason;
  constructor(reason: RefusalReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

/** Lets a Refusal pass and turns any other failure into "damaged" with the given words. */
export function damagedUnlessRefused(error: unknown, message: string): Refusal {
  return error instanceof Refusal ? error : new Refusal("damaged", message, error);
}
