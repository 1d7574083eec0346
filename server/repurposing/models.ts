import { builtInModel } from "@/server/ai/built-in/built-in";
import {
  configuredModels,
  describeModels,
  type ModelDescription,
  type ModelSettings,
} from "@/server/ai/configured-models";
import type { Model } from "@/server/ai/model";
import { env } from "@/server/env";

/** The chain of writers the environment describes, `built-in` last. */
export const writingModel = (): Model => configuredModels(modelSettings(), builtInModel());

/** Which writers there are, in the order they are asked, then those that have no key. */
export const listModels = (): ModelDescription[] => describeModels(modelSettings(), builtInModel());

/** Whether anything but the built-in writer may answer. */
export const hasLanguageModel = (): boolean =>
  listModels().some(({ available, provider }) => available && provider !== "built-in");

function modelSettings(): ModelSettings {
  const settings = env();
  const openai = settings.OPENAI_API_KEY && {
    apiKey: settings.OPENAI_API_KEY,
    small: settings.OPENAI_MODEL_SMALL,
    large: settings.OPENAI_MODEL_LARGE,
    ...(settings.OPENAI_BASE_URL && { baseUrl: settings.OPENAI_BASE_URL }),
  };
  const anthropic = settings.ANTHROPIC_API_KEY && {
    apiKey: settings.ANTHROPIC_API_KEY,
    small: settings.ANTHROPIC_MODEL_SMALL,
    large: settings.ANTHROPIC_MODEL_LARGE,
    ...(settings.ANTHROPIC_BASE_URL && { baseUrl: settings.ANTHROPIC_BASE_URL }),
  };
  const compatible = settings.COMPATIBLE_BASE_URL &&
    settings.COMPATIBLE_MODEL && {
      name: settings.COMPATIBLE_NAME,
      baseUrl: settings.COMPATIBLE_BASE_URL,
      ...(settings.COMPATIBLE_API_KEY && { apiKey: settings.COMPATIBLE_API_KEY }),
      small: settings.COMPATIBLE_MODEL,
      large: settings.COMPATIBLE_MODEL,
    };
  return {
    ...(openai && { openai }),
    ...(anthropic && { anthropic }),
    ...(compatible && { compatible }),
    order: settings.MODEL_ORDER.split(",")
      .map((vendor) => vendor.trim())
      .filter((vendor) => vendor === "openai" || vendor === "anthropic" || vendor === "compatible"),
  };
}
