import { anthropicModel } from "@/server/ai/anthropic";
import { compatibleModel } from "@/server/ai/compatible";
import type { Model } from "@/server/ai/model";
import { openAiModel } from "@/server/ai/openai";
import type { VendorOptions } from "@/server/ai/streaming-model";
import { VENDORS, type VendorId } from "@/server/ai/vendors";

/** A provider as a workspace or the installation has set it up. */
export type Provider = Omit<VendorOptions, "apiKey" | "baseUrl"> & {
  vendor: VendorId;
  /** What people read. */
  name: string;
  apiKey: string | null;
  /** Null: the vendor's own address. */
  baseUrl: string | null;
};

/** The model of a provider. Throws TypeError when an address is needed and there is none. */
export function providerModel({ vendor, name, apiKey, baseUrl, ...rest }: Provider): Model {
  const address = baseUrl ?? VENDORS[vendor].baseUrl;
  if (address === null) throw new TypeError(`${name} has no address`);
  const options = { ...rest, apiKey: apiKey ?? "", baseUrl: address };
  switch (vendor) {
    case "openai":
      return openAiModel(options);
    case "anthropic":
      return anthropicModel(options);
    case "xai":
    case "gemini":
      return compatibleModel({ ...options, provider: vendor, name, isReasoning: true });
    case "ollama":
      return compatibleModel({ ...options, provider: vendor, name, price: rest.price ?? { input: 0, output: 0 } });
    case "compatible":
      return compatibleModel({ ...options, provider: vendor, name });
  }
}
