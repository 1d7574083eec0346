import type { Provider } from "@/server/ai/provider-model";
import { env } from "@/server/env";

/** The providers of the installation, in the order the environment gives them. */
export function serverProviders(): Provider[] {
  const settings = env();
  const known: Record<string, Provider | undefined> = {
    openai: settings.OPENAI_API_KEY
      ? {
          vendor: "openai",
          name: "OpenAI",
          apiKey: settings.OPENAI_API_KEY,
          baseUrl: settings.OPENAI_BASE_URL ?? null,
          model: { small: settings.OPENAI_MODEL_SMALL, large: settings.OPENAI_MODEL_LARGE },
        }
      : undefined,
    anthropic: settings.ANTHROPIC_API_KEY
      ? {
          vendor: "anthropic",
          name: "Anthropic",
          apiKey: settings.ANTHROPIC_API_KEY,
          baseUrl: settings.ANTHROPIC_BASE_URL ?? null,
          model: { small: settings.ANTHROPIC_MODEL_SMALL, large: settings.ANTHROPIC_MODEL_LARGE },
        }
      : undefined,
    compatible:
      settings.COMPATIBLE_BASE_URL && settings.COMPATIBLE_MODEL
        ? {
            vendor: "compatible",
            name: settings.COMPATIBLE_NAME,
            apiKey: settings.COMPATIBLE_API_KEY ?? null,
            baseUrl: settings.COMPATIBLE_BASE_URL,
            model: { small: settings.COMPATIBLE_MODEL, large: settings.COMPATIBLE_MODEL },
          }
        : undefined,
  };
  const order = settings.MODEL_ORDER.split(",").map((vendor) => vendor.trim());
  return order.map((vendor) => known[vendor]).filter((provider) => provider !== undefined);
}
