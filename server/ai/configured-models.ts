import { anthropicModel } from "@/server/ai/anthropic";
import { type CompatibleOptions, compatibleModel } from "@/server/ai/compatible";
import type { Model } from "@/server/ai/model";
import { openAiModel } from "@/server/ai/openai";
import { type ChainOptions, chainModels } from "@/server/ai/router";
import type { VendorOptions } from "@/server/ai/streaming-model";

type Sizes = VendorOptions["model"];
type Details = Pick<VendorOptions, "effort" | "limits">;

/** The vendors a workspace or an installation can bring a key for. */
type ModelVendor = "openai" | "anthropic" | "compatible";

/** Which models may be used, first choice first; a vendor without settings is passed over. */
export type ModelSettings = {
  openai?: Sizes & Details & { apiKey: string; baseUrl?: string };
  anthropic?: Sizes & Details & { apiKey: string; baseUrl?: string };
  compatible?: Sizes & Details & Pick<CompatibleOptions, "name" | "baseUrl" | "apiKey">;
  order: readonly ModelVendor[];
};

/** The chain these settings describe; `builtIn` is its last link, so something always answers. */
export function configuredModels(settings: ModelSettings, builtIn: Model, options: ChainOptions = {}): Model {
  return chainModels([...outsideModels(settings), builtIn], options);
}

/** One line of the model list a person sees. */
export type ModelDescription = { provider: string; label: string; available: boolean };

const VENDOR_NAMES: Record<ModelVendor, string> = {
  openai: "OpenAI",
  anthropic: "Anthropic",
  compatible: "OpenAI-compatible endpoint",
};

/** Every model in the order it is asked, `builtIn` last, then the vendors that are not configured. */
export function describeModels(settings: ModelSettings, builtIn: Model): ModelDescription[] {
  const asked = [...outsideModels(settings), builtIn].map(({ provider, label }) => ({
    provider,
    label,
    available: true,
  }));
  const missing = Object.entries(VENDOR_NAMES).filter(([vendor]) => !asked.some(({ provider }) => provider === vendor));
  return [...asked, ...missing.map(([provider, label]) => ({ provider, label, available: false }))];
}

function outsideModels(settings: ModelSettings): Model[] {
  return settings.order.map((vendor) => outsideModel(vendor, settings)).filter((model) => model !== null);
}

function outsideModel(vendor: ModelVendor, settings: ModelSettings): Model | null {
  switch (vendor) {
    case "openai":
      return settings.openai ? openAiModel(withSizes(settings.openai)) : null;
    case "anthropic":
      return settings.anthropic ? anthropicModel(withSizes(settings.anthropic)) : null;
    case "compatible":
      return settings.compatible ? compatibleModel(withSizes(settings.compatible)) : null;
  }
}

function withSizes<T extends Sizes>({ small, large, ...rest }: T): Omit<T, "small" | "large"> & { model: Sizes } {
  return { ...rest, model: { small, large } };
}
