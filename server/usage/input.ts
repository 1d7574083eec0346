import { z } from "zod";

const days = z.coerce.number().int().min(1).max(366).default(30);

export const usageInput = z.object({ days });
export const usageJobsInput = z.object({
  days,
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).optional(),
});
export type UsageJobsInput = z.infer<typeof usageJobsInput>;
export const usageOfJobInput = z.object({ jobId: z.uuid() });

/** `costMicros` is millionths of a US dollar; `savedMicros` what replies that were there already would have cost. */
const sums = {
  calls: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  costMicros: z.number(),
  savedMicros: z.number(),
  /** Calls whose price is not known. */
  unpriced: z.number(),
};

/** What models cost, the costliest first; `cached` calls were answered from replies already paid for. */
export const usageTotals = z.object({
  items: z.array(
    z.object({ provider: z.string(), model: z.string(), ...sums, failed: z.number(), cached: z.number() }),
  ),
});
export type UsageTotals = z.infer<typeof usageTotals>;

/** Every day of the span, the first one first; a day is one of the workspace's zone. */
export const usageDays = z.object({ items: z.array(z.object({ day: z.string(), ...sums })) });
export type UsageDays = z.infer<typeof usageDays>;

export const usageJobs = z.object({
  items: z.array(z.object({ id: z.string(), title: z.string(), status: z.string(), createdAt: z.date(), ...sums })),
  nextCursor: z.string().nullable(),
});
export type UsageJobs = z.infer<typeof usageJobs>;

/** What one job has cost, and which models were not asked for want of budget or price. */
export const usageOfJob = z.object({
  ...sums,
  passedOver: z.array(
    z.object({ provider: z.string(), model: z.string(), reason: z.enum(["over_budget", "unpriced"]) }),
  ),
});
export type UsageOfJob = z.infer<typeof usageOfJob>;
