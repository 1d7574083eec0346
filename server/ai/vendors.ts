/** Who can be brought as a provider, first the usual ones. xAI, Gemini and Ollama speak OpenAI's Chat Completions. */
export const VENDOR_IDS = ["openai", "anthropic", "xai", "gemini", "ollama", "compatible"] as const;
export type VendorId = (typeof VENDOR_IDS)[number];

/** What is known of a vendor before anybody has said anything; names of models as of 2026-11. */
export type Vendor = {
  id: VendorId;
  name: string;
  /** Null: has to be given. */
  baseUrl: string | null;
  small: string;
  large: string;
  needsKey: boolean;
  /** Where a person gets a key. */
  keysAt: string | null;
  /** Runs on one's own machine: its tokens cost nothing. */
  isFree: boolean;
};

const keyed = { needsKey: true, isFree: false };

/** Each vendor with its own address and the models we would begin with. */
export const VENDORS: Record<VendorId, Vendor> = {
  openai: {
    id: "openai",
    name: "OpenAI",
    baseUrl: "https://api.openai.com/v1",
    small: "gpt-6-luna",
    large: "gpt-6.1-terra",
    keysAt: "https://platform.openai.com/api-keys",
    ...keyed,
  },
  anthropic: {
    id: "anthropic",
    name: "Anthropic",
    baseUrl: "https://api.anthropic.com",
    small: "claude-haiku-5-5",
    large: "claude-sonnet-5-5",
    keysAt: "https://platform.claude.com/settings/keys",
    ...keyed,
  },
  xai: {
    id: "xai",
    name: "xAI Grok",
    baseUrl: "https://api.x.ai/v1",
    small: "grok-4.3",
    large: "grok-4.6",
    keysAt: "https://console.x.ai",
    ...keyed,
  },
  gemini: {
    id: "gemini",
    name: "Google Gemini",
    baseUrl: "https://generativelanguage.googleapis.com/v1beta/openai",
    small: "gemini-3.5-flash-lite",
    large: "gemini-3.8-flash",
    keysAt: "https://aistudio.google.com/apikey",
    ...keyed,
  },
  ollama: {
    id: "ollama",
    name: "Ollama",
    baseUrl: "http://127.0.0.1:11434/v1",
    small: "",
    large: "",
    needsKey: false,
    keysAt: null,
    isFree: true,
  },
  compatible: {
    id: "compatible",
    name: "OpenAI-compatible",
    baseUrl: null,
    small: "",
    large: "",
    needsKey: false,
    keysAt: null,
    isFree: false,
  },
};
