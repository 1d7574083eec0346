import { z } from "zod";

const name = z.string().trim().min(1).max(80);
const modelName = z.string().trim().min(1).max(200);
/** US dollars; a limit of nothing is said by switching off. */
const limit = z.number().min(0.01).max(1_000_000).nullable();
/** US dollars per million tokens. */
const price = z.number().min(0).max(10_000).nullable();

/** Ends without a slash, so that paths can be put behind it. */
const address = z
  .string()
  .trim()
  .max(500)
  .transform((given, check) => {
    const url = URL.parse(given);
    const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
    if (isPlain) return url.href.replace(/\/+$/, "");
    check.addIssue({
      code: "custom",
      message: "Give the address as https://host/v1, without a user name, password or question mark.",
    });
    return z.NEVER;
  });

/** What a provider is, whoever's it is. */
const details = {
  name,
  /** Null: the vendor's own address. */
  baseUrl: address.nullable(),
  small: modelName,
  large: modelName,
  inputPrice: price,
  outputPrice: price,
  dayUsd: limit,
  monthUsd: limit,
};
/** A key as people paste it. */
const apiKey = z
  .string()
  .trim()
  .min(8, "This is too short for a key.")
  .max(500)
  .regex(/^[\x21-\x7e]+$/, "A key has no spaces and only plain characters.");

const vendorId = z.enum(["openai", "anthropic", "xai", "gemini", "ollama", "compatible"]);

/** A provider a workspace brings. */
export const addProviderInput = z
  .object({ vendor: vendorId, ...details, apiKey: apiKey.optional() })
  .partial({ name: true, baseUrl: true, inputPrice: true, outputPrice: true, dayUsd: true, monthUsd: true });
export type AddProviderInput = z.infer<typeof addProviderInput>;

/** What changes of a provider; an absent field stays, an `apiKey` of null is forgotten. */
export const updateProviderInput = z
  .object({ ...details, apiKey: apiKey.nullable(), isOn: z.boolean() })
  .partial()
  .extend({ providerId: z.uuid() });
export type UpdateProviderInput = z.infer<typeof updateProviderInput>;

export const providerInput = z.object({ providerId: z.uuid() });
/** All providers of the workspace, first choice first. */
export const orderProvidersInput = z.object({ providerIds: z.array(z.uuid()).min(1).max(20) });
export const modelSettingsInput = z.object({ useServer: z.boolean(), dayUsd: limit, monthUsd: limit });
export type ModelSettingsInput = z.infer<typeof modelSettingsInput>;

/** One limit and what has gone from it, in US dollars. */
const gauge = z.object({ limitUsd: z.number().nullable(), spentUsd: z.number() });
export const budgetView = z.object({ day: gauge, month: gauge });
export type BudgetView = z.infer<typeof budgetView>;

/** ok, or what stands in the way: switched off, over budget, failing (with the last call's reason), resting after failures. */
const status = z.object({
  state: z.enum(["ok", "new", "off", "over_budget", "failing", "resting"]),
  message: z.string().nullable(),
  at: z.date().nullable(),
});
export type ProviderStatus = z.infer<typeof status>;

const models = { small: z.string(), large: z.string() };
export const providerView = z.object({
  id: z.string(),
  vendor: vendorId,
  name: z.string(),
  baseUrl: z.string().nullable(),
  /** The last four characters of its key; null: it has none. */
  keyEnd: z.string().nullable(),
  ...models,
  inputPrice: z.number().nullable(),
  outputPrice: z.number().nullable(),
  /** Whether the price of each model is known, from our table or from the person. */
  priced: z.object({ small: z.boolean(), large: z.boolean() }),
  isOn: z.boolean(),
  budget: budgetView,
  status,
});
export type ProviderView = z.infer<typeof providerView>;

/** A vendor to choose from, with what to begin with. */
const vendorView = z.object({
  id: vendorId,
  name: z.string(),
  baseUrl: z.string().nullable(),
  ...models,
  needsKey: z.boolean(),
  keysAt: z.string().nullable(),
  isFree: z.boolean(),
});
export type VendorView = z.infer<typeof vendorView>;

export const modelsOverview = z.object({
  providers: z.array(providerView),
  /** The installation's, asked when the workspace has none of its own. */
  server: z.array(z.object({ vendor: vendorId, name: z.string(), ...models })),
  useServer: z.boolean(),
  budget: budgetView,
  vendors: z.array(vendorView),
  prices: z.array(z.object({ vendor: z.string(), source: z.string(), asOf: z.string() })),
});
export type ModelsOverview = z.infer<typeof modelsOverview>;

export const testedProvider = z.object({
  works: z.boolean(),
  /** One line for each of its models. */
  models: z.array(
    z.object({
      model: z.string(),
      result: z.enum(["works", "wrong_key", "no_model", "unreachable", "no_credit", "limited", "over_budget", "odd"]),
      message: z.string(),
    }),
  ),
});
export type TestedProvider = z.infer<typeof testedProvider>;

export const estimateInput = z.object({
  /** How long the source is; absent: about 1,500 words. */
  characters: z.number().int().min(0).max(50_000_000).optional(),
  formats: z.array(z.string().min(1).max(40)).max(100),
  variants: z.number().int().min(1).max(10).default(1),
});
export type EstimateInput = z.infer<typeof estimateInput>;

export const costEstimate = z.object({
  /** Who writes first; null: the built-in writer, which is free. */
  writer: z.string().nullable(),
  /** US dollars; null when the price is not known. */
  lowUsd: z.number().nullable(),
  highUsd: z.number().nullable(),
  tokens: z.number(),
  /** What is left of the tightest budget, in US dollars; null: nothing is limited. */
  leftUsd: z.number().nullable(),
});
export type CostEstimate = z.infer<typeof costEstimate>;

export const writerView = z.object({ label: z.string().nullable() });
export const newProviderView = z.object({ id: z.string() });
