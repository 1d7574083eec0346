import { z } from "zod";

export const usageInput = z.object({ days: z.number().int().min(1).max(366).default(30) });

/** What models cost; `costMicros` is millionths of a US dollar, `unpriced` counts calls whose price is not known. */
export const usageTotals = z.object({
  items: z.array(
    z.object({
      provider: z.string(),
      model: z.string(),
      calls: z.number(),
      failed: z.number(),
      inputTokens: z.number(),
      outputTokens: z.number(),
      costMicros: z.number(),
      unpriced: z.number(),
    }),
  ),
});
export type UsageTotals = z.infer<typeof usageTotals>;
