import { z } from "zod";

/** An instant on its way out: ISO 8601, UTC, milliseconds. */
export const instantView = z
  .date()
  .transform((date) => date.toISOString())
  .pipe(z.iso.datetime({ precision: 3 }));
